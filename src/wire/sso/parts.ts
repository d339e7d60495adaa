import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AccessTokens, ForeseenSignIn } from '../../accounts/index.ts'
import type { SignInTests } from '../../admin/index.ts'
import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { FaultCode, ProviderDirectory, ProviderSettings, Sso, VerifiedIdentity } from '../../sso/index.ts'
import type { LogoutOrder } from '../../sso/logout.ts'

/** What signing in and out needs of people and sessions. */
export interface Visitors {
  /** The account of a proven identity, made where that is allowed, and a session whose cookie is set on the reply. @throws SsoFault */
  signIn(proven: Proven, request: FastifyRequest, reply: FastifyReply): Promise<Entered>
  /** What `signIn` would come to with these settings of the provider: nothing is changed. @throws SsoFault */
  foresee(identity: VerifiedIdentity, draft: ProviderSettings): Promise<ForeseenSignIn>
  /** Whether this browser has a session that works. */
  isSignedIn(request: FastifyRequest): Promise<boolean>
  /** The provider to which this browser must go so that its session can go on; null where it need not. */
  overdueAt(request: FastifyRequest): Promise<string | null>
  /** Ends the session of this browser where it must not go on, and takes its cookie back. */
  endOverdue(request: FastifyRequest, reply: FastifyReply): Promise<void>
  /** Ends the session of this browser and takes its cookie back; what the provider needs to end its own. */
  signOut(request: FastifyRequest, reply: FastifyReply): Promise<LeftSession | null>
  /** Tells the audit trail who signed out, and what of it is known. */
  signedOut(username: string, facts: Record<string, unknown>): void
  /** Ends all sessions that the provider names; how many there were. */
  endSessionsOf(order: LogoutOrder): Promise<number>
}

/** What was kept of a session at its provider. */
export interface LeftSession {
  username: string
  provider: string
  idToken: string | null
  refreshToken: string | null
}

export interface Proven {
  identity: VerifiedIdentity
  attemptId: string
  /** The browser's sign-in cookie. */
  browser: string | null
  /** The session of this browser is to go on: somebody else's sign-in is not taken. */
  silent: boolean
}

export interface Entered {
  username: string
  /** What an administrator should know of it. */
  findings: { code: FaultCode; facts: Record<string, unknown> }[]
  /** What was written, and into which database: names of tables and columns. */
  written: Record<string, unknown>
}

export interface SsoWireParts {
  sso: Sso
  accessTokens: AccessTokens
  clock: Clock
  providers: ProviderDirectory
  visitors: Visitors
  signInTests: SignInTests
  log: Log
  /** HOST, without a slash at its end. */
  publicUrl: string
}

/** Names with all their values, from a query or a form. Whatever is no text is left out. */
export function parametersOf(source: unknown): Record<string, string[]> {
  const found: Record<string, string[]> = {}
  for (const [name, value] of Object.entries((source as Record<string, unknown> | undefined) ?? {})) {
    found[name] = [value].flat().filter((each) => typeof each === 'string')
  }
  return found
}

/** The first value of a parameter in query or form, or undefined. */
export const parameter = (request: FastifyRequest, name: string): string | undefined =>
  parametersOf(request.body)[name]?.[0] || parametersOf(request.query)[name]?.[0] || undefined
