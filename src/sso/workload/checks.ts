import { clockTolerance } from '../checks/id-token.ts'
import { SsoFault } from '../faults/sso-fault.ts'
import type { Assertion } from './assertion.ts'
import type { WorkloadIssuer } from './issuer.ts'

/** What a proven token of a workload must say, and when. */
export interface ExpectedAssertion {
  trusted: WorkloadIssuer
  /** Milliseconds since 1970. */
  now: number
}

type AssertionCheck = (assertion: Assertion, expected: ExpectedAssertion) => void

/**
 * RFC 7523, section 3, with RFC 8725; the signature is verified before. `jti` is not remembered: the client sends the same token for as long
 * as it lasts (RFC 7521 4.1), from several processes at once.
 */
const assertionChecks: AssertionCheck[] = [isOfThisKind, hasNotExpired, isValidAlready, namesASubject, isMadeForUs]

export function checkAssertion(assertion: Assertion, expected: ExpectedAssertion): void {
  for (const check of assertionChecks) check(assertion, expected)
}

const kinds = /^(application\/)?(jwt|jose|at\+jwt|authorization-grant\+jwt)$/i

/**
 * RFC 8725 3.11 and 3.12: what was made to sign a person in, to sign somebody out or to prove possession is no token of a workload, also
 * where one issuer makes both. Keycloak tells its kinds apart by a claim.
 */
function isOfThisKind({ header, claims }: Assertion): void {
  const refuse = (kind: string) => {
    throw new SsoFault('workload-token-type', { kind })
  }
  const { typ } = header
  if (typ !== undefined && !(typeof typ === 'string' && kinds.test(typ))) refuse(`its header says typ ${shown(typ)}`)
  if (/^(refresh|offline|logout)$/i.test(shown(claims['typ']))) refuse(`it says typ ${shown(claims['typ'])}`)
  for (const name of ['nonce', 'c_hash', 'events'])
    if (claims[name] !== undefined) refuse(`it has ${name}, as tokens of other uses have`)
}

function hasNotExpired({ claims }: Assertion, { now }: ExpectedAssertion): void {
  const { exp } = claims
  if (!isTime(exp)) throw new SsoFault('workload-exp-missing', { exp: shown(exp) })
  const late = Math.round(now / 1000 - exp)
  if (late > clockTolerance)
    throw new SsoFault('workload-token-expired', { exp: iso(exp), now: iso(now / 1000), seconds: late })
}

/** Both are optional (RFC 7523, section 3, items 5 and 6). */
function isValidAlready({ claims }: Assertion, { now }: ExpectedAssertion): void {
  for (const name of ['iat', 'nbf']) {
    const from = claims[name]
    if (from === undefined) continue
    if (!isTime(from)) throw new SsoFault('workload-token-malformed', { reason: `its ${name} is no number` })
    const early = Math.round(from - now / 1000)
    if (early > clockTolerance)
      throw new SsoFault('workload-token-not-yet-valid', {
        name,
        from: iso(from),
        now: iso(now / 1000),
        seconds: early,
      })
  }
}

function namesASubject({ claims }: Assertion): void {
  const { sub } = claims
  if (typeof sub === 'string' && sub.trim() !== '' && sub.length <= 1000) return
  throw new SsoFault('workload-subject-missing', { sub: shown(sub), claims: Object.keys(claims) })
}

function isMadeForUs({ claims }: Assertion, { trusted }: ExpectedAssertion): void {
  const audiences = [claims['aud'] ?? []].flat()
  if (audiences.some((each) => trusted.audiences.includes(each as string))) return
  if (trusted.anyAudience && trusted.subjects.has(claims['sub'] as string)) return
  throw new SsoFault('workload-audience-mismatch', {
    aud: audiences.length > 0 ? audiences.map(shown) : undefined,
    audiences: trusted.audiences,
  })
}

/** Whom the workload asks to be: by its entry, else, where that is allowed, by the address that its issuer vouches for. */
export function accountOf(
  claims: Record<string, unknown>,
  trusted: WorkloadIssuer,
): { username: string } | { email: string } {
  const subject = claims['sub'] as string
  const username = trusted.subjects.get(subject)
  if (username !== undefined) return { username }
  const facts = { issuer: trusted.issuer, sub: subject }
  const { email, email_verified: verified } = claims
  if (!trusted.matchVerifiedEmail) throw new SsoFault('workload-subject-unmapped', facts)
  // An issuer whose subjects are addresses, as W&B Server has it, vouches for them by saying so.
  if (email === undefined && /^[^\s@]+@[^\s@]+$/.test(subject)) return { email: subject }
  if (typeof email !== 'string') throw new SsoFault('workload-subject-unmapped', facts)
  if (verified !== true && verified !== 'true') throw new SsoFault('workload-email-unverified', { ...facts, email })
  return { email }
}

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

const iso = (at: number): string => {
  const date = new Date(at * 1000)
  return Number.isNaN(date.getTime()) ? String(at) : date.toISOString()
}

const shown = (value: unknown): string =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')).slice(0, 300)
