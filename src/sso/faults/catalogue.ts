import { aheadFaults } from './ahead.ts'
import { authorizeFaults } from './authorize.ts'
import { callbackFaults } from './callback.ts'
import { configFaults } from './config.ts'
import { discoveryFaults } from './discovery.ts'
import type { FaultEntry } from './entry.ts'
import { idTokenFaults } from './id-token.ts'
import { jwksFaults } from './jwks.ts'
import { logoutFaults } from './logout.ts'
import { networkFaults } from './network.ts'
import { peopleFaults } from './people.ts'
import { sessionFaults } from './session.ts'
import { ssoOnlyFaults } from './sso-only.ts'
import { tokenFaults } from './token.ts'
import { unreturnedFaults } from './unreturned.ts'
import { workloadFaults } from './workload.ts'

const entries = {
  ...configFaults,
  ...discoveryFaults,
  ...networkFaults,
  ...authorizeFaults,
  ...callbackFaults,
  ...unreturnedFaults,
  ...tokenFaults,
  ...jwksFaults,
  ...idTokenFaults,
  ...peopleFaults,
  ...sessionFaults,
  ...logoutFaults,
  ...workloadFaults,
  ...ssoOnlyFaults,
  ...aheadFaults,
}

export type FaultCode = keyof typeof entries

/** The closed set of codes. What is in none of them is `unexpected`, and a defect of ours. */
export const catalogue: Readonly<Record<FaultCode, FaultEntry>> = entries

export const isFaultCode = (code: string): code is FaultCode => Object.hasOwn(catalogue, code)
