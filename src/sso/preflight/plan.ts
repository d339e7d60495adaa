import type { ProviderMetadata } from '../discovery/document.ts'
import { SsoFault } from '../faults/sso-fault.ts'
import { findingsOfAddresses } from '../findings.ts'
import { asymmetricAlgorithms, isSymmetric, symmetricKeyBytes } from '../negotiate/algorithms.ts'
import { recallLearned } from '../negotiate/learned.ts'
import { negotiate } from '../negotiate/negotiate.ts'
import { describePlan, hasCode, type SignInPlan } from '../negotiate/plan.ts'
import { profileFor } from '../profiles/profiles.ts'
import { type Check, type CheckContext, found, ok, skipped, warnings } from './check.ts'
import type { Step } from './step.ts'

/** How a sign-in would be made, from the settings, the document and what earlier sign-ins taught. */
export const madePlan: Step = {
  checks: [['plan', 'authorize']],
  needs: ['metadata', 'isComplete'],
  async look({ store }, state) {
    const { context, metadata } = state
    state.learned = await recallLearned(store, context.settings, metadata!)
    const plan = negotiate(context.settings, metadata!, state.learned)
    plan.findings.push(...findingsOfAddresses(context.settings, metadata!, context.publicUrl))
    state.plan = plan
    state.mayKnowClient = true
    return [
      ok(context, 'plan', 'authorize', 'There is a plan for a sign-in', describePlan(plan)),
      ...warnings(context, plan.findings, {
        responseType: context.settings.responseType,
        tokenEndpoint: metadata!.token_endpoint,
      }),
    ]
  },
}

/** What the plan chose, against what the provider says that it can. */
export const comparedMethods: Step = {
  checks: [
    ['algorithms', 'id-token'],
    ['client-auth', 'token'],
    ['pkce', 'authorize'],
  ],
  needs: ['plan'],
  async look(_parts, { context, metadata, plan }) {
    return [
      algorithms(context, metadata!, plan!),
      clientAuth(context, metadata!, plan!),
      pkce(context, metadata!, plan!),
    ]
  },
}

function algorithms(context: CheckContext, metadata: ProviderMetadata, { signing }: SignInPlan): Check {
  const { settings } = context
  if (profileFor(settings.profile, metadata.issuer, metadata).identityFrom)
    return skipped(context, 'algorithms', 'id-token', 'This provider gives no ID tokens')
  const published = metadata.id_token_signing_alg_values_supported
  const evidence = { published, planned: signing.value, reason: signing.reason }
  if (signing.value.length === 0) return found(context, 'algorithms', noneFits(context, published), 'error')
  const tooShort = signing.value.every(isSymmetric) ? secretTooShort(context, signing.value) : null
  if (tooShort) return found(context, 'algorithms', tooShort, 'error')
  const isListed = !published || signing.value.some((alg) => published.includes(alg))
  if (isListed) return ok(context, 'algorithms', 'id-token', 'ID tokens can be proven', evidence)
  const facts = { ...evidence, alg: published?.join(', '), allowedAlgs: signing.value }
  return found(context, 'algorithms', new SsoFault('alg-not-default', facts), 'warning')
}

function noneFits({ settings }: CheckContext, published: string[] | undefined): SsoFault {
  const secretSet = settings.clientSecret !== null
  const onlyNone = published?.every((alg) => alg.toLowerCase() === 'none') === true
  const facts = { alg: published?.join(', ') ?? settings.idTokenAlg, allowedAlgs: asymmetricAlgorithms, secretSet }
  return new SsoFault(onlyNone ? 'alg-none' : 'alg-not-default', facts)
}

function secretTooShort({ settings }: CheckContext, planned: string[]): SsoFault | null {
  const length = Buffer.byteLength(settings.clientSecret ?? '')
  const [alg] = planned
  const needed = symmetricKeyBytes[alg!]!
  return planned.some((each) => length >= symmetricKeyBytes[each]!)
    ? null
    : new SsoFault('secret-too-short', { alg, needed, length })
}

function clientAuth(context: CheckContext, metadata: ProviderMetadata, plan: SignInPlan): Check {
  const published = metadata.token_endpoint_auth_methods_supported
  const { value, reason } = plan.clientAuth
  if (value.length === 0)
    return skipped(context, 'client-auth', 'token', 'This flow redeems no code, so this server proves nothing')
  const evidence = { published: published ?? 'nothing', planned: value.map(({ name }) => name), reason }
  const [first] = value
  const { clientAuth: set } = context.settings
  if (set !== 'auto' && published && !published.includes(set) && first!.method !== 'none') {
    const facts = {
      ...evidence,
      configuredAuth: set,
      publishedAuth: published,
      tried: set,
      errorDescription: `not listed among ${published.join(', ')}`,
    }
    return found(context, 'client-auth', new SsoFault('client-auth-method-unsupported', facts), 'warning')
  }
  const title = first!.method === 'none' ? 'A public client: nothing is proven' : 'There is a way to prove who we are'
  return ok(context, 'client-auth', 'token', title, evidence)
}

function pkce(context: CheckContext, metadata: ProviderMetadata, plan: SignInPlan): Check {
  const { pkce, responseType } = plan
  if (!hasCode(responseType.value)) return skipped(context, 'pkce', 'authorize', 'This flow has no code to protect')
  const published = metadata.code_challenge_methods_supported
  const evidence = { published: published ?? 'nothing', planned: pkce.value ? 'S256' : 'off', reason: pkce.reason }
  if (pkce.value && published && !published.includes('S256')) {
    const errorDescription = `code_challenge_methods_supported: ${published.join(', ') || 'empty'}`
    return found(context, 'pkce', new SsoFault('pkce-unsupported', { ...evidence, errorDescription }), 'warning')
  }
  if (!pkce.value && published?.includes('S256'))
    return found(context, 'pkce', new SsoFault('pkce-off', { ...evidence, methods: published }), 'warning')
  const title = pkce.value ? 'The code is protected by PKCE' : 'The code is protected by the client secret'
  return ok(context, 'pkce', 'authorize', title, evidence)
}
