import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openStation, type Station } from '../browser/station.ts'
import { browserProgram, type Visitor } from '../kit/browser.ts'
import { administrator, newestAttempt, recordOf } from './explained.ts'

/** What the person reads when a sign-in failed: the sentence of the code, the code, and the attempt for the administrator. */
async function readsWhy({ page }: Visitor, { server }: Station, code: string): Promise<string> {
  await page.waitForURL(`**/login?**code=${code}**`)
  const alert = page.getByRole('alert')
  const { body } = await (await administrator(server)).get(`/api/faults/${code}`)
  await alert.getByText(String(body['message'])).waitFor()
  const { id } = await newestAttempt(server)
  expect(await alert.innerText()).toContain(code)
  expect(await alert.innerText()).toContain(id)
  return id
}

describe.skipIf(!browserProgram)('in Chromium', { timeout: 90_000 }, () => {
  let visitor: Visitor | undefined
  afterEach(async () => {
    await visitor?.close()
    visitor = undefined
  })

  describe('with a HOST that is not where people are', () => {
    const host = 'https://localhost:10087'
    let station: Station
    beforeAll(async () => {
      station = await openStation({ HOST: host })
    })
    afterAll(() => station?.close())

    test('T16 HOST=https://localhost:10087, but the browser comes in elsewhere: public-url-mismatch shows both, and the provider is never asked', async () => {
      visitor = await station.visit()
      const { page } = visitor
      const asked: string[] = []
      page.on('request', (request) => asked.push(request.url()))
      await page.goto('/login')
      await page.getByTestId('sso-default').click()
      await page.getByText('public-url-mismatch').waitFor()
      const text = await page.locator('body').innerText()
      expect(text).toContain(host)
      expect(text).toContain(station.server.url)
      expect(asked.filter((url) => url.startsWith(station.idp.issuer))).toEqual([])
      const { id, evidence, mend } = await newestAttempt(station.server)
      expect(text).toContain(id)
      expect(evidence).toMatchObject({ browserOrigin: station.server.url, publicUrl: host })
      expect(mend.join(' ')).toContain(station.server.url)
    })
  })

  describe('with a secret that is set in the settings page alone', () => {
    let station: Station
    beforeAll(async () => {
      station = await openStation({ OIDC_SECRET: '' })
    })
    afterAll(() => station?.close())
    const setSecret = async (clientSecret: string | null) =>
      (await administrator(station.server)).send('PATCH', '/api/admin/providers/default', { clientSecret })

    test('T02 the page says why, with code and attempt; T03 the button stands beside the password form; T17 one click ends signed in once the secret is set', async () => {
      await setSecret(null)
      visitor = await station.visit()
      const { page } = visitor
      await page.goto('/login')
      await page.getByRole('textbox', { name: 'Password' }).waitFor()
      await page.getByTestId('sso-default').click()
      await page.locator('button[name=login][value=ben]').click()
      const attempt = await readsWhy(visitor, station, 'secret-missing')
      await recordOf(station.server, attempt, 'secret-missing')
      await setSecret(station.idp.clientSecret)
      await page.getByRole('link', { name: /^Try again/ }).click()
      await page.waitForURL(`${station.server.url}/`)
    })

    test('T05 a sign-in URL built by hand: the page says why, and a clean sign-in is one click', async () => {
      await setSecret(station.idp.clientSecret)
      visitor = await station.visit()
      const { page } = visitor
      await page.goto('/oidc/callback?code=made-by-hand&state=')
      await readsWhy(visitor, station, 'idp-initiated-no-state')
      await page.getByRole('link', { name: /^Try again/ }).click()
      await page.locator('button[name=login][value=chen]').click()
      await page.waitForURL(`${station.server.url}/`)
    })
  })
})
