import { calculatePKCECodeChallenge, randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client'
import type { Attempt } from './attempt.ts'
import type { ProviderMetadata } from './discovery/document.ts'
import { canEndSession } from './end-session.ts'
import { SsoFault } from './faults/sso-fault.ts'
import { describePlan, type SignInPlan } from './negotiate/plan.ts'
import type { PendingSignIn, SignInPrompt, SignInTest } from './ports.ts'
import { profileFor } from './profiles/profiles.ts'
import { callbackPath, isGivenByHand, mendedSettings, type ProviderSettings } from './provider.ts'
import { type RequestParts, requestUrl } from './request.ts'

export interface BeginAsked {
  provider: string
  /** A path of ours to which the person wants to come. */
  returnTo: string
  /** Value of the browser's sign-in cookie. */
  browser: string
  host: string
  loginHint?: string
  prompt?: SignInPrompt
  test?: SignInTest | null
  /** Whether somebody signed out in this browser just before. */
  afterSignOut?: boolean
}

/** What is new in a round after the first. */
export interface Round {
  number: number
  refusedWays: string[]
}

export const firstRound: Round = { number: 0, refusedWays: [] }

/** What the settings alone show. Throws SsoFault. */
export function checkSettings(settings: ProviderSettings, attempt: Attempt): void {
  for (const { code, facts } of settings.faults) {
    if (!mendedSettings.some((each) => each === code)) throw new SsoFault(code, facts)
    attempt.mended(code, facts)
  }
  const missing = [
    { name: 'issuer', setting: 'OIDC_ISSUER', value: settings.issuer ?? isGivenByHand(settings) },
    { name: 'client id', setting: 'OIDC_CLIENT_ID', value: settings.clientId },
  ].filter(({ value }) => !value)
  if (missing.length === 0) return
  const nothing = missing.length === 2 && !settings.clientSecret
  throw new SsoFault(nothing ? 'sso-not-configured' : 'partial-config', {
    missing: missing.map(({ name }) => name).join(' and no '),
    missingSetting: missing.map(({ setting }) => setting).join(' and '),
  })
}

export interface Beginning {
  settings: ProviderSettings
  metadata: ProviderMetadata
  plan: SignInPlan
  asked: BeginAsked
  attempt: Attempt
  round: Round
}

/** The secrets of one sign-in, and the address to which the browser goes with their public halves. Throws SsoFault. */
export async function authorizationRequest(
  parts: RequestParts & { publicUrl: string },
  { settings, metadata, plan, asked, attempt, round }: Beginning,
): Promise<{ url: URL; pending: PendingSignIn }> {
  const pending: PendingSignIn = {
    attemptId: attempt.record.id,
    provider: settings.id,
    state: randomState(),
    nonce: randomNonce(),
    verifier: plan.pkce.value ? randomPKCECodeVerifier() : null,
    redirectUri: parts.publicUrl + callbackPath(settings.id),
    returnTo: asked.returnTo,
    startHost: asked.host,
    startedAt: attempt.record.startedAt,
    issuer: metadata.issuer,
    responseType: plan.responseType.value,
    responseMode: plan.responseMode.value,
    loginHint: asked.loginHint ?? null,
    prompt: asked.prompt ?? null,
    test: asked.test ?? null,
    round: round.number,
    refusedWays: round.refusedWays,
  }
  attempt.hide(pending.state, pending.nonce, pending.verifier)
  const parameters = await parametersOf(settings, plan, pending)
  if (asked.afterSignOut && pending.prompt === null && mustChoose(settings, metadata)) {
    parameters.set('prompt', 'select_account')
    attempt.mended('logout-local-only')
  }
  attempt.stage('authorize', plan.findings.length > 0 ? 'warning' : 'ok', {
    authorizationEndpoint: metadata.authorization_endpoint,
    redirectUri: pending.redirectUri,
    clientId: settings.clientId,
    responseType: pending.responseType,
    responseMode: pending.responseMode,
    scope: parameters.get('scope'),
    pkce: pending.verifier !== null,
    request: plan.request.value,
    plan: describePlan(plan),
    ...(plan.findings.length > 0 && { findings: plan.findings }),
  })
  return { url: await requestUrl(parts, { settings, metadata, plan, attempt, parameters }), pending }
}

/** Where the provider's session could not be ended, nobody is to be signed in by it unasked; of the providers that can ask. */
function mustChoose(settings: ProviderSettings, metadata: ProviderMetadata): boolean {
  const { prompt_values_supported: prompts } = metadata as { prompt_values_supported?: unknown }
  const isPublished = Array.isArray(prompts) && prompts.includes('select_account')
  const knows = isPublished || profileFor(settings.profile, metadata.issuer, metadata).letsChooseAccount === true
  return knows && !canEndSession(settings, metadata)
}

async function parametersOf(
  settings: ProviderSettings,
  { scopes, responseMode, responseType }: SignInPlan,
  pending: PendingSignIn,
): Promise<URLSearchParams> {
  const parameters = new URLSearchParams({
    client_id: settings.clientId!,
    response_type: pending.responseType,
    redirect_uri: pending.redirectUri,
    scope: scopes.value.join(' '),
    state: pending.state,
    nonce: pending.nonce,
  })
  const usual = responseType.value === 'code' ? 'query' : 'fragment'
  if (responseMode.value !== usual) parameters.set('response_mode', responseMode.value)
  if (pending.verifier !== null) {
    parameters.set('code_challenge', await calculatePKCECodeChallenge(pending.verifier))
    parameters.set('code_challenge_method', 'S256')
  }
  if (pending.prompt !== null) parameters.set('prompt', pending.prompt)
  // Some providers mind the one, some the other; and with it the ID token must say when (OpenID Connect Core 3.1.2.1).
  if (pending.prompt === 'login') parameters.set('max_age', '0')
  if (pending.loginHint !== null) parameters.set('login_hint', pending.loginHint)
  return parameters
}
