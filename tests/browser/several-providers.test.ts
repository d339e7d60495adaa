import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserProgram } from '../kit/browser.ts'
import { openStation, type Station } from './station.ts'

const picture = (fill: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><circle cx="10" cy="10" r="9" fill="${fill}"/></svg>`

describe.skipIf(!browserProgram)('the sign-in page of several providers', { timeout: 90_000 }, () => {
  let folder: string
  let station: Station
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-pictures-'))
    station = await openStation()
    const { issuer, clientId, clientSecret } = station.idp
    const { providerSettings, accounts } = station.server.context
    await accounts.users.create({ username: 'root', admin: true, password: 'correct horse battery' }, null)
    const add = async (id: string, fields: Record<string, unknown>) => {
      const logo = path.join(folder, `${id}.svg`)
      await writeFile(logo, picture(id === 'acme' ? '#2b6cb0' : '#b7791f'))
      await providerSettings.create(id, { clientId, clientSecret, logo, ...fields }, 'test')
    }
    await providerSettings.change('default', { name: 'Initech', order: 3 }, 'test')
    await add('globex', { name: 'Globex Corporation', order: 2, issuer })
    await add('acme', { name: 'Acme', order: 1, issuer, emailDomains: ['acme.example'] })
    await add('umbrella', { name: 'Umbrella', order: 4 })
  })
  afterAll(async () => {
    await station?.close()
    await rm(folder, { recursive: true, force: true })
  })

  test('shows them in order with their pictures, and the password form below', async () => {
    const { page, problems, close } = await station.visit({ width: 375, height: 900 })
    await page.goto('/login')
    const buttons = page.getByTestId(/^sso-/)
    await buttons.first().waitFor()
    expect(await buttons.allInnerTexts()).toEqual(
      ['Acme', 'Globex Corporation', 'Initech', 'Umbrella'].map((name) => `Continue with ${name}`),
    )
    const seen = await page
      .locator('[data-testid^=sso-] img')
      .evaluateAll((images) => images.map((each) => (each as unknown as { naturalWidth: number }).naturalWidth > 0))
    expect(seen).toEqual([true, true, true])
    expect(await page.getByTestId('sso-umbrella').isDisabled()).toBe(true)
    expect(await page.getByLabel('Password', { exact: true }).isVisible()).toBe(true)
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
    expect(problems).toEqual([])
    await close()
  })

  test('an e-mail address leads to its provider with the address as a hint, and an unknown one says so', async () => {
    const { page, problems, close } = await station.visit()
    await page.goto('/login?return_to=%2Fsettings%2Fkeys')
    await page.getByLabel('Work e-mail').fill('ben@nowhere.example')
    await page.getByRole('button', { name: 'Continue', exact: true }).click()
    await page.getByText('No organization here uses this address').waitFor()
    await page.getByLabel('Work e-mail').fill('ben@acme.example')
    const asked = page.waitForRequest((request) => request.url().includes('/oidc/login/acme'))
    await page.getByRole('button', { name: 'Continue', exact: true }).click()
    const { searchParams } = new URL((await asked).url())
    expect(Object.fromEntries(searchParams)).toEqual({
      return_to: '/settings/keys',
      origin: station.server.url,
      login_hint: 'ben@acme.example',
    })
    expect(problems).toEqual([])
    await close()
  })
})

describe.skipIf(!browserProgram)('with SIGNPOST_AUTO_SIGN_IN', { timeout: 90_000 }, () => {
  let station: Station
  beforeAll(async () => {
    station = await openStation({ SIGNPOST_AUTO_SIGN_IN: 'true' })
    await station.server.context.accounts.users.create(
      { username: 'root', admin: true, password: 'correct horse battery' },
      null,
    )
  })
  afterAll(() => station?.close())

  test('a stranger goes to the provider at once, comes back to the page that was meant, and is left in peace after signing out', async () => {
    const { page, problems, close } = await station.visit()
    await page.goto('/settings/keys')
    await page.locator('button[name=login][value=ben]').click()
    await page.waitForURL('**/settings/keys')
    await page.getByRole('heading', { name: 'API keys' }).waitFor()
    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.waitForURL(`${station.server.url}/signed-out`)
    await page.goto('/')
    await page.waitForURL('**/login')
    await page.getByTestId('sso-default').waitFor()
    expect(problems).toEqual([])
    await close()
  })

  test('a failed sign-in ends at the page, and so do /login and ?auto=0', async () => {
    const { page, close } = await station.visit()
    await page.goto('/')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.waitForURL('**/login?**code=**')
    await page.getByText('Sign in another way').click()
    await page.getByLabel('Password', { exact: true }).waitFor()
    const other = await station.visit()
    for (const address of ['/login', '/?auto=0']) {
      await other.page.goto(address)
      await other.page.getByTestId('sso-default').waitFor()
      expect(new URL(other.page.url()).pathname).toBe('/login')
    }
    await Promise.all([close(), other.close()])
  })
})
