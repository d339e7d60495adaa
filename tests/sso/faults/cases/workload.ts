import { catalogue } from '../../../../src/sso/index.ts'
import { type AnyCase, type Cannot, notASignIn } from '../case.ts'

const needsProgram: Cannot = { cannot: 'it is in the token that a program brings', shownByProvider: 'no' }

/** Programs that sign in by a token of their own: `POST /oidc/token`, which names each by its attempt. */
export const workloadCases: AnyCase[] = [
  ...(
    [
      'workload-not-configured',
      'workload-token-malformed',
      'workload-issuer-unknown',
      'workload-keys-unreachable',
      'workload-alg-refused',
      'workload-key-unknown',
      'workload-signature-bad',
      'workload-token-type',
      'workload-exp-missing',
      'workload-token-expired',
      'workload-token-not-yet-valid',
      'workload-subject-missing',
      'workload-audience-mismatch',
      'workload-subject-unmapped',
      'workload-email-unverified',
      'workload-email-no-account',
      'workload-user-unknown',
    ] as const
  ).map(
    (code): AnyCase => ({
      code,
      name: catalogue[code].title.toLowerCase(),
      elsewhere: 'tests/sso/workload.test.ts',
      preflight: needsProgram,
    }),
  ),
  {
    code: 'workload-audience-unchecked',
    name: 'a server that is told not to look at audiences',
    elsewhere: 'tests/sso/workload.test.ts',
    attempt: notASignIn,
    preflight: 'warning',
  },
]
