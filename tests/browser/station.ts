import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { type DemoIdp, startDemoIdp } from '../../demo-idp/index.ts'
import { openBrowser, type Visitor, type VisitorOptions, visit } from '../kit/browser.ts'
import { freePort, startServer, type TestServer } from '../kit/server.ts'
import { until } from '../kit/until.ts'

/** A server with the built web app, a demo identity provider that it trusts, and a browser. */
export interface Station {
  server: TestServer
  idp: DemoIdp
  browser: Browser
  visit(options?: Omit<VisitorOptions, 'baseUrl'>): Promise<Visitor>
  /** A visitor who has signed in by the provider and is on the home page; `ada` is an administrator. */
  signedIn(person: string, options?: Omit<VisitorOptions, 'baseUrl'>): Promise<Visitor>
  close(): Promise<void>
}

export async function openStation(env: Record<string, string> = {}): Promise<Station> {
  // Only where the sources changed.
  execFileSync(process.execPath, [fileURLToPath(new URL('../../scripts/build-web.js', import.meta.url))])
  const port = await freePort()
  const secret = randomBytes(24).toString('base64url')
  const server = await startServer({
    env: { OIDC_ISSUER: `http://localhost:${port}`, OIDC_CLIENT_ID: 'signpost', OIDC_SECRET: secret, ...env },
  })
  const idp = await startDemoIdp({
    port,
    clientSecret: secret,
    redirectUris: [`${server.url}/oidc/callback`],
    backchannelLogoutUri: `${server.url}/oidc/backchannel-logout`,
    postLogoutRedirectUris: [server.url, `${server.url}/`, `${server.url}/login`, `${server.url}/signed-out`],
  })
  const browser = await openBrowser()
  const at = (options: Omit<VisitorOptions, 'baseUrl'> = {}) => visit(browser, { baseUrl: server.url, ...options })
  return {
    server,
    idp,
    browser,
    visit: at,
    async signedIn(person, options) {
      const visitor = await at(options)
      await visitor.page.goto('/')
      await signIn(visitor.page, person)
      await visitor.page.waitForURL(`${server.url}/`)
      if (person === 'ada' && !(await server.context.accounts.users.get('ada')).admin) {
        const before = await cookies(visitor)
        await server.context.accounts.users.change('ada', { admin: true }, null)
        await visitor.page.reload()
        // Her session gets another id, and the former is soon no good: who copies her cookies has to copy the new one.
        await until(async () => (await cookies(visitor)) !== before)
      }
      return visitor
    },
    async close() {
      await browser.close()
      await server.stop()
      await idp.stop()
    },
  }
}

const cookies = async ({ context }: Visitor) => JSON.stringify(await context.cookies())

/** From our sign-in page through the provider's "who are you?" and back. */
export async function signIn(page: Page, person: string): Promise<void> {
  await page.getByTestId('sso-default').click()
  await page.locator(`button[name=login][value=${person}]`).click()
}

/** An API key for the client, made as a person does. */
export async function keyFor(page: Page): Promise<string> {
  await page.goto('/authorize')
  await page.getByRole('button', { name: 'Make a key' }).click()
  return page.getByTestId('new-key').innerText()
}
