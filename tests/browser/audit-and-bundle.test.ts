import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserProgram, type Visitor } from '../kit/browser.ts'
import { unzipped } from '../kit/zip.ts'
import { openStation, type Station } from './station.ts'

describe.skipIf(!browserProgram)('an administrator', { timeout: 60_000 }, () => {
  let station: Station
  let ada: Visitor
  beforeAll(async () => {
    station = await openStation()
    ada = await station.signedIn('ada')
    await station.server.context.accounts.users.create({ username: 'ben' }, 'ada')
    await station.server.context.accounts.users.create({ username: 'cleo' }, 'command line')
  })
  afterAll(() => station.close())

  test('finds the audit trail in the menu, and narrows it', async () => {
    const { page } = ada
    await page.goto('/')
    await page.getByRole('button', { name: /Account of/ }).click()
    await page.getByRole('menuitem', { name: 'Audit trail' }).click()
    await page.waitForURL('**/settings/audit')
    await page.getByRole('row', { name: /ada User created ben/ }).waitFor()
    await page.getByRole('searchbox').fill('cle')
    await page.getByRole('row', { name: /command line User created cleo/ }).waitFor()
    await page.getByRole('row', { name: / ben/ }).waitFor({ state: 'detached' })
    expect(page.url()).toContain('search=cle')
    await page.getByRole('searchbox').fill('')
    await page.getByRole('combobox', { name: 'Action' }).selectOption('signed-in')
    await page
      .getByRole('row', { name: /Signed in/ })
      .first()
      .waitFor()
    expect(await page.getByRole('row', { name: /User created/ }).count()).toBe(0)
    await page.goto('/settings/audit?search=nobody-of-this-name')
    await page.getByRole('button', { name: 'Show all' }).click()
    await page
      .getByRole('row', { name: /User created/ })
      .first()
      .waitFor()
    expect(ada.problems).toEqual([])
  })

  test('downloads the bundle by one click, and stands in the audit trail', async () => {
    const { page } = ada
    await page.goto('/settings/bundle')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download the bundle' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^signpost-bundle-127\.0\.0\.1-\d{8}-\d{6}\.zip$/)
    const files = unzipped(await readFile(await download.path()))
    expect(files['README.html']).toContain('Debug bundle of')
    await page.getByText(download.suggestedFilename()).waitFor()
    await page.goto('/settings/audit?action=bundle-made')
    await page.getByRole('row', { name: /ada Bundle made debug bundle/ }).waitFor()
    expect(ada.problems).toEqual([])
  })

  test('whose sign-in is old is told to sign in once more, and downloads nothing', async () => {
    const { page } = ada
    await station.server.context.appDb.updateTable('session').set({ authenticated_at: 1 }).execute()
    await page.goto('/settings/bundle')
    await page.getByRole('button', { name: 'Download the bundle' }).click()
    await page.getByRole('link', { name: /Sign in once more/ }).waitFor()
  })

  test('both pages fit a telephone', async () => {
    const small = await station.signedIn('ada', { width: 375, height: 800, colorScheme: 'dark' })
    for (const address of ['/settings/audit', '/settings/bundle']) {
      await small.page.goto(address)
      await small.page.getByRole('heading', { level: 1 }).waitFor()
      expect(await small.page.evaluate('document.documentElement.scrollWidth')).toBe(375)
    }
    expect(small.problems).toEqual([])
  })
})
