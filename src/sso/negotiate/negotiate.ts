import type { ProviderMetadata } from '../discovery/document.ts'
import { SsoFault } from '../faults/sso-fault.ts'
import { profileFor } from '../profiles/profiles.ts'
import type { ProviderSettings, RequestForm } from '../provider.ts'
import { plannedAlgorithms } from './algorithms.ts'
import { type Choice, learnedOn } from './choice.ts'
import { clientAuthWays } from './client-auth.ts'
import type { Learned } from './learned.ts'
import { hasCode, type SignInPlan } from './plan.ts'
import { chooseResponseMode, chooseResponseType } from './response.ts'

/** From the settings, what the provider publishes and what was learned to one plan. Throws SsoFault where there is none. */
export function negotiate(settings: ProviderSettings, metadata: ProviderMetadata, learned: Learned): SignInPlan {
  const { responseType, findings } = chooseResponseType(settings, metadata)
  const redeems = hasCode(responseType.value)
  if (redeems && !metadata.token_endpoint) throw new SsoFault('discovery-incomplete', { missing: ['token_endpoint'] })
  const request = chooseRequest(settings, metadata, learned)
  const provesItself = redeems || request.value.startsWith('pushed')
  const nothing = { value: [], reason: 'no code is redeemed' }
  return {
    responseType,
    responseMode: chooseResponseMode(settings, metadata, responseType.value),
    pkce: redeems ? choosePkce(settings, metadata, learned) : { value: false, reason: 'no code is redeemed' },
    clientAuth: provesItself ? clientAuthWays(settings, metadata, learned.clientAuth) : nothing,
    signing: {
      value: plannedAlgorithms(settings, metadata),
      reason: settings.idTokenAlg !== 'auto' ? 'configured' : 'published, as far as they are known here',
    },
    encryption: {
      value: settings.decryptionKeys.map(({ kid }) => kid),
      reason: settings.decryptionKeys.length > 0 ? 'configured: decryptionKeyFile' : 'no decryptionKeyFile',
    },
    scopes: chooseScopes(settings, metadata, redeems, learned),
    request,
    findings,
  }
}

/** Always, unless it is off, or the provider cannot and the client's secret protects the code instead (RFC 9700 2.1.1). */
function choosePkce(
  { pkce, clientSecret, signingKeys }: ProviderSettings,
  metadata: ProviderMetadata,
  learned: Learned,
): Choice<boolean> {
  const isConfidential = clientSecret !== null || signingKeys.length > 0
  if (pkce === 'required') return { value: true, reason: 'configured' }
  if (!isConfidential) return { value: true, reason: 'a public client never goes without' }
  if (pkce === 'off') return { value: false, reason: 'configured' }
  const published = metadata.code_challenge_methods_supported
  if (published?.includes('S256')) return { value: true, reason: 'published' }
  if (learned.refusesPkce) return { value: false, reason: learnedOn(learned.refusesPkce.at) }
  if (published) return { value: false, reason: 'published: without S256' }
  return { value: true, reason: 'default of RFC 9700' }
}

/** Scopes without which a sign-in still works: left out where the provider refuses them. */
export const optionalScopes: readonly string[] = ['offline_access', 'groups']

function chooseScopes(
  settings: ProviderSettings,
  metadata: ProviderMetadata,
  redeems: boolean,
  { refusedScopes }: Learned,
): Choice<string[]> {
  const {
    lacksScopes = [],
    identityFrom,
    refreshNeeds,
    title,
  } = profileFor(settings.profile, metadata.issuer, metadata)
  if (identityFrom) return { value: identityFrom.scopes, reason: `${title} has its own` }
  const isOffered = refreshNeeds && (metadata.scopes_supported?.includes(refreshNeeds) ?? true)
  const forRefresh = redeems && isOffered && !settings.scopes.includes(refreshNeeds) ? [refreshNeeds] : []
  const asked = [...new Set(['openid', ...settings.scopes, ...forRefresh])]
  const wanted = asked.filter((scope) => !lacksScopes.includes(scope))
  const refused = wanted.filter((scope) => refusedScopes?.value.includes(scope))
  const basis =
    forRefresh.length > 0 ? `configured, and ${refreshNeeds}, by which ${title} gives a refresh token` : 'configured'
  const without = asked.length > wanted.length ? `${basis}, without what ${title} does not have` : basis
  if (refused.length === 0) return { value: wanted, reason: without }
  const value = wanted.filter((scope) => !refused.includes(scope))
  return { value, reason: `${without}, without ${refused.join(' ')}: ${learnedOn(refusedScopes!.at)}` }
}

/** RFC 9126 and RFC 9101, where the provider demands them: a demand of one client is published nowhere, and is set by hand. */
function chooseRequest(
  { requestForm, signingKeys, clientSecret }: ProviderSettings,
  metadata: ProviderMetadata,
  { wantsPushedRequests }: Learned,
): Choice<RequestForm> {
  const isSet = requestForm !== 'auto'
  const signed = isSet ? requestForm.endsWith('signed') : metadata.require_signed_request_object === true
  const isPushed = isSet
    ? requestForm.startsWith('pushed')
    : metadata.require_pushed_authorization_requests === true || wantsPushedRequests !== undefined
  if (isPushed && !metadata.pushed_authorization_request_endpoint)
    throw new SsoFault('discovery-incomplete', { missing: ['pushed_authorization_request_endpoint'] })
  if (signed && signingKeys.length === 0 && !clientSecret)
    throw new SsoFault('signing-key-missing', { needs: 'signed requests' })
  if (isSet) return { value: requestForm, reason: 'configured' }
  const reason = wantsPushedRequests ? learnedOn(wantsPushedRequests.at) : 'published: demanded'
  if (isPushed) return { value: signed ? 'pushed and signed' : 'pushed', reason }
  return signed ? { value: 'signed', reason } : { value: 'plain', reason: 'nothing else is demanded' }
}
