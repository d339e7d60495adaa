import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Jar } from '../../kit/jar.ts'
import { timesAsked } from './modules.ts'
import type { Bends, Json } from './provider.ts'
import { type Station, startStation } from './station.ts'

const minutes = 60_000
let ahead = 0
let station: Station
beforeAll(async () => {
  station = await startStation({
    clock: { now: () => Date.now() + ahead },
    env: { SIGNPOST_REVALIDATE_EVERY: '5m', SIGNPOST_REVALIDATE_MAX: '12m' },
    providers: { refreshing: { scopes: ['openid', 'email', 'offline_access'] } },
  })
})
afterAll(() => station.stop())
beforeEach(() => {
  ahead = 0
  station.provider.straighten()
})

async function signedIn(): Promise<Jar> {
  const { jar, signedIn } = await station.signIn({ provider: 'refreshing' })
  expect(signedIn).toBe(true)
  station.provider.asked.length = 0
  return jar
}

/** Uses the session so much later, waits for what that starts, and tells whether it still stands. */
async function standsAfter(jar: Jar, time: number): Promise<boolean> {
  ahead += time
  await station.isSignedIn(jar)
  await station.server.context.liveSessions.settled()
  return station.isSignedIn(jar)
}

/** The ID tokens of refreshes, with times that fit the clock of the test. */
const renewed = (change: (claims: Json) => Json): Bends => ({
  claims(claims, channel) {
    const now = Math.floor((Date.now() + ahead) / 1000)
    return channel === 'refresh' ? change({ ...claims, iat: now, exp: now + 300 }) : claims
  },
})

/** `oidcc-client-refreshtoken-test-plan`, and what the comprehensive plan has beside it. Here the refresh asks whether a person may stay. */
describe('refresh token', () => {
  test('refresh-token: a right answer is accepted, with its ID token and without, and each token is used once', async () => {
    const jar = await signedIn()
    station.provider.bends = renewed((claims) => claims)
    expect(await standsAfter(jar, 6 * minutes)).toBe(true)
    station.provider.bends = { idToken: (token, channel) => (channel === 'refresh' ? undefined : token) }
    expect(await standsAfter(jar, 6 * minutes)).toBe(true)
    const used = station.provider.asked
      .filter(({ path }) => path === '/token')
      .map(({ form }) => form.get('refresh_token'))
    expect(new Set(used).size).toBe(2)
    expect(await standsAfter(jar, 11 * minutes), 'long after the sign-in').toBe(true)
  })

  test('refresh-token-invalid-sub: an ID token of somebody else ends the session', async () => {
    const jar = await signedIn()
    station.provider.bends = renewed((claims) => ({ ...claims, sub: 'marian-1' }))
    expect(await standsAfter(jar, 6 * minutes)).toBe(false)
    expect(timesAsked(station, '/userinfo')).toBe(0)
  })

  test.each<[string, (claims: Json) => Json]>([
    ['refresh-token-invalid-issuer', (claims) => ({ ...claims, iss: `${claims['iss']}x` })],
    ['refresh-token-invalid-aud', (claims) => ({ ...claims, aud: `${claims['aud']}x` })],
  ])('%s: such an answer proves nothing, and without a proof the session ends', async (_name, change) => {
    const jar = await signedIn()
    station.provider.bends = renewed(change)
    expect(await standsAfter(jar, 6 * minutes)).toBe(true)
    expect(timesAsked(station, '/token')).toBe(1)
    expect(timesAsked(station, '/userinfo')).toBe(0)
    expect(await standsAfter(jar, 7 * minutes)).toBe(false)
  })
})
