import type { Clock } from '../base/clock.ts'
import type { Attempt } from './attempt.ts'
import { type CallbackAnswer, type FrontChannel, parameterOf } from './checks/callback.ts'
import { checkIdToken } from './checks/id-token.ts'
import type { PublishedKeys } from './checks/keys.ts'
import type { VerifiedToken } from './checks/open-token.ts'
import { readExpiresIn, type TokenAnswer } from './checks/token-answer.ts'
import type { ProviderMetadata } from './discovery/document.ts'
import { SsoFault } from './faults/sso-fault.ts'
import { acceptedIssuers } from './issuers.ts'
import type { SignInPlan } from './negotiate/plan.ts'
import { noteOddities } from './oddities.ts'
import type { PendingSignIn } from './ports.ts'
import type { ProviderSettings } from './provider.ts'
import { openRecorded } from './record/open-recorded.ts'
import { signatureRules } from './signature-rules.ts'
import { type RedeemedCode, redeemCode, type TokenRequestParts } from './token-request.ts'

/** A sign-in on its way back. */
export interface Returning {
  settings: ProviderSettings
  metadata: ProviderMetadata
  pending: PendingSignIn
  plan: SignInPlan
  attempt: Attempt
}

/**
 * What proves the person: the ID token that the browser brought, the one that the code is redeemed for, or both, which must then be of
 * the same person (OpenID Connect Core 3.3.3.6). Throws SsoFault.
 */
export async function proveTokens(
  parts: TokenRequestParts,
  returning: Returning,
  answer: CallbackAnswer,
  content: FrontChannel,
): Promise<RedeemedCode> {
  const brought = content.idToken === null ? null : await proveBrought(parts, returning, content.idToken, content)
  if (content.code !== null) {
    const redeemed = await redeemCode(parts, { ...returning, code: content.code })
    if (brought) compareSubjects(brought, redeemed.idToken)
    return redeemed
  }
  const given: TokenAnswer = {
    accessToken: content.accessToken,
    expiresIn: readExpiresIn(parameterOf(answer, 'expires_in')),
    refreshToken: null,
    idToken: brought!.signed,
    scope: null,
  }
  return { answer: given, idToken: brought! }
}

async function proveBrought(
  { keys, clock }: { keys: PublishedKeys; clock: Clock },
  { settings, metadata, pending, plan, attempt }: Returning,
  token: string,
  { code, accessToken }: FrontChannel,
): Promise<VerifiedToken> {
  const opened = await openRecorded(token, signatureRules(keys, settings, metadata, plan), attempt)
  const expected = {
    issuer: metadata.issuer,
    issuers: acceptedIssuers(settings, metadata),
    clientId: settings.clientId!,
    nonce: pending.nonce,
    accessToken,
    code,
    cameByBrowser: true,
    now: clock.now(),
    providerAhead: null,
  }
  noteOddities(opened, metadata, attempt)
  checkIdToken(opened, expected, attempt)
  attempt.stage('id-token', 'ok', { ...opened.header, cameBy: 'browser' })
  return opened
}

function compareSubjects(brought: VerifiedToken, redeemed: VerifiedToken): void {
  if (brought.claims['sub'] !== redeemed.claims['sub']) throw new SsoFault('id-tokens-differ', {})
}
