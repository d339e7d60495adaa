import { type AnyCase, notASignIn } from '../case.ts'

/** What stops nobody today. */
export const aheadCases: AnyCase[] = [
  {
    code: 'tls-expires-soon',
    name: 'a certificate that is not renewed yet',
    elsewhere: 'tests/sso/preflight.test.ts',
    attempt: notASignIn,
    preflight: 'warning',
  },
  {
    code: 'client-certificate-expires-soon',
    name: 'our own that is not renewed yet',
    elsewhere: 'tests/sso/preflight.test.ts',
    attempt: notASignIn,
    preflight: 'warning',
  },
  {
    code: 'secret-expires-soon',
    name: 'a secret whose end somebody has entered',
    elsewhere: 'tests/sso/preflight.test.ts',
    attempt: notASignIn,
    preflight: 'warning',
  },
  {
    code: 'clock-skew',
    name: 'clocks that differ by less than tokens may',
    elsewhere: 'tests/sso/preflight.test.ts',
    attempt: notASignIn,
    preflight: 'warning',
  },
  {
    code: 'pkce-off',
    name: 'PKCE switched off where the provider has it',
    elsewhere: 'tests/sso/preflight.test.ts',
    attempt: notASignIn,
    preflight: 'warning',
  },
]
