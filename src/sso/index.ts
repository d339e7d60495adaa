import { createPublishedKeys } from './checks/keys.ts'
import { createDiscovery } from './discovery/discovery.ts'
import { createGoodDocuments } from './discovery/good-documents.ts'
import { createFlow, type Flow, type FlowParts } from './flow.ts'
import { createProviderLogout, type ProviderLogout } from './logout.ts'
import { createPreflight, type Preflight } from './preflight/preflight.ts'
import type { Profile } from './profiles/profile.ts'
import { profileFor } from './profiles/profiles.ts'
import type { ProviderSettings } from './provider.ts'
import { createRevalidation, type Revalidation } from './revalidate.ts'
import { createUnreturned, type Unreturned } from './unreturned.ts'
import { createIssuerKeys } from './workload/issuer-keys.ts'
import { createWorkloads, type WorkloadParts, type Workloads } from './workload/workload.ts'

/** The relying party: knows the protocol, and neither users nor SQL nor the web framework. */
export interface Sso extends Flow, Revalidation, Preflight, Unreturned {
  logout: ProviderLogout
  workloads: Workloads
  /** Which make of provider it is, by its settings and what was read of it already; nobody is asked. */
  recognise(settings: ProviderSettings): Profile
}

export function createSso(
  parts: Omit<FlowParts & WorkloadParts, 'discovery' | 'documents' | 'keys' | 'issuerKeys'>,
): Sso {
  const keys = createPublishedKeys(parts)
  const documents = createGoodDocuments(parts)
  const discovery = createDiscovery({ ...parts, documents })
  const shared = { ...parts, discovery, documents, keys, issuerKeys: createIssuerKeys(parts) }
  return {
    ...createFlow(shared),
    ...createRevalidation(shared),
    ...createPreflight(shared),
    ...createUnreturned(shared),
    logout: createProviderLogout(shared),
    workloads: createWorkloads(shared),
    recognise: (settings) => profileFor(settings.profile, settings.issuer, shared.discovery.known(settings)),
  }
}

export type { Attempt, Received } from './attempt.ts'
export type { CallbackAnswer } from './checks/callback.ts'
export { createProviderDirectory } from './directory.ts'
export { providerOfEmail } from './email-domains.ts'
export { brief } from './evidence.ts'
export { catalogue, type FaultCode, isFaultCode } from './faults/catalogue.ts'
export { explain, visitorText } from './faults/explain.ts'
export { type Fix, fixesFor } from './faults/fixes.ts'
export { SsoFault } from './faults/sso-fault.ts'
export type { FinishedSignIn } from './flow.ts'
export type { VerifiedIdentity } from './identity.ts'
export { publicKeys } from './own-keys.ts'
export type {
  AttemptOutcome,
  AttemptRecord,
  CheckRecord,
  ClaimedPerson,
  PendingSignIn,
  ProviderDirectory,
  SignInPrompt,
  SignInStore,
  SignInTest,
  TakenState,
} from './ports.ts'
export { attemptOutcomes } from './ports.ts'
export type { Check } from './preflight/check.ts'
export { serverAddresses } from './profiles/guides/addresses.ts'
export type { Guide } from './profiles/guides/guide.ts'
export { guideFor } from './profiles/guides/guides.ts'
export type { Profile } from './profiles/profile.ts'
export { profileFor, profiles, reasonsOf, wordsOf } from './profiles/profiles.ts'
export {
  callbackPath,
  configurationOf,
  isComplete,
  isConfigured,
  type ProviderSettings,
  startPath,
} from './provider.ts'
export { SignInRefused } from './refusal.ts'
export type { Revalidated } from './revalidate.ts'
export { providerSettings, type WrittenProvider } from './settings.ts'
export type { Drafts } from './sign-in-test.ts'
export { type AuthorizeAnswer, type Sight, type SightReport, sights, type Unreturned } from './unreturned.ts'
export { type TokenError, TokenRefused } from './workload/request.ts'
