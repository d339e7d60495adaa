import type { Clock } from '../../base/clock.ts'
import type { Outbound } from '../../base/outbound.ts'
import type { Attempt } from '../attempt.ts'
import type { PublishedKeys } from '../checks/keys.ts'
import type { TokenRules } from '../checks/open-token.ts'
import type { ProviderMetadata } from '../discovery/document.ts'
import type { ProviderSettings } from '../provider.ts'
import type { IssuerKeys } from '../workload/issuer-keys.ts'
import type { Claims } from './claim-path.ts'

/** What the provider said of a person, every signature and `sub` of it checked. */
export interface Said {
  settings: ProviderSettings
  metadata: ProviderMetadata
  subject: string
  idToken: Claims
  userinfo: Claims
  /** For what the provider keeps elsewhere; null where it gave none. */
  accessToken: string | null
  /** By what tokens of the provider itself are proven. */
  rules: TokenRules
  attempt: Attempt
  /**
   * Where a sign-in stands already: what is not said again takes nothing away, but for groups that were said before. Keycloak and others
   * leave the claim out where it would be empty.
   */
  again?: { groupsSaid: boolean }
}

export interface SaidParts {
  outbound: Outbound
  clock: Clock
  keys: PublishedKeys
  issuerKeys: IssuerKeys
}
