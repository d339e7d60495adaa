import { fittingEncryption } from '../checks/open-token.ts'
import { groupsInRules, isGuid, isMeantBy, needsGroups } from '../claims/group-findings.ts'
import type { ProviderMetadata } from '../discovery/document.ts'
import type { FaultCode } from '../faults/catalogue.ts'
import { SsoFault } from '../faults/sso-fault.ts'
import { hasCode } from '../negotiate/plan.ts'
import type { Profile } from '../profiles/profile.ts'
import { profileFor } from '../profiles/profiles.ts'
import { found, ok } from './check.ts'
import type { State, Step } from './step.ts'

type Known = Required<Pick<State, 'context' | 'metadata' | 'plan'>> & { profile: Profile }

/** What the settings ask of tokens and claims, against what the provider says that it gives. Documents need not say all: only warnings. */
export const comparedClaims: Step = {
  checks: [['claims', 'provisioning']],
  needs: ['plan'],
  async look(_parts, { context, metadata, plan }) {
    const profile = profileFor(context.settings.profile, metadata!.issuer, metadata)
    const known = { context, metadata: metadata!, plan: plan!, profile }
    const suspected = comparisons.flatMap((compare) => compare(known) ?? [])
    const [first, ...rest] = suspected.map((fault) => ({ fault, name: fault.code }))
    if (!first)
      return [
        ok(context, 'claims', 'provisioning', 'Nothing that the rules need is known to be left out', evidenceOf(known)),
      ]
    return [{ ...first, name: 'claims' }, ...rest].map(({ fault, name }) => found(context, name, fault, 'warning'))
  },
}

const evidenceOf = ({ plan, metadata }: Known) => ({
  scopes: plan.scopes.value,
  scopesSupported: metadata.scopes_supported,
  claimsSupported: listed(metadata, 'claims_supported'),
})

type Comparison = (known: Known) => SsoFault | null

/** A server of plain OAuth does not know the one scope that OpenID Connect is made of. */
const idToken: Comparison = ({ metadata, profile, plan }) => {
  const scopesSupported = listed(metadata, 'scopes_supported')
  const isPlain =
    hasCode(plan.responseType.value) && !profile.identityFrom && scopesSupported?.includes('openid') === false
  return isPlain ? new SsoFault('id-token-missing', { scopesSupported }) : null
}

const encryption: Comparison = ({ context: { settings }, metadata }) => {
  const encryptions = listed(metadata, 'id_token_encryption_alg_values_supported')
  const fitting = fittingEncryption(settings.decryptionKeys)
  if (settings.decryptionKeys.length === 0 || !encryptions || encryptions.some((alg) => fitting.includes(alg)))
    return null
  return new SsoFault('decryption-failed', {
    encryptions,
    fitting,
    ourKeys: settings.decryptionKeys.map(({ kid }) => kid),
  })
}

const address: Comparison = ({ context: { settings }, plan, profile }) => {
  const scopes = plan.scopes.value
  if (profile.identityFrom || scopes.includes('email') || settings.emailClaim !== 'email') return null
  const code: FaultCode =
    settings.requireVerifiedEmail === true
      ? 'email-required'
      : settings.allowedDomains.length > 0
        ? 'domain-not-allowed'
        : 'email-missing'
  return new SsoFault(code, { scopes })
}

const verifiedAddress: Comparison = ({ context: { settings }, metadata, plan, profile }) => {
  const { requireVerifiedEmail, allowedDomains } = settings
  const isNeeded = requireVerifiedEmail === true || (allowedDomains.length > 0 && requireVerifiedEmail !== false)
  const claim = profile.email?.claim ?? 'email_verified'
  const claimsSupported = listed(metadata, 'claims_supported')
  const isListed = !claimsSupported?.includes('email') || claimsSupported.includes(claim)
  if (!isNeeded || isListed || profile.listsFewClaims || !plan.scopes.value.includes('email')) return null
  return new SsoFault('email-verified-absent', { claim, claimsSupported })
}

const groups: Comparison = ({ context: { settings }, metadata, plan, profile }) => {
  if (!needsGroups(settings)) return null
  const { groupsClaim, allowedGroups } = settings
  const none: FaultCode = allowedGroups.length > 0 ? 'not-in-allowed-group' : 'groups-missing'
  if (profile.lacksGroups) return new SsoFault(none, { noGroups: `${profile.title} says nothing of groups` })
  const claims = listed(metadata, 'claims_supported') ?? []
  const meant = claims.filter(isMeantBy(groupsClaim))
  if (!claims.includes(groupsClaim) && meant.length > 0) return new SsoFault('namespaced-claim', { groupsClaim, meant })
  const isByScope = groupsClaim === 'groups' && metadata.scopes_supported?.includes('groups') === true
  if (isByScope && !plan.scopes.value.includes('groups'))
    return new SsoFault(none, {
      groupsScope: 'groups',
      noGroups: 'the scope "groups", which the provider lists for them, is not asked for',
    })
  const rules = groupsInRules(settings)
  const areNames = rules.length > 0 && !rules.some(isGuid)
  if (groupsClaim === 'groups' && profile.groups?.areIds && areNames)
    return new SsoFault('groups-guid-vs-name', { sender: profile.title, rules })
  return null
}

const refreshToken: Comparison = ({ metadata, plan }) => {
  const grantTypes = listed(metadata, 'grant_types_supported')
  const isListed = !grantTypes || grantTypes.includes('refresh_token')
  if (isListed || !plan.scopes.value.includes('offline_access')) return null
  return new SsoFault('refresh-not-issued', { grantTypes })
}

const comparisons: Comparison[] = [idToken, encryption, address, verifiedAddress, groups, refreshToken]

/** A list of texts of the document; undefined where it is something else. */
function listed(metadata: ProviderMetadata, name: string): string[] | undefined {
  const value = (metadata as Record<string, unknown>)[name]
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined
}
