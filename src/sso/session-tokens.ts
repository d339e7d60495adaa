import type { TokenAnswer } from './checks/token-answer.ts'

/**
 * What is kept of a sign-in for as long as its session lasts: to ask the provider whether it still stands, and to sign out there.
 * Secrets: kept sealed, beside the session.
 */
export interface SessionTokens {
  /** Who gave them: no other provider is ever shown them. */
  issuer: string
  clientId: string
  /** The latest one; its subject and nonce bind those that follow (OpenID Connect Core 12.2). */
  idToken: string
  nonce: string | null
  /** Only one that the userinfo endpoint has taken. */
  accessToken: string | null
  /** Milliseconds since 1970; null where the provider did not say. */
  accessUntil: number | null
  refreshToken: string | null
}

export interface SignedInBy {
  issuer: string
  clientId: string
  nonce: string | null
  answer: TokenAnswer
  /** Whether the userinfo endpoint took the access token: one that it never takes would prove nothing later. */
  isAccessTokenUsable: boolean
  /** Milliseconds since 1970. */
  now: number
}

export function sessionTokensOf({ answer, isAccessTokenUsable, now, ...rest }: SignedInBy): SessionTokens {
  const { accessToken, expiresIn, idToken, refreshToken } = answer
  return {
    ...rest,
    idToken,
    accessToken: isAccessTokenUsable ? accessToken : null,
    accessUntil: expiresIn === null ? null : now + expiresIn * 1000,
    refreshToken,
  }
}

/** `auth_time` of an ID token in milliseconds since 1970; null where it has none (OpenID Connect Core 2). */
export function authenticationTime(claims: Record<string, unknown>): number | null {
  const seconds = claims['auth_time']
  return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds * 1000 : null
}
