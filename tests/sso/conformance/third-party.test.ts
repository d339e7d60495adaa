import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createJar } from '../../kit/jar.ts'
import { type Station, startStation } from './station.ts'

let station: Station
beforeAll(async () => {
  station = await startStation()
})
afterAll(() => station.stop())
beforeEach(() => station.provider.straighten())

/** `oidcc-client-test-3rd-party-init-login-test-plan` (OpenID Connect Core 4): by link or by form. */
describe('third-party-initiated sign-in', () => {
  const asked = () => ({
    iss: station.provider.issuer,
    login_hint: 'marian-1',
    target_link_uri: `${station.url}/marian/project?x=1`,
  })

  test('3rd-party-init-login: a link starts a sign-in of our own, and it ends at the page that was meant', async () => {
    const outcome = await station.signIn({ start: `/oidc/initiate?${new URLSearchParams(asked())}` })
    expect(outcome).toMatchObject({ code: null, signedIn: true })
    expect(outcome.answer.location).toBe(asked().target_link_uri)
    const { query } = station.provider.asked.find(({ path }) => path === '/authorize')!
    expect(query.get('login_hint')).toBe('marian-1')
    for (const name of ['state', 'nonce', 'code_challenge']) expect(query.get(name)).toBeTruthy()
  })

  test('3rd-party-init-login: so does a form of the other site', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://portal.example' }
    const init = { method: 'POST', body: new URLSearchParams(asked()), headers }
    const { location } = await createJar().send(`${station.url}/oidc/initiate`, init)
    expect(location).toMatch(new RegExp(`^${station.provider.issuer}/authorize\\?`))
  })

  test.each<[string, Record<string, string>]>([
    ['of an issuer that is not ours', { iss: 'https://evil.example' }],
    ['without issuer, where several could be meant', { iss: '' }],
  ])('3rd-party-init-login: one %s starts nothing at another provider', async (_what, change) => {
    const query = new URLSearchParams({ ...asked(), ...change })
    const { location } = await createJar().send(`${station.url}/oidc/initiate?${query}`)
    expect(location ?? '').not.toMatch(/evil/)
  })

  test('3rd-party-init-login: a target on another site is not gone to', async () => {
    const query = new URLSearchParams({ ...asked(), target_link_uri: 'https://evil.example/x' })
    const outcome = await station.signIn({ start: `/oidc/initiate?${query}` })
    expect(outcome.answer.location).toBe(`${station.url}/`)
  })
})
