import { mkdir } from 'node:fs/promises'
import process from 'node:process'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserProgram, type Visitor } from '../kit/browser.ts'
import { logRun } from '../kit/experiments.ts'
import { until } from '../kit/until.ts'
import { ask } from '../kit/wire.ts'
import { keyFor, openStation, type Station, signIn } from './station.ts'

/** Where pictures of the pages are put, for people to look at; none are made without it. */
const pictures = process.env['SIGNPOST_TEST_PICTURES']

async function picture(page: Page, name: string): Promise<void> {
  if (!pictures) return
  await mkdir(pictures, { recursive: true })
  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [375, 1600]) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 1000 })
      await page.screenshot({ path: `${pictures}/${name}-${colorScheme}-${width}.png`, fullPage: true })
    }
  await page.emulateMedia({ colorScheme: 'light' })
}

describe.skipIf(!browserProgram)('teams', { timeout: 90_000 }, () => {
  let station: Station
  let ada: Visitor
  beforeAll(async () => {
    station = await openStation()
    ada = await station.signedIn('ada')
  }, 120_000)
  afterAll(() => station?.close())

  test('one is made, people come in by a link and with a role, and a program gets a key', async () => {
    const { page } = ada
    await page.goto('/teams')
    await page.getByText('No teams yet').waitFor()
    await picture(page, 'teams-empty')
    await page.getByRole('button', { name: 'Make a team' }).click()
    await page.getByLabel('Name').fill('lab')
    await page.getByRole('button', { name: 'Make the team' }).click()
    await page.getByRole('heading', { name: 'lab', exact: true }).waitFor()

    await page.getByLabel('E-mail or user name').fill('somebody@example.net')
    await page.getByLabel('As').first().selectOption('viewer')
    await page.getByRole('button', { name: 'Invite', exact: true }).click()
    await page.getByRole('cell', { name: 'somebody@example.net', exact: true }).waitFor()
    const link = (await page.locator('pre').innerText()).trim()
    expect(link.startsWith(`${station.server.url}/join#`)).toBe(true)

    await page.getByLabel('What it is for').fill('nightly builds')
    await page.getByRole('button', { name: 'Make', exact: true }).click()
    await page.getByRole('button', { name: 'Make a key of nightly builds' }).click()
    const key = await page.getByTestId('new-key').innerText()
    await picture(page, 'team')
    const { data } = await ask(station.server, key, '{ viewer { username entity teams { edges { node { name } } } } }')
    expect(data.viewer).toEqual({
      username: 'nightly-builds',
      entity: 'lab',
      teams: { edges: [{ node: { name: 'lab' } }] },
    })

    const ben = await station.visit()
    const asked: string[] = []
    ben.page.on('request', (request) => asked.push(request.url()))
    await ben.page.goto(link)
    await signIn(ben.page, 'ben')
    await ben.page.getByRole('heading', { name: 'Join lab' }).waitFor()
    await picture(ben.page, 'join')
    await ben.page.getByRole('button', { name: 'Join the team' }).click()
    await ben.page.getByRole('heading', { name: 'lab', exact: true }).waitFor()
    expect(await ben.page.getByRole('heading', { name: 'Service accounts' }).count()).toBe(0)
    await picture(ben.page, 'team-of-viewer')
    const secret = link.split('#')[1] ?? ''
    expect(asked.filter((url) => url.replace(link, '').includes(secret))).toEqual([])
    expect(ben.problems).toEqual([])

    await ben.page.goto(link)
    await ben.page.getByText('This invite was taken').waitFor()
    await ben.close()

    await page.reload()
    await page.getByLabel('Role of ben').selectOption('member')
    await expect.poll(() => page.getByLabel('Role of ben').inputValue()).toBe('member')
    await page.getByRole('button', { name: 'Remove ben' }).click()
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByRole('button', { name: 'Remove ben' }).waitFor({ state: 'detached' })
    expect(ada.problems).toEqual([])
  })

  test('who sees a project is chosen on its page, and people are named there', async () => {
    const { page } = ada
    await logRun(
      { url: station.server.url, apiKey: await keyFor(page), entity: 'lab', project: 'secret' },
      { name: 'one', history: [{ loss: 1 }] },
    )
    await page.goto('/lab/secret/settings')
    // Chosen is what the server has answered, not what was clicked.
    await page.getByLabel('Restricted').click()
    await until(() => page.getByLabel('Restricted').isChecked())
    await page.getByLabel('User name').fill('nightly-builds')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('cell', { name: 'nightly-builds', exact: true }).waitFor()
    await picture(page, 'project-settings')
    await page.reload()
    expect(await page.getByLabel('Restricted').isChecked()).toBe(true)
    await page.getByLabel('User name').fill('nobody-here')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByText('There is no user "nobody-here".').waitFor()
    expect(ada.problems).toEqual([])
  })
})
