import { type AnyCase, needsBrowser } from '../case.ts'

export const ssoOnlyCases: AnyCase[] = [
  {
    code: 'sign-in-test-over',
    name: 'a test of a sign-in by somebody else, a second time, too late, or after signing out',
    elsewhere: 'tests/sso/test-sign-in.test.ts',
    preflight: needsBrowser,
  },
]
