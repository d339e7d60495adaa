import { type AnyCase, needsBrowser, notASignIn } from '../case.ts'

export const ssoOnlyCases: AnyCase[] = [
  {
    code: 'sign-in-test-over',
    name: 'a test of a sign-in by somebody else, a second time, too late, or after signing out',
    elsewhere: 'tests/sso/test-sign-in.test.ts',
    preflight: needsBrowser,
  },
  {
    code: 'sso-only-lockout',
    name: 'the settings were changed since single sign-on is required',
    elsewhere: 'tests/sso/require-sso.test.ts',
    attempt: notASignIn,
    preflight: 'warning',
  },
  {
    code: 'break-glass-unusable',
    name: 'the last break-glass account was disabled',
    elsewhere: 'tests/sso/require-sso.test.ts',
    attempt: notASignIn,
    preflight: 'error',
  },
]
