import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserProgram } from '../kit/browser.ts'
import { openStation, type Station } from './station.ts'

describe.skipIf(!browserProgram)('testing a sign-in and relying on it', { timeout: 90_000 }, () => {
  let station: Station
  beforeAll(async () => {
    station = await openStation()
    await station.server.context.accounts.users.create(
      { username: 'glass', admin: true, password: 'kept in the safe' },
      null,
    )
  })
  afterAll(() => station?.close())

  test('a draft is tested in a window of its own: why it fails, then what would follow, and nobody is signed in by it', async () => {
    const { page, context, problems, close } = await station.signedIn('ada')
    await page.goto('/settings/providers/default')
    const panel = page.locator('section[aria-labelledby=test-sign-in]')
    await panel.getByRole('button', { name: 'Test sign-in' }).waitFor()

    const walk = async (person: string) => {
      const [popup] = await Promise.all([
        context.waitForEvent('page'),
        panel.getByRole('button', { name: /^Test (sign-in|again)$/ }).click(),
      ])
      // Ada has a session at the provider, so it may not ask.
      const button = popup.locator(`button[name=login][value=${person}]`)
      const ended = popup.getByRole('heading', { name: 'Test of a sign-in' })
      await button.or(ended).first().waitFor()
      if (await button.isVisible()) await button.click()
      await ended.waitFor()
      return popup
    }

    await page.getByText('Who gets in', { exact: true }).click()
    await page.getByLabel('Allowed e-mail domains').fill('corp.example')
    const failed = await walk('ada')
    await panel.getByText('domain-not-allowed').waitFor()
    await failed.getByText('domain-not-allowed').waitFor()
    await failed.getByRole('button', { name: 'Close this window' }).click()
    await expect.poll(() => failed.isClosed()).toBe(true)

    await page.getByLabel('Allowed e-mail domains').fill('')
    await panel.getByText('Something was changed since').waitFor()
    const passed = await walk('ada')
    await panel.getByText('The sign-in works').waitFor()
    await panel.getByText('the account that this person has here already').waitFor()
    await passed.getByText('ada@demo.example').first().waitFor()
    await passed.close()
    expect((await page.request.get('/api/me')).status()).toBe(200)
    expect(problems).toEqual([])
    await close()
  })

  test('where the browser lets no window open there is a link', async () => {
    const { page, context, problems, close } = await station.signedIn('ada')
    await page.addInitScript('window.open = () => null')
    await page.goto('/settings/providers/default')
    const panel = page.locator('section[aria-labelledby=test-sign-in]')
    await panel.getByRole('button', { name: 'Test sign-in' }).click()
    const link = panel.getByRole('link', { name: 'Begin the test in a new tab' })
    await link.waitFor()
    await panel.getByText(`${station.server.url}/oidc/callback`).waitFor()
    const [tab] = await Promise.all([context.waitForEvent('page'), link.click()])
    await tab.getByRole('heading', { name: 'Test of a sign-in' }).waitFor()
    await panel.getByText('The sign-in works').waitFor()
    expect(problems).toEqual([])
    await close()
  })

  test('single sign-on is required once what it needs is there, with a way back', async () => {
    const { page, problems, close } = await station.signedIn('ada')
    await page.goto('/settings/providers/default')
    const panel = page.locator('section[aria-labelledby=test-sign-in]')
    await panel.getByRole('button', { name: 'Test sign-in' }).click()
    await panel.getByText('The sign-in works').waitFor()
    await page.goto('/settings/providers')
    const card = page.locator('section[aria-labelledby=require-sso]')
    await card.getByText(/^passed/).waitFor()
    const require = card.getByRole('button', { name: 'Require single sign-on' })
    expect(await require.isDisabled()).toBe(true)
    await card.getByRole('button', { name: 'Choose an account' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox', { name: 'Administrator' }).click()
    await page.getByRole('option', { name: 'glass' }).click()
    await dialog.getByLabel('Its password').fill('not that one')
    await dialog.getByRole('button', { name: 'Confirm' }).click()
    await dialog.getByText('This is not the password of "glass".').waitFor()
    await dialog.getByLabel('Its password').fill('kept in the safe')
    await dialog.getByRole('button', { name: 'Confirm' }).click()
    await card.getByText(/password confirmed/).waitFor()
    await require.click()
    await page.getByRole('dialog').getByRole('button', { name: 'Require it' }).click()
    await card.getByRole('button', { name: 'Switch off' }).waitFor()

    const visitor = await station.visit()
    await visitor.page.goto('/login')
    await visitor.page.getByTestId('sso-default').waitFor()
    expect(await visitor.page.getByLabel('Password').count()).toBe(0)
    await visitor.page.getByRole('button', { name: 'Break-glass account' }).click()
    await visitor.page.getByLabel('Username or e-mail').fill('glass')
    await visitor.page.getByRole('textbox', { name: 'Password' }).fill('kept in the safe')
    await visitor.page.getByRole('button', { name: 'Sign in' }).click()
    await visitor.page.waitForURL(`${station.server.url}/`)
    await visitor.close()

    await card.getByRole('button', { name: 'Switch off' }).click()
    await require.waitFor()
    expect(problems).toEqual([])
    await close()
  })

  test('while a way in for emergencies is open, every page says so, and to whoever came in by it what to do', async () => {
    const restored = await station.server.context.accounts.restore.forUser('glass', 'test')
    const { page, problems, close } = await station.visit()
    await page.goto('/login')
    await page.getByText('A way in for emergencies is open').waitFor()
    await page.getByLabel('Username or e-mail').fill(restored.username)
    await page.getByRole('textbox', { name: 'Password' }).fill(restored.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(`${station.server.url}/`)
    await page.getByText('You signed in with a restore password').waitFor()
    expect(await page.getByText('A way in for emergencies is open').count()).toBe(0)
    const other = await station.server.context.accounts.restore.forUser('glass', 'test')
    expect(other.password).not.toBe(restored.password)
    await page.goto('/settings/keys')
    await page.getByText('A way in for emergencies is open').waitFor()
    expect(problems).toEqual([])
    await close()
  })
})
