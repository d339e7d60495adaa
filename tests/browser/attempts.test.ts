import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserProgram } from '../kit/browser.ts'
import { openStation, type Station } from './station.ts'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
// Run inside the page, whose types are not ours.
const violations =
  'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes[0]?.html.slice(0, 160)))'
const unfold = "document.querySelectorAll('details').forEach((each) => { each.open = true })"

describe.skipIf(!browserProgram)('a sign-in that goes wrong', { timeout: 90_000 }, () => {
  let station: Station
  beforeAll(async () => {
    station = await openStation()
    const { issuer, clientId, clientSecret } = station.idp
    const { providerSettings } = station.server.context
    const base = { clientId, clientSecret }
    await providerSettings.create(
      'acme',
      { ...base, name: 'Acme', issuer: `${issuer}/auth?response_type=code` },
      'test',
    )
    // Its redirect URI is not registered at the provider.
    await providerSettings.create('elsewhere', { ...base, name: 'Elsewhere', issuer }, 'test')
  })
  afterAll(() => station?.close())

  /** The id of the attempt with which a visitor ends at the sign-in page. */
  const failAt = async (provider: string): Promise<string> => {
    const { page, close } = await station.visit()
    await page.goto(`/oidc/login/${provider}`)
    await page.waitForURL('**/login?**attempt=**')
    const id = new URL(page.url()).searchParams.get('attempt')!
    await close()
    return id
  }

  test('the visitor reads one sentence, what to do, and what to hand on: without anything secret', async () => {
    const { page, problems, close } = await station.visit({ width: 375 })
    await page.goto('/login')
    await page.getByTestId('sso-default').click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.waitForURL('**/login?**code=consent-denied**')
    await page.getByRole('heading', { name: 'You were not signed in' }).waitFor()
    const attempt = new URL(page.url()).searchParams.get('attempt')!
    const mail = new URL((await page.getByRole('link', { name: 'Send to your administrator' }).getAttribute('href'))!)
    expect([mail.protocol, mail.pathname]).toEqual(['mailto:', ''])
    expect(mail.searchParams.get('body')).toContain(`${station.server.url}/settings/sign-in-attempts/${attempt}`)
    await page.getByRole('link', { name: /^Try again with/ }).waitFor()
    await page.getByText('Sign in another way').click()
    await page.getByLabel('Username or e-mail').fill('somebody')
    expect(problems).toEqual([])
    await close()
  })

  test('what an address says of a sign-in is shown only where this server could have written it', async () => {
    const { page, close } = await station.visit()
    await page.goto('/login?code=Call%20us&attempt=%2B1%20555%200100&error_description=Give%20us%20your%20password')
    await page.getByRole('heading', { name: 'You were not signed in' }).waitFor()
    const text = await page.locator('body').innerText()
    for (const foreign of ['Call us', '555', 'Give us']) expect(text).not.toContain(foreign)
    await close()
  })

  test('whoever did not come back tells what the provider showed, and reads at once what that means', async () => {
    const { page, problems, close } = await station.visit()
    await page.goto('/login')
    await page.getByTestId('sso-elsewhere').click()
    await page.getByText('redirect_uri').first().waitFor()
    await page.goBack()
    await page.getByRole('button', { name: 'Something went wrong at Elsewhere?' }).click()
    const form = page.getByTestId('unfinished')
    await form.getByLabel('What it showed').selectOption('other')
    await form.getByRole('textbox').fill('redirect_uri did not match any of the registered ones')
    await form.getByRole('button', { name: /^Tell/ }).click()
    await page.waitForURL('**/login?**code=redirect-uri-mismatch**')
    await page.getByText('The redirect URI is not registered at the provider').first().waitFor()
    await page.goto('/login')
    await page.getByTestId('sso-elsewhere').waitFor()
    expect(await page.getByText('Something went wrong at').count()).toBe(0)
    expect(problems).toEqual([])
    await close()
  })

  test('the administrator mends it by one click, and undoes that', async () => {
    const id = await failAt('acme')
    const { page, problems, close } = await station.signedIn('ada')
    const issuerNow = async () => (await station.server.context.providers.get('acme'))?.issuer
    const before = await issuerNow()
    await page.goto(`/settings/sign-in-attempts/${id}`)
    await page.getByRole('button', { name: 'Do it' }).click()
    await page.getByText('Done: Use the issuer').waitFor()
    expect(await issuerNow()).toBe(station.idp.issuer)
    await page.reload()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: 'Do it' }).waitFor()
    expect(await issuerNow()).toBe(before)
    expect(problems).toEqual([])
    await close()
  })

  test('the story is told in its order, folded; the stage that failed is open, and the whole can be saved', async () => {
    const id = await failAt('acme')
    const { page, problems, close } = await station.signedIn('ada')
    await page.goto(`/settings/sign-in-attempts/${id}`)
    await page.getByRole('heading', { name: 'The story of this sign-in' }).waitFor()
    const stages = page.locator('ol > li[data-status]')
    expect(await stages.locator('summary strong').allInnerTexts()).toEqual([
      expect.stringContaining('Settings'),
      expect.stringContaining('Discovery document'),
    ])
    const isOpen = (index: number) => stages.nth(index).locator('> details').getAttribute('open')
    expect([await isOpen(0), await isOpen(1)]).toEqual([null, ''])
    await page.getByText(`GET ${station.idp.issuer}/auth/.well-known/openid-configuration`).waitFor()
    const saved = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Export' }).click()
    const file = JSON.parse(await readFile(await (await saved).path(), 'utf8'))
    expect(file.attempt.id).toBe(id)
    expect(problems).toEqual([])
    await close()
  })

  test.each([
    ['light', 375],
    ['dark', 1600],
  ] as const)('all that there is on a record is readable for everyone: %s, %i px', async (colorScheme, width) => {
    const refused = await failAt('acme')
    const lost = await station.visit()
    await lost.page.goto('/oidc/login/elsewhere')
    await lost.close()
    const { attempts, unreturned } = station.server.context
    const gone = (await attempts.list({ outcome: 'pending' }))[0]!.id
    await unreturned.askAgain(gone)
    const visitor = await station.signedIn('ada', { colorScheme, width })
    const entered = (await attempts.list({ outcome: 'signed-in' }))[0]!.id
    for (const id of [refused, gone, entered]) {
      await visitor.page.goto(`/settings/sign-in-attempts/${id}`)
      await visitor.page.getByRole('heading', { name: 'The story of this sign-in' }).waitFor()
      await visitor.page.evaluate(unfold)
      const overflow = await visitor.page.evaluate('document.documentElement.scrollWidth - innerWidth')
      await visitor.page.evaluate(axe)
      expect({ id, overflow, found: await visitor.page.evaluate(violations) }).toEqual({ id, overflow: 0, found: [] })
    }
    expect(visitor.problems).toEqual([])
    await visitor.close()
  })

  test('the list is narrowed by cause and by filters, which stand in the address, and by keys alone', async () => {
    const id = await failAt('acme')
    await failAt('nobody')
    const { page, problems, close } = await station.signedIn('ada')
    await page.goto('/settings/sign-in-attempts')
    await page.getByRole('button', { name: /The issuer is a sign-in address/ }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL('**?code=issuer-is-authorize-url')
    // What was there stays until the answer comes.
    await page.locator('tbody tr').filter({ hasText: 'provider-unknown' }).waitFor({ state: 'detached' })
    await page.locator('tbody tr').filter({ hasText: 'issuer-is-authorize-url' }).first().waitFor()
    await page.getByRole('button', { name: 'Show other codes too' }).click()
    await page.getByLabel('Outcome').selectOption('failed')
    await page.getByLabel('Provider').selectOption('acme')
    await page.waitForURL('**?outcome=failed&provider=acme')
    await page.reload()
    expect(await page.getByLabel('Outcome').inputValue()).toBe('failed')
    await page.keyboard.press('/')
    await page.keyboard.type(id)
    await page.getByText('1 shown').waitFor()
    await page.getByLabel('Person, code or attempt id').fill('nothing-like-this')
    await page.getByText('No attempt matches').waitFor()
    await page.getByRole('button', { name: 'Show all' }).click()
    await page.getByText(id).waitFor()
    expect(problems).toEqual([])
    await close()
  })

  test('the list says so when the server cannot be asked', async () => {
    const { page, close } = await station.signedIn('ada')
    await page.route('**/api/admin/sign-in-attempts?**', (route) =>
      route.fulfill({ status: 500, contentType: 'text/html', body: 'oops' }),
    )
    await page.goto('/settings/sign-in-attempts')
    await page.getByText('The server answered 500').first().waitFor()
    await page.unroute('**/api/admin/sign-in-attempts?**')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.locator('tbody tr').first().waitFor()
    await close()
  })
})
