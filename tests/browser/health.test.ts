import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserProgram, type Visitor } from '../kit/browser.ts'
import { freePort } from '../kit/ports.ts'
import { openStation, type Station } from './station.ts'

describe.skipIf(!browserProgram)('the page Health', { timeout: 60_000 }, () => {
  let station: Station
  let ada: Visitor
  beforeAll(async () => {
    station = await openStation()
    ada = await station.signedIn('ada')
  })
  afterAll(() => station.close())

  const shot = async ({ page }: Visitor, name: string) => {
    const folder = process.env['SIGNPOST_SCREENSHOTS']
    if (folder) await page.screenshot({ path: `${folder}/health-${name}.png`, fullPage: true })
  }

  test('is found in the menu, says that nothing was examined yet, and examines', async () => {
    const { page } = ada
    await page.goto('/')
    await page.getByRole('button', { name: 'Account of' }).click()
    await page.getByRole('menuitem', { name: 'Health', exact: true }).click()
    await page.waitForURL('**/settings/health')
    await page.getByRole('heading', { name: 'Nothing has been examined yet' }).waitFor()
    await page.getByText('SIGNPOST_EXAMINE_EVERY=0').waitFor()
    await shot(ada, 'empty')
    await page.getByRole('button', { name: 'Examine now' }).press('Enter')
    await page.getByText('Examined just now').waitFor()
    for (const group of ['Configuration', 'Host', 'Database', 'Storage', 'Provider: single sign-on'])
      await page.getByRole('region', { name: group }).first().waitFor()
    // The demo provider is on plain http, on this machine.
    await page.getByRole('heading', { name: /Warning:.*plain http/ }).waitFor()
    expect(await page.getByRole('heading', { name: /Error:/ }).count()).toBe(0)
    await shot(ada, 'well')
    expect(ada.problems).toEqual([])
  })

  test('shows what is wrong on top, with the mend and the way to the provider; the menu tells of it', async () => {
    const { page } = ada
    const issuer = `http://127.0.0.1:${await freePort()}`
    const fields = { name: 'Acme', issuer, clientId: 'signpost' }
    await station.server.context.providerSettings.create('acme', fields, 'ada')
    await page.goto('/settings/health')
    await page.getByRole('button', { name: 'Examine now' }).click()
    await page.getByRole('heading', { name: /^1 error/ }).waitFor()
    const finding = page.getByRole('article').first()
    expect(await finding.innerText()).toMatch(/Acme: /)
    await finding.getByText('conn-refused-localhost').waitFor()
    await finding.getByRole('list', { name: 'How to mend it' }).waitFor()
    await shot(ada, 'error')
    await page.getByRole('button', { name: /something is wrong with the server/ }).click()
    await page.getByRole('menuitem', { name: 'Health 1 error' }).waitFor()
    await shot(ada, 'menu')
    await page.keyboard.press('Escape')
    await finding.getByRole('link', { name: 'Settings of Acme' }).click()
    await page.waitForURL('**/settings/providers/acme')
    expect(ada.problems).toEqual([])
  })

  test('unfolds what was seen by the keyboard', async () => {
    const { page } = ada
    await page.goto('/settings/health')
    const folded = page.getByRole('region', { name: 'Configuration' }).locator('summary').first()
    const value = page.getByText(station.server.url, { exact: true }).first()
    expect(await value.isVisible()).toBe(false)
    await folded.press('Enter')
    await value.waitFor()
    expect(ada.problems).toEqual([])
  })

  test('tells when an examination is under way, whoever began it, and when the server does not answer', async () => {
    const { page } = ada
    const at = Date.now()
    const answer = { at, running: true, every: 3_600_000, ok: true, checks: [] as unknown[] }
    await page.route('**/api/admin/health', (route) => route.fulfill({ json: answer }))
    await page.goto('/settings/health')
    await page.getByText('Examining …').waitFor()
    answer.running = false
    await page.getByText('The server looks by itself every 1 h.').waitFor()
    await page.unroute('**/api/admin/health')
    await page.route('**/api/admin/health', (route) =>
      route.fulfill({ status: 403, json: { error: { code: 'x', title: 'Refused', message: 'Not you.' } } }),
    )
    await page.reload()
    await page.getByRole('alert').getByText('Not you.').waitFor()
    await page.unroute('**/api/admin/health')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText(/^Examined/).waitFor()
  })

  test('fits a telephone, in the dark', async () => {
    const small = await station.signedIn('ada', { width: 375, height: 800, colorScheme: 'dark' })
    await small.page.goto('/settings/health')
    await small.page.getByRole('article').first().waitFor()
    await small.page.locator('summary').first().click()
    expect(await small.page.evaluate('document.documentElement.scrollWidth')).toBe(375)
    await shot(small, 'small-dark')
    expect(small.problems).toEqual([])
  })

  test('is not for others', async () => {
    const ben = await station.signedIn('ben')
    await ben.page.getByRole('button', { name: 'Account of' }).click()
    await ben.page.getByRole('menuitem', { name: 'Sign out' }).waitFor()
    expect(await ben.page.getByRole('menuitem', { name: 'Health' }).count()).toBe(0)
    await ben.page.goto('/settings/health')
    await ben.page.getByRole('alert').waitFor()
    expect(ben.problems).toEqual([])
  })
})
