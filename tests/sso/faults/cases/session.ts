import { expect } from 'vitest'
import { createJar } from '../../../kit/jar.ts'
import { without } from '../bends.ts'
import { type AnyCase, needsBrowser, needsPerson, needsThisPerson, notASignIn } from '../case.ts'
import { begin, open } from '../walks.ts'

/** A browser behind a proxy that lets no session cookie through. */
const withoutSession: typeof fetch = async (input, init) => {
  const answer = await fetch(input, init)
  const headers = new Headers(answer.headers)
  const kept = headers.getSetCookie().filter((cookie) => !cookie.startsWith('signpost='))
  headers.delete('set-cookie')
  for (const cookie of kept) headers.append('set-cookie', cookie)
  return new Response(answer.status === 204 ? null : answer.body, { status: answer.status, headers })
}

export const sessionCases: AnyCase[] = [
  {
    code: 'cookie-not-persisted',
    name: 'a browser that is signed in a fourth time within a minute, and never brings its session',
    async walk(at) {
      const jar = createJar(withoutSession)
      for (let time = 1; time <= 3; time++) expect((await at.signIn({ jar })).code).toBeNull()
      return at.signIn({ jar })
    },
    evidence: { times: 3, cookie: 'signpost' },
    mend: 'Set-Cookie',
    preflight: needsBrowser,
  },
  {
    code: 'secret-rotated',
    name: 'a sign-in that another key of this server began',
    async walk(at) {
      const { jar, callback } = await begin(at)
      const { appDb } = at.station.server.context
      await appDb.updateTable('sign_in_state').set({ sealed: 'by-another-key' }).where('used_at', 'is', null).execute()
      return open(at, jar, callback)
    },
    mend: 'keys/server.key',
    preflight: needsBrowser,
  },
  {
    code: 'secret-rotated',
    name: 'a client secret of the settings page, sealed by a key that is gone',
    elsewhere: 'tests/sso/secret-rotated.test.ts',
    preflight: 'error',
  },
  {
    code: 'refresh-not-issued',
    name: 'no refresh token, though one was asked for',
    settings: () => ({ scopes: ['openid', 'email', 'offline_access'] }),
    bends: () => ({ token: without('refresh_token') }),
    preflight: needsPerson,
  },
  {
    code: 'refresh-not-issued',
    name: 'refresh tokens that are asked for and not among the grants',
    settings: () => ({ scopes: ['openid', 'email', 'offline_access'] }),
    bends: () => ({
      discovery: (each) => ({ ...each, grant_types_supported: ['authorization_code'] }),
      token: without('refresh_token'),
    }),
    preflight: 'warning',
  },
  {
    code: 'deprovision-lag',
    name: 'an access token of five minutes, and nothing more',
    preflight: needsPerson,
  },
  ...(
    [
      ['refresh-failed', 'a person who was disabled at the provider', 'tests/sso/revalidate.test.ts', needsThisPerson],
      ['access-revoked', 'an access token that was taken back', 'tests/sso/revalidate.test.ts', needsThisPerson],
      ['csrf', 'a request of another site', 'tests/api/http-guards.test.ts', needsBrowser],
    ] as const
  ).map(([code, name, elsewhere, preflight]): AnyCase => ({ code, name, elsewhere, preflight, attempt: notASignIn })),
  {
    code: 'unexpected',
    name: 'a defect of ours: whatever is sent, there must be none',
    elsewhere: 'tests/sso/properties/provider-input.test.ts',
    attempt: { cannot: 'no way to come to it is known', shownByProvider: 'no' },
    preflight: { cannot: 'no way to come to it is known', shownByProvider: 'no' },
  },
]
