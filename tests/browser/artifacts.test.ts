import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { artifactKit } from '../kit/artifacts.ts'
import { browserProgram } from '../kit/browser.ts'
import { logRun } from '../kit/experiments.ts'
import type { Person } from '../kit/people.ts'
import { ask } from '../kit/wire.ts'
import { keyFor, openStation, type Station } from './station.ts'

/** Where pictures of the pages are put, for who wants to look at them. */
const pictures = process.env['SIGNPOST_TEST_PICTURES']

describe.skipIf(!browserProgram)('artifacts', { timeout: 90_000 }, () => {
  let station: Station
  let signedInAs: Awaited<ReturnType<Awaited<ReturnType<Station['signedIn']>>['context']['storageState']>>

  beforeAll(async () => {
    station = await openStation()
    const { server } = station
    const visitor = await station.signedIn('ada')
    const apiKey = await keyFor(visitor.page)
    signedInAs = await visitor.context.storageState()
    await visitor.close()
    const to = { url: server.url, apiKey, entity: 'ada', project: 'shelf' }
    for (const name of ['collect', 'train', 'evaluate']) await logRun(to, { name, history: [{ loss: 1 }], exitCode: 0 })
    const by = (run: string) => artifactKit(server, { apiKey } as Person, { entity: 'ada', project: 'shelf', run })
    const mutate = async (text: string, input: Record<string, unknown>) => {
      const { errors } = await ask(server, apiKey, text, { input })
      if (errors.length > 0) throw new Error(errors[0]!.message)
    }
    const use = (artifactID: string, runName: string) =>
      mutate('mutation ($input: UseArtifactInput!) { useArtifact(input: $input) { artifact { id } } }', {
        ...{ entityName: 'ada', projectName: 'shelf', runName, artifactID },
      })
    await by('collect').log('numbers', { 'train/part-0.csv': '1,2', 'readme.md': 'first' })
    const files = { 'train/part-0.csv': '1,2\n3,4', 'train/part-1.csv': '5,6', 'readme.md': '# Numbers\nall of them' }
    const numbers = await by('collect').log('numbers', files, { metadata: '{"rows":3,"by":{"hand":true}}' })
    await use(numbers, 'train')
    const net = await by('train').log('net', { 'weights.bin': 'w'.repeat(2000) }, { artifactTypeName: 'model' })
    await use(net, 'evaluate')
    const link = { entityName: 'ada', projectName: 'shelf', artifactID: net, artifactPortfolioName: 'deployed' }
    await mutate('mutation ($input: LinkArtifactInput!) { linkArtifact(input: $input) { versionIndex } }', link)
  })
  afterAll(() => station?.close())

  const ways = [
    { name: 'dark', width: 1600, colorScheme: 'dark' },
    { name: 'light', width: 1600, colorScheme: 'light' },
    { name: 'narrow', width: 375, colorScheme: 'light' },
  ] as const
  const addresses = [
    ['collections', '/ada/shelf/artifacts', 'numbers'],
    ['versions', '/ada/shelf/artifacts/dataset/numbers', 'v1'],
    ['version', '/ada/shelf/artifacts/dataset/numbers/v1', 'part-0.csv'],
    ['link', '/ada/shelf/artifacts/model/deployed/latest', 'net:v0'],
    ['run', '/ada/shelf/runs/train/artifacts', 'numbers:v1'],
    ['project', '/ada/shelf', 'Artifacts'],
  ] as const

  test.each(ways)('fit a $name window, and say nothing on the console', async ({ name, width, colorScheme }) => {
    const { page, problems, close } = await station.visit({ signedInAs, width, colorScheme })
    for (const [shown, address, text] of addresses) {
      await page.goto(address)
      if (shown === 'version') await page.getByRole('button', { name: 'train', exact: true }).click()
      await page.getByText(text).first().waitFor()
      const overflow = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )
      expect(overflow, `${shown} at ${width}`).toBeLessThanOrEqual(0)
      if (pictures) await page.screenshot({ path: `${pictures}/${shown}-${name}.png`, fullPage: true })
    }
    expect(problems).toEqual([])
    await close()
  })

  test('lead from the project to a file, to the runs and back', async () => {
    const { page, problems, close } = await station.visit({ signedInAs })
    await page.goto('/ada/shelf')
    await page.getByRole('link', { name: 'Artifacts' }).click()
    await page.getByRole('link', { name: 'numbers' }).click()
    await page.getByRole('link', { name: 'v1' }).click()
    await page.getByRole('button', { name: 'readme.md' }).click()
    await page.getByText('all of them').waitFor()
    await page.keyboard.press('Escape')
    const lineage = page.getByRole('region', { name: 'Lineage' })
    await lineage.getByRole('link', { name: 'deployed' }).waitFor({ state: 'detached' })
    await lineage.getByRole('link', { name: 'evaluate' }).waitFor()
    await lineage.getByRole('link', { name: 'train' }).click()
    await page.getByRole('link', { name: 'Artifacts' }).click()
    await page.getByRole('link', { name: 'net:v0' }).click()
    await page.getByRole('heading', { name: /^net:v0/ }).waitFor()
    expect(problems).toEqual([])
    await close()
  })

  test('of a version aliases, tags and the description are changed, and it is deleted after a question', async () => {
    const { page, problems, close } = await station.visit({ signedInAs })
    await page.goto('/ada/shelf/artifacts/dataset/numbers/v0')
    await page.getByLabel('Add an alias').fill('first')
    await page.getByLabel('Add an alias').press('Enter')
    await page.getByRole('button', { name: 'Remove the alias first' }).waitFor()
    await page.getByLabel('Add a tag').fill('old')
    await page.getByLabel('Add a tag').press('Enter')
    await page.getByRole('button', { name: 'Remove the tag old' }).waitFor()
    await page.getByLabel('Description').fill('what came first')
    await page.getByRole('button', { name: 'Keep the description' }).click()
    await page.getByRole('button', { name: 'Keep the description' }).waitFor({ state: 'detached' })
    await page.reload()
    await page.getByRole('button', { name: 'Remove the alias first' }).waitFor()
    expect(await page.getByLabel('Description').inputValue()).toBe('what came first')
    await page.getByRole('button', { name: 'Remove the tag old' }).click()
    await page.getByRole('button', { name: 'Remove the tag old' }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.waitForURL('**/artifacts/dataset/numbers')
    await page.getByRole('link', { name: 'v1' }).waitFor()
    await page.getByRole('link', { name: 'v0' }).waitFor({ state: 'detached' })
    expect(problems).toEqual([])
    await close()
  })
})
