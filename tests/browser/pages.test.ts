import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserProgram } from '../kit/browser.ts'
import { type LoggingTo, logRun } from '../kit/experiments.ts'
import { keyFor, openStation, type Station } from './station.ts'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

// Run inside the page, whose types are not ours.
const schemeNow = 'getComputedStyle(document.documentElement).colorScheme'
const violations =
  'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes[0]?.html.slice(0, 120)))'

/** Each page with something that only it shows. */
const pages: [string, RegExp][] = [
  ['/', /Latest runs/],
  ['/ada', /pages/],
  ['/ada/pages', /Runs/],
  ['/ada/pages/runs/one', /loss/],
  ['/ada/pages/runs/one/overview', /Config/],
  ['/ada/pages/runs/one/system', /cpu/],
  ['/ada/pages/runs/one/logs', /epoch 9/],
  ['/ada/pages/runs/one/files', /notes\.txt/],
  ['/authorize', /Make a key and copy it/],
  ['/settings/keys', /Keys in use/],
  ['/teams', /Make a team/],
  ['/ada/pages/settings', /Who sees this project/],
  ['/settings/users', /People/],
  ['/settings/sign-in-attempts', /Signed in/],
  ['/settings/providers', /Identity providers/],
  ['/settings/providers/default', /To register at the provider/],
  ['/nothing/of/that/kind', /no such page/],
]
const doors: [string, RegExp][] = [
  ['/login?code=consent-denied&attempt=a1', /Try again/],
  ['/setup?token=none', /first administrator/],
  ['/signed-out', /signed out/],
]

describe.skipIf(!browserProgram)('each page', { timeout: 90_000 }, () => {
  let station: Station
  let signedInAs: Awaited<ReturnType<Awaited<ReturnType<Station['signedIn']>>['context']['storageState']>>
  beforeAll(async () => {
    station = await openStation()
    const visitor = await station.signedIn('ada')
    const to: LoggingTo = {
      url: station.server.url,
      apiKey: await keyFor(visitor.page),
      entity: 'ada',
      project: 'pages',
    }
    signedInAs = await visitor.context.storageState()
    await visitor.close()
    await logRun(to, {
      name: 'one',
      config: { lr: 0.1 },
      history: Array.from({ length: 20 }, (_, step) => ({ loss: 1 / (1 + step) })),
      events: Array.from({ length: 5 }, (_, at) => ({ 'system.cpu': at * 10 })),
      log: Array.from({ length: 10 }, (_, at) => `epoch ${at}`),
      files: { 'notes.txt': 'hello' },
      exitCode: 0,
    })
  })
  afterAll(() => station?.close())

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [375, 1600]) {
      test(`is whole, quiet and wide enough: ${colorScheme}, ${width} px`, async () => {
        const inside = await station.visit({ signedInAs, colorScheme, width })
        const outside = await station.visit({ colorScheme, width })
        for (const [visitor, list] of [
          [inside, pages],
          [outside, doors],
        ] as const) {
          for (const [path, shows] of list) {
            await visitor.page.goto(path)
            await visitor.page.getByText(shows).filter({ visible: true }).first().waitFor()
            const overflow = await visitor.page.evaluate('document.documentElement.scrollWidth - innerWidth')
            const scheme = await visitor.page.evaluate(schemeNow)
            expect({ path, overflow, scheme }).toEqual({ path, overflow: 0, scheme: colorScheme })
          }
        }
        expect([...inside.problems, ...outside.problems]).toEqual([])
        await inside.close()
        await outside.close()
      })
    }
  }

  test.each(['light', 'dark'] as const)('has names, roles and contrast for everyone: %s', async (colorScheme) => {
    const { page, close } = await station.visit({ signedInAs, colorScheme })
    for (const [path, shows] of [...pages, ...doors]) {
      await page.goto(path)
      await page.getByText(shows).filter({ visible: true }).first().waitFor()
      await page.evaluate(axe)
      const found = await page.evaluate(violations)
      expect({ path, found }).toEqual({ path, found: [] })
    }
    await close()
  })

  test('the theme switch stays as chosen', async () => {
    const { page, close } = await station.visit({ signedInAs })
    await page.goto('/')
    const scheme = () => page.evaluate(schemeNow)
    const button = page.getByRole('button', { name: /^Theme:/ })
    while (!/^Theme: dark/.test((await button.getAttribute('aria-label')) ?? '')) await button.click()
    expect(await scheme()).toBe('dark')
    await page.reload()
    expect(await scheme()).toBe('dark')
    await close()
  })

  test('a key is shown once, works, and is gone when deleted', async () => {
    const { page, problems, close } = await station.visit({ signedInAs })
    await page.goto('/settings/keys')
    await page.getByLabel('New key for').fill('my laptop')
    await page.getByRole('button', { name: 'Make a key' }).click()
    const key = await page.getByTestId('new-key').innerText()
    expect(key).toMatch(/^local-[0-9a-f]{40}$/)
    const me = () => fetch(`${station.server.url}/api/me`, { headers: { authorization: `Bearer ${key}` } })
    expect((await me()).status).toBe(200)
    await page.reload()
    const row = page.getByRole('cell', { name: 'my laptop', exact: true })
    await row.waitFor()
    expect(await page.locator('body').innerText()).not.toContain(key)
    await page.getByRole('button', { name: 'Delete my laptop' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await row.waitFor({ state: 'detached' })
    expect((await me()).status).toBe(401)
    expect(problems).toEqual([])
    await close()
  })

  test('a page says when the server is away and comes back by itself', async () => {
    const { page, context, close } = await station.visit({ signedInAs })
    await page.goto('/ada/pages')
    await page.locator('[role=row]').first().waitFor()
    await context.setOffline(true)
    await page.getByLabel('Search runs').fill('o')
    await page.getByText('The server does not answer just now').waitFor()
    await context.setOffline(false)
    await page.getByText('The server does not answer just now').waitFor({ state: 'detached' })
    await close()
  })
})
