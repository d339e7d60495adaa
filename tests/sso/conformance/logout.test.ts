import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Jar } from '../../kit/jar.ts'
import { type BentProvider, robin } from './provider.ts'
import { type Station, startStation } from './station.ts'
import { unsigned } from './tokens.ts'

let station: Station
let provider: BentProvider
beforeAll(async () => {
  station = await startStation()
  provider = station.provider
})
afterAll(() => station.stop())
beforeEach(() => {
  provider.straighten()
  provider.bends = { claims: (claims) => ({ ...claims, sid: 'session-1' }) }
})

async function signedIn(): Promise<Jar> {
  const { jar, signedIn } = await station.signIn()
  expect(signedIn).toBe(true)
  return jar
}

/** `oidcc-client-rp-initiated-logout-rp-basic`. */
describe('RP-initiated logout', () => {
  test('rp-init-logout: the browser goes to the provider with the hint and the way back, and the session is over', async () => {
    const jar = await signedIn()
    const back = await jar.walk((await jar.send(`${station.url}/logout`)).location!)
    const { query } = provider.asked.find(({ path }) => path === '/end-session')!
    expect(query.get('id_token_hint')).toMatch(/^eyJ/)
    expect(query.get('post_logout_redirect_uri')).toMatch(
      new RegExp(`^${station.url}(/|/login|/signed-out|/oidc/logged-out)?$`),
    )
    expect(query.get('state')).toMatch(/^[\w-]{43}$/)
    expect(back.url).toBe(`${station.url}/signed-out`)
    expect(await station.isSignedIn(jar)).toBe(false)
  })

  test.each([
    ['rp-init-logout-other-state', 'with a state that nobody sent', '?state=made-up'],
    ['rp-init-logout-no-state', 'without state', ''],
  ])(
    '%s: who comes back %s is not told that all went well, is signed out all the same, and nobody else is',
    async (_name, _means, query) => {
      const [jar, other] = [await signedIn(), await signedIn()]
      const leaving = new URL((await jar.send(`${station.url}/logout`)).location!)
      const back = await jar.walk(leaving.searchParams.get('post_logout_redirect_uri') + query)
      expect(back.url).toBe(`${station.url}/${query}`)
      expect([await station.isSignedIn(jar), await station.isSignedIn(other)]).toEqual([false, true])
    },
  )
})

/** `oidcc-client-back-channel-logout-rp-basic`. */
describe('back-channel logout', () => {
  const send = async (token: string) => {
    const body = new URLSearchParams({ logout_token: token })
    const answer = await fetch(`${station.url}/oidc/backchannel-logout`, { method: 'POST', body })
    expect(answer.headers.get('cache-control')).toBe('no-store')
    return answer.status
  }
  const event = 'http://schemas.openid.net/event/backchannel-logout'

  test('rp-backchannel-rpinitlogout: the session ends by the token, by sub as by sid', async () => {
    for (const who of [
      { sub: robin.sub },
      { sub: undefined, sid: 'session-1' },
      { sub: robin.sub, sid: 'session-1' },
    ]) {
      const jar = await signedIn()
      expect(await send(provider.logoutToken(who))).toBe(200)
      expect(await station.isSignedIn(jar)).toBe(false)
    }
  })

  test.each<[string, () => string]>([
    ['alg-none', () => unsigned(payloadOf(provider.logoutToken()))],
    ['no-event', () => provider.logoutToken({ events: undefined })],
    ['wrong-event', () => provider.logoutToken({ events: { [`${event}x`]: {} } })],
    ['with-nonce', () => provider.logoutToken({ nonce: 'a' })],
    ['wrong-alg', () => hmacToken(provider.clientSecret)],
    ['wrong-aud', () => provider.logoutToken({ aud: `${provider.clientId}x` })],
    ['wrong-iss', () => provider.logoutToken({ iss: `${provider.issuer}x` })],
  ])('rp-backchannel-rpinitlogout-%s: 400, and the session goes on', async (_name, token) => {
    const jar = await signedIn()
    expect(await send(token())).toBe(400)
    expect(await station.isSignedIn(jar)).toBe(true)
  })

  const payloadOf = (token: string) => Buffer.from(token.split('.')[1]!, 'base64url').toString()
  const hmacToken = (secret: string) =>
    provider.logoutToken({}, { header: { kid: undefined }, signer: { alg: 'HS256', key: secret } })
})

/** `oidcc-client-front-channel-logout-rp-basic`: the provider's page holds our address in a frame, begun by us or by the provider. */
describe('front-channel logout', () => {
  test.each(['rp-frontchannel-rpinitlogout', 'rp-frontchannel-opinitlogout'])(
    '%s: the frame ends the session',
    async () => {
      const jar = await signedIn()
      const query = new URLSearchParams({ iss: provider.issuer, sid: 'session-1' })
      const frame = await jar.send(`${station.url}/oidc/frontchannel-logout?${query}`, {
        headers: { cookie: 'none=1' },
      })
      expect([frame.status, frame.headers.get('cache-control')]).toEqual([200, 'no-store'])
      expect(await station.isSignedIn(jar)).toBe(false)
    },
  )
})
