import { expect } from 'vitest'
import { answers, document, html, without } from '../bends.ts'
import { type AnyCase, needsPerson, notASignIn } from '../case.ts'

export const logoutCases: AnyCase[] = [
  {
    code: 'logout-endpoint-fake-or-absent',
    name: 'no address for signing out',
    ...document(without('end_session_endpoint')),
    attempt: notASignIn,
    preflight: 'warning',
  },
  {
    code: 'post-logout-uri-unregistered',
    name: 'an address for the way back that is not registered',
    ...answers('/end-session', 400, html('Error', 'Invalid redirect uri')),
    attempt: notASignIn,
    preflight: 'warning',
  },
  {
    code: 'logout-local-only',
    name: 'a sign-in after a sign-out that did not reach the provider',
    async walk(at) {
      at.provider.bends.discovery = (each) => ({
        ...without('end_session_endpoint')(each),
        prompt_values_supported: ['select_account'],
      })
      const { jar, signedIn } = await at.signIn()
      expect(signedIn).toBe(true)
      await jar.send(`${at.station.url}/logout`)
      const outcome = await at.signIn({ jar })
      const { query } = at.provider.asked.findLast(({ path }) => path === '/authorize')!
      expect(query.get('prompt')).toBe('select_account')
      return outcome
    },
    preflight: needsPerson,
  },
  ...(
    [
      ['id-token-hint-missing', 'a session whose ID token cannot be opened any more', 'tests/sso/logout.test.ts'],
      ['logout-hint-expired', 'an ID token whose key is no longer published', 'tests/sso/logout.test.ts'],
      ['backchannel-invalid', 'a logout token that is none', 'tests/sso/logout.test.ts'],
    ] as const
  ).map(([code, name, elsewhere]): AnyCase => ({ code, name, elsewhere, attempt: notASignIn, preflight: notASignIn })),
  {
    code: 'backchannel-unreachable',
    name: 'a provider of the internet, and a server that is not',
    elsewhere: 'tests/sso/providers/sign-out.test.ts',
    attempt: notASignIn,
    preflight: 'warning',
  },
]
