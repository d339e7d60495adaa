import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DemoIdp, startDemoIdp } from '../../demo-idp/index.ts'
import { browserProgram } from '../kit/browser.ts'
import { openStation, type Station } from './station.ts'

describe.skipIf(!browserProgram)('front-channel logout in a browser', { timeout: 90_000 }, () => {
  let station: Station
  beforeAll(async () => {
    station = await openStation()
  })
  afterAll(() => station?.close())

  /** A page of this provider that holds our address in a frame, as its sign-out page does. */
  async function framedAt({ issuer, bends }: DemoIdp) {
    const { context } = station.server
    const { page, problems, close } = await station.signedIn('ben')
    const sessions = context.appDb.selectFrom('session').select('provider_session').orderBy('created_at', 'desc')
    const { provider_session: sid } = await sessions.executeTakeFirstOrThrow()
    const query = new URLSearchParams({ iss: station.idp.issuer, sid: sid! })
    const frame = `<iframe src="${station.server.url}/oidc/frontchannel-logout?${query}"></iframe>`
    bends.answers = { '/sign-out-page': { type: 'text/html', body: frame } }
    await page.goto(`${issuer}/sign-out-page`, { waitUntil: 'networkidle' })
    return { page, problems, close }
  }

  test('a frame of the provider is shown and ends the session, though browsers send no cookies from there', async () => {
    const { page, problems, close } = await framedAt(station.idp)
    await page.frameLocator('iframe').getByRole('heading', { name: 'Signed out' }).waitFor()
    expect(problems).toEqual([])
    await page.goto(`${station.server.url}/settings/keys`)
    await page.waitForURL('**/login?return_to=*')
    await close()
  })

  test('a frame of another site is not shown', async () => {
    const other = await startDemoIdp({ port: 0, redirectUris: [] })
    const { problems, close } = await framedAt(other)
    expect(problems.join()).toMatch(/frame-ancestors/)
    await close()
    await other.stop()
  })
})
