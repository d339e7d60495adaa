import { clockTolerance } from './checks/id-token.ts'
import type { RefreshAnswer, TokenAnswer } from './checks/token-answer.ts'

/**
 * What is kept of a sign-in for as long as its session lasts: to ask the provider whether it still stands, and to sign out there.
 * Secrets: kept sealed, beside the session.
 */
export interface SessionTokens {
  /** Who gave them: no other provider is ever shown them. */
  issuer: string
  clientId: string
  /** The latest one, and what it says. */
  idToken: string
  claims: Record<string, unknown>
  /** Of the sign-in. */
  nonce: string
  /** Only one that the userinfo endpoint has taken. */
  accessToken: string | null
  /** Milliseconds since 1970; null where the provider did not say. */
  accessUntil: number | null
  refreshToken: string | null
  /** Whether groups were said of the person: where they are left out later, there are none any more. */
  groupsSaid: boolean
}

export interface SignedInBy {
  issuer: string
  clientId: string
  nonce: string
  claims: Record<string, unknown>
  answer: TokenAnswer
  /** Whether the userinfo endpoint took the access token: one that it never takes would prove nothing later. */
  isAccessTokenUsable: boolean
  groupsSaid: boolean
  /** Milliseconds since 1970. */
  now: number
}

export function sessionTokensOf({ answer, isAccessTokenUsable, now, ...rest }: SignedInBy): SessionTokens {
  const { accessToken, idToken, refreshToken } = answer
  return {
    ...rest,
    idToken,
    accessToken: isAccessTokenUsable ? accessToken : null,
    accessUntil: untilOf(answer, now),
    refreshToken,
  }
}

/**
 * The tokens after a refresh. A new refresh token takes the place of the old one. The ID token is left: it is not proven yet. An access
 * token that userinfo never took is not kept here either.
 */
export function renewedTokens(before: SessionTokens, given: RefreshAnswer, now: number): SessionTokens {
  const kept = { ...before, refreshToken: given.refreshToken ?? before.refreshToken }
  if (before.accessToken === null || given.accessToken === null) return kept
  return { ...kept, accessToken: given.accessToken, accessUntil: untilOf(given, now) }
}

const untilOf = ({ expiresIn }: RefreshAnswer, now: number): number | null =>
  expiresIn === null ? null : now + expiresIn * 1000

/** Whether there is anything to ask the provider with. An access token that runs out on its way would be refused for that alone. */
export function isAskable({ refreshToken, accessToken, accessUntil }: SessionTokens, now: number): boolean {
  if (refreshToken !== null) return true
  return accessToken !== null && (accessUntil === null || now < accessUntil - margin)
}

const margin = 10_000

/**
 * `auth_time` of an ID token in milliseconds since 1970; null where it has none (OpenID Connect Core 2), or one that cannot be: a time to
 * come would count as just now for ever.
 */
export function authenticationTime(claims: Record<string, unknown>, now: number): number | null {
  const seconds = claims['auth_time']
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= now / 1000 + clockTolerance)) return null
  return Math.min(Math.round(seconds * 1000), now)
}
