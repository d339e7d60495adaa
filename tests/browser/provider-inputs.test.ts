import { execFileSync } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addPeople, passwordOf } from '../kit/askers.ts'
import { browserProgram, openBrowser, type Visitor, visit } from '../kit/browser.ts'
import { freePort, startServer, type TestServer } from '../kit/server.ts'
import { auth0 } from '../sso/providers/auth0.ts'
import { entra } from '../sso/providers/entra.ts'
import { keycloakHs256 as keycloak } from '../sso/providers/keycloak.ts'
import { oktaOrg } from '../sso/providers/okta.ts'
import { atTheirOwnHosts } from '../sso/providers/world.ts'

interface Typed {
  issuer: string
  clientId: string
  clientSecret: string
}

interface Case {
  title: string
  typed: Typed
  /** The field at which it is told, the code, and words that stand there. */
  at: string
  code: string
  words: RegExp
  status?: 'warning'
  /** The button at the field that puts it right. */
  fix?: string
}

const right = ({ document, client }: typeof keycloak): Typed => ({
  issuer: document.issuer,
  clientId: client.id,
  clientSecret: client.secret!,
})
const [kc, okta, azure, a0] = [keycloak, oktaOrg, entra, auth0].map(right) as [Typed, Typed, Typed, Typed]

const cases: Case[] = [
  {
    title: 'the authorize URL as issuer',
    typed: { ...kc, issuer: `${kc.issuer}/protocol/openid-connect/auth?response_type=code&client_id=x` },
    ...{ at: 'Issuer', code: 'issuer-is-authorize-url', words: /signing in/, fix: `Use ${kc.issuer}` },
  },
  {
    title: 'an issuer without its slash, which is put right',
    typed: { ...a0, issuer: a0.issuer.replace(/\/$/, '') },
    ...{ at: 'Issuer', code: 'issuer-trailing-slash', words: /slash/, status: 'warning' },
  },
  {
    title: 'a secret with quotes and blanks around it, which are left out',
    typed: { ...kc, clientSecret: ` "${kc.clientSecret}" ` },
    ...{ at: 'Client secret', code: 'id-secret-swapped-or-padded', words: /quotes/, status: 'warning' },
  },
  {
    title: "Entra's Secret ID in place of its Value",
    typed: { ...azure, clientSecret: '2b1c3d4e-5f60-4718-8293-a4b5c6d7e8f9' },
    ...{ at: 'Client secret', code: 'secret-is-id-not-value', words: /Value/ },
  },
  {
    title: 'client id and secret in each other’s place',
    typed: { ...kc, clientId: kc.clientSecret, clientSecret: kc.clientId },
    ...{ at: 'Client id', code: 'client-id-wrong', words: /does not know the client id/ },
    fix: 'Swap client id and secret',
  },
  {
    title: 'an issuer over plain http',
    typed: { ...kc, issuer: kc.issuer.replace('https', 'http') },
    ...{ at: 'Issuer', code: 'http-issuer-refused', words: /is not this machine/ },
  },
  {
    title: 'a realm that is not there',
    typed: { ...kc, issuer: kc.issuer.replace('/acme', '/Acme') },
    ...{ at: 'Issuer', code: 'discovery-404', words: /404/ },
  },
  {
    title: 'the discovery URL as issuer, which is taken as it is meant',
    typed: { ...kc, issuer: `${kc.issuer}/.well-known/openid-configuration` },
    ...{ at: 'Issuer', code: 'issuer-has-well-known', words: /well-known/, status: 'warning' },
  },
  {
    title: "the address of Okta's console as issuer",
    typed: { ...okta, issuer: okta.issuer.replace('acme.', 'acme-admin.') },
    ...{ at: 'Issuer', code: 'okta-admin-domain', words: /-admin/, fix: `Use ${okta.issuer}` },
  },
  {
    title: "Okta's custom authorization server where there is only that of the organization",
    typed: { ...okta, issuer: `${okta.issuer}/oauth2/default` },
    ...{ at: 'Issuer', code: 'okta-org-vs-custom', words: /authorization server/i, fix: `Use ${okta.issuer}` },
  },
  {
    title: 'no secret for a confidential client',
    typed: { ...okta, clientSecret: '' },
    ...{ at: 'Client secret', code: 'secret-missing', words: /secret/ },
  },
]

describe.skipIf(!browserProgram)('what a new administrator types wrong', { timeout: 90_000 }, () => {
  let server: TestServer
  let browser: Browser
  let admin: Visitor
  const closing: (() => Promise<unknown>)[] = []
  beforeAll(async () => {
    execFileSync(process.execPath, [fileURLToPath(new URL('../../scripts/build-web.js', import.meta.url))])
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const emulations = [keycloak, oktaOrg, entra, auth0]
    const elsewhere = ['acme-admin.oktapreview.com']
    const internet = await atTheirOwnHosts(emulations, () => [`${url}/oidc/callback/acme`], elsewhere)
    closing.push(internet.close)
    server = await startServer({ env: { PORT: String(port), ...internet.env } })
    closing.unshift(() => server.stop())
    await addPeople(server)
    browser = await openBrowser()
    closing.unshift(() => browser.close())
    await server.context.providerSettings.create('acme', { name: 'Acme' }, 'root')
    admin = await visit(browser, { baseUrl: url })
    await admin.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await admin.page.goto('/login')
    await admin.page.getByLabel('Username or e-mail').fill('root')
    await admin.page.getByRole('textbox', { name: 'Password' }).fill(passwordOf('root'))
    await admin.page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await admin.page.waitForURL(`${url}/`)
  })
  afterAll(async () => {
    for (const close of closing) await close()
  })

  const pageOf = async (page: Page) => {
    await page.goto('/settings/providers/acme')
    await page.getByLabel('Issuer').waitFor()
  }
  const type = async (page: Page, { issuer, clientId, clientSecret }: Typed) => {
    await page.getByLabel('Issuer').fill(issuer)
    await page.getByLabel('Client id').fill(clientId)
    await page.getByRole('textbox', { name: 'Client secret' }).fill(clientSecret)
  }
  const checks = (page: Page): Locator => page.locator('section[aria-labelledby=checks]')
  /** What stands at a field. */
  const findingAt = (page: Page, label: string): Locator =>
    page.locator('form > div', { has: page.getByLabel(label) }).locator('div[data-status]')
  const isSettled = (page: Page) =>
    checks(page)
      .getByText(/Nothing is wrong|Something is wrong/)
      .waitFor()

  test.each(cases)('$title: $code, at the field "$at", while it is typed', async (each) => {
    const { page, problems } = admin
    await pageOf(page)
    await type(page, each.typed)
    await checks(page).getByText(each.code, { exact: true }).waitFor()
    const finding = findingAt(page, each.at).filter({ hasText: each.words }).first()
    await finding.waitFor()
    expect(await finding.getAttribute('data-status')).toBe(each.status ?? 'error')
    expect(await checks(page).locator('li[data-status=error]').count()).toBe(each.status ? 0 : 1)
    if (each.fix) {
      await page.getByRole('button', { name: each.fix, exact: true }).click()
      await checks(page).getByText('Nothing is wrong').waitFor()
    }
    expect(problems).toEqual([])
  })

  test('a redirect URI that is not registered is told beside the addresses to register', async () => {
    const { page } = admin
    await server.context.providerSettings.create('other', { name: 'Other' }, 'root')
    await page.goto('/settings/providers/other')
    await type(page, kc)
    const addresses = page.locator('section[aria-labelledby=addresses]')
    await addresses.getByText(/Register exactly .*\/oidc\/callback\/other/).waitFor()
  })

  test('an issuer alone is looked at before the rest is typed, and what is still empty is no alarm', async () => {
    const { page } = admin
    await pageOf(page)
    await page.getByLabel('Issuer').fill(kc.issuer)
    await checks(page).getByText('Not complete yet').waitFor()
    await checks(page).getByText('The discovery document can be read').waitFor()
    expect(await page.locator('form div[data-status=error]').count()).toBe(0)
    await page.getByLabel('Issuer').fill(`${okta.issuer}/oauth2/default`)
    await page.getByRole('button', { name: `Use ${okta.issuer}` }).waitFor()
  })

  test('the address of a sign-in page, pasted: the provider is asked for the right issuer, and the form is filled', async () => {
    const { page, problems } = admin
    await pageOf(page)
    const pasted = `${kc.issuer}/protocol/openid-connect/auth?client_id=${kc.clientId}&response_type=code&scope=openid`
    await paste(page, pasted)
    await page.getByText('says that its issuer is').waitFor()
    expect(await page.getByLabel('Issuer').inputValue()).toBe(kc.issuer)
    expect(await page.getByLabel('Client id').inputValue()).toBe(kc.clientId)
    await checks(page).getByText('secret-missing', { exact: true }).waitFor()
    expect(problems).toEqual([])
  })

  test("a docker run line of W&B's fills the form, is saved, and can be undone; the secret is not shown", async () => {
    const { page, problems } = admin
    await pageOf(page)
    await paste(
      page,
      `docker run -e LICENSE=x -e OIDC_ISSUER=${kc.issuer} -e OIDC_CLIENT_ID=${kc.clientId} -e OIDC_SECRET=${kc.clientSecret} wandb/local`,
    )
    await page.getByText('Left out: 1').waitFor()
    await checks(page).getByText('Nothing is wrong').waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    expect(await server.context.providers.get('acme')).toMatchObject(kc)
    expect(await page.content()).not.toContain(kc.clientSecret)
    await page.locator('form').getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Undone.').waitFor()
    expect(await server.context.providers.get('acme')).toMatchObject({ issuer: null, clientSecret: null })
    await page.locator('section[aria-labelledby=history]').getByText('undid a change').waitFor()
    expect(problems).toEqual([])
  })

  test('a secret that is set is never shown, and can be taken away', async () => {
    const { page } = admin
    await server.context.providerSettings.create('public', { ...kc }, 'root')
    await page.goto('/settings/providers/public')
    const secret = page.getByRole('textbox', { name: 'Client secret' })
    await secret.waitFor()
    expect([await secret.inputValue(), await secret.getAttribute('placeholder')]).toEqual([
      '',
      'is set; type a new one to replace it',
    ])
    await page.getByRole('button', { name: 'Take it away' }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved.').waitFor()
    expect((await server.context.providers.get('public'))?.clientSecret).toBeNull()
  })

  test('the guide is that of the recognised make, with the exact addresses, and another can be chosen', async () => {
    const { page } = admin
    await pageOf(page)
    const guide = page.locator('section[aria-labelledby=guide]')
    await guide.getByRole('heading', { name: 'At the provider' }).waitFor()
    await type(page, okta)
    await guide.getByRole('heading', { name: 'At Okta' }).waitFor()
    await guide.getByText(`${server.url}/oidc/callback/acme`).first().waitFor()
    await page.getByLabel('Guide for').selectOption('keycloak')
    await guide.getByText(`${server.url}/oidc/backchannel-logout/acme`).first().waitFor()
  })

  test('typing asks the provider once for each pause, and never twice at the same time', async () => {
    const { page } = admin
    await pageOf(page)
    await isSettledOrEmpty(page)
    let running = 0
    let most = 0
    let asked = 0
    await page.route('**/test', async (route) => {
      asked += 1
      most = Math.max(most, ++running)
      await route.continue()
    })
    page.on('requestfinished', (request) => {
      if (request.url().endsWith('/test')) running -= 1
    })
    await page.getByLabel('Issuer').pressSequentially(kc.issuer, { delay: 15 })
    await page.getByLabel('Client id').fill(kc.clientId)
    await page.getByRole('textbox', { name: 'Client secret' }).fill(kc.clientSecret)
    await checks(page).getByText('Nothing is wrong').waitFor()
    expect(most).toBe(1)
    expect(asked).toBeLessThan(5)
    await page.unroute('**/test')
  })

  const isSettledOrEmpty = (page: Page) =>
    Promise.race([isSettled(page), page.getByText('As soon as there is an issuer').waitFor()])

  /** By the clipboard and the keyboard, as a person does. */
  async function paste(page: Page, text: string): Promise<void> {
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`)
    await page.getByRole('textbox', { name: 'Paste what you have' }).press('ControlOrMeta+v')
  }
})
