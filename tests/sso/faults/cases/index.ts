import type { AnyCase } from '../case.ts'
import { aheadCases } from './ahead.ts'
import { authorizeCases } from './authorize.ts'
import { callbackCases } from './callback.ts'
import { configCases } from './config.ts'
import { discoveryCases } from './discovery.ts'
import { idTokenCases } from './id-token.ts'
import { jwksCases } from './jwks.ts'
import { logoutCases } from './logout.ts'
import { networkCases } from './network.ts'
import { peopleCases } from './people.ts'
import { sessionCases } from './session.ts'
import { ssoOnlyCases } from './sso-only.ts'
import { tokenCases } from './token.ts'
import { unreturnedCases } from './unreturned.ts'
import { workloadCases } from './workload.ts'

/** All of them, in the order in which a sign-in would meet them. Each file beside this one is run by one of the test files above. */
export const allCases: AnyCase[] = [
  ...configCases,
  ...discoveryCases,
  ...networkCases,
  ...authorizeCases,
  ...callbackCases,
  ...unreturnedCases,
  ...tokenCases,
  ...jwksCases,
  ...idTokenCases,
  ...peopleCases,
  ...sessionCases,
  ...logoutCases,
  ...workloadCases,
  ...ssoOnlyCases,
  ...aheadCases,
]
