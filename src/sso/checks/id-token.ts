import { createHash, timingSafeEqual } from 'node:crypto'
import type { Attempt } from '../attempt.ts'
import { SsoFault } from '../faults/sso-fault.ts'
import { issuerDifference } from './issuer-difference.ts'
import type { VerifiedToken } from './signature.ts'

/** Seconds by which clocks may differ. */
export const clockTolerance = 60

/** What the ID token of this sign-in must say. */
export interface ExpectedIdToken {
  /** The document's; may be a pattern for many tenants. */
  issuer: string
  /** Those that may be named, see `acceptedIssuers`. */
  issuers: readonly string[]
  clientId: string
  nonce: string
  /** The access token beside it, for `at_hash`. */
  accessToken: string | null
  /** The code beside it, for `c_hash`. */
  code?: string | null
  /** Whether it came by the browser: then what came with it must be bound to it (OpenID Connect Core 3.2.2.9, 3.3.2.11). */
  cameByBrowser?: boolean
  /** Milliseconds since 1970. */
  now: number
  /** Seconds by which the provider's clock is ahead of ours, from its Date header. */
  providerAhead: number | null
}

type IdTokenCheck = (token: VerifiedToken, expected: ExpectedIdToken) => void

/** OpenID Connect Core 3.1.3.7, in the order in which one failure explains the next. */
const idTokenChecks: [name: string, check: IdTokenCheck][] = [
  ['iss is the provider', issuerIsTheProvider],
  ['aud is this server', audienceIsUs],
  ['azp is this server', authorizedPartyIsUs],
  ['exp is not past', hasNotExpired],
  ['iat is not in the future', wasIssuedBeforeNow],
  ['nbf is past', isValidAlready],
  ['nonce is of this sign-in', belongsToThisSignIn],
  ['at_hash fits the access token', accessTokenBelongsToIt],
  ['c_hash fits the code', codeBelongsToIt],
  ['sub can be kept', subjectCanBeKept],
]

/** Goes through all checks; `attempt` writes down which were passed. Throws SsoFault. */
export function checkIdToken(
  token: VerifiedToken,
  expected: ExpectedIdToken,
  attempt: Pick<Attempt, 'check'> = unrecorded,
): void {
  for (const [name, check] of idTokenChecks) attempt.check(name, () => check(token, expected))
}

const unrecorded: Pick<Attempt, 'check'> = { check: (_, run) => run() }

/** OpenID Connect Core 12.2: what a refresh gives is about the same person, and has the nonce of the sign-in where it has one. */
export function checkRenewedIdToken(token: VerifiedToken, expected: ExpectedIdToken & { subject: unknown }): void {
  const { nonce, sub } = token.claims
  for (const [, check] of idTokenChecks)
    if (check !== belongsToThisSignIn || nonce !== undefined) check(token, expected)
  if (sub !== expected.subject) throw new SsoFault('refresh-failed', { reason: 'its ID token is about somebody else' })
}

/** Whose clock it is: the provider's answer said what time it is there. One of the two is known where that was told. */
const clocks = (providerAhead: number | null): Record<string, unknown> => ({
  providerAhead,
  ...(providerAhead !== null && Math.abs(providerAhead) > clockTolerance / 2
    ? { clocksDifferBy: Math.abs(providerAhead) }
    : providerAhead !== null && { clocksAgree: 'agree' }),
})

const tenantPlaceholder = /\{\w+\}/

/** OpenID Connect Core 3.1.3.7, 13: the person gave proof of who it is after it was sent to give it. `since` in milliseconds since 1970. */
export function checkProofIsNew({ claims }: VerifiedToken, since: number): void {
  const { auth_time: at } = claims
  if (typeof at !== 'number') throw new SsoFault('max-age', { authTime: 'none' })
  const early = Math.round(since / 1000 - at)
  if (early > clockTolerance) throw new SsoFault('max-age', { authTime: iso(at), seconds: early })
}

function issuerIsTheProvider({ claims }: VerifiedToken, expected: ExpectedIdToken): void {
  const { iss, tid } = claims
  const { issuer, issuers } = expected
  // The issuer of a pattern must be that of the token's own tenant.
  const isOfTenant = typeof tid === 'string' && iss === issuer.replace(tenantPlaceholder, tid)
  if (issuers.some((each) => each === iss) && (isOfTenant || !tenantPlaceholder.test(issuer))) return
  if (isOfTenant && iss !== issuer) throw new SsoFault('tenant-not-allowed', { tenant: tid })
  const isOldEntra = typeof iss === 'string' && iss.startsWith('https://sts.windows.net/')
  throw new SsoFault(isOldEntra ? 'entra-v1-v2-mix' : 'iss-mismatch', {
    iss: shown(iss),
    expectedIss: issuer,
    ...issuerDifference(iss, issuer),
  })
}

const audiencesOf = (claims: Record<string, unknown>): unknown[] => [claims['aud'] ?? []].flat()

function audienceIsUs({ claims }: VerifiedToken, { clientId }: ExpectedIdToken): void {
  const audiences = audiencesOf(claims)
  if (!audiences.includes(clientId)) throw new SsoFault('aud-mismatch', { aud: audiences.map(shown), clientId })
}

function authorizedPartyIsUs({ claims }: VerifiedToken, { clientId }: ExpectedIdToken): void {
  const { azp } = claims
  const audiences = audiencesOf(claims)
  const isForOthersToo = audiences.some((each) => each !== clientId)
  if (azp === clientId || (azp === undefined && !isForOthersToo)) return
  throw new SsoFault('azp-or-extra-aud', { aud: audiences.map(shown), azp: shown(azp), clientId })
}

function hasNotExpired({ claims }: VerifiedToken, { now, providerAhead }: ExpectedIdToken): void {
  const exp = seconds(claims['exp'], 'exp-missing')
  const late = Math.round(now / 1000 - exp)
  if (late > clockTolerance)
    throw new SsoFault('exp-past', { exp: iso(exp), now: iso(now / 1000), seconds: late, ...clocks(providerAhead) })
}

function wasIssuedBeforeNow({ claims }: VerifiedToken, { now, providerAhead }: ExpectedIdToken): void {
  const iat = seconds(claims['iat'], 'iat-missing')
  const early = Math.round(iat - now / 1000)
  if (early > clockTolerance)
    throw new SsoFault('iat-future', { iat: iso(iat), now: iso(now / 1000), seconds: early, ...clocks(providerAhead) })
}

function isValidAlready({ claims }: VerifiedToken, { now, providerAhead }: ExpectedIdToken): void {
  const { nbf } = claims
  if (nbf === undefined) return
  if (typeof nbf !== 'number') throw new SsoFault('id-token-malformed', { reason: '"nbf" is no number' })
  const early = Math.round(nbf - now / 1000)
  if (early > clockTolerance)
    throw new SsoFault('nbf', { nbf: iso(nbf), now: iso(now / 1000), seconds: early, ...clocks(providerAhead) })
}

function belongsToThisSignIn({ claims }: VerifiedToken, expected: ExpectedIdToken): void {
  const { nonce } = claims
  if (nonce === undefined || nonce === null || nonce === '')
    throw new SsoFault('nonce-missing', { claims: Object.keys(claims) })
  if (typeof nonce !== 'string' || !sameText(nonce, expected.nonce)) throw new SsoFault('nonce-mismatch', {})
}

/** `at_hash` and `c_hash`: checked where they are sent, demanded where the browser brought both. */
function accessTokenBelongsToIt(token: VerifiedToken, { accessToken, cameByBrowser }: ExpectedIdToken): void {
  if (accessToken !== null && !isBound(token, 'at_hash', accessToken, cameByBrowser))
    throw new SsoFault('at-hash-mismatch', { alg: token.header.alg, ...missingHash(token, 'at_hash') })
}

function codeBelongsToIt(token: VerifiedToken, { code = null, cameByBrowser }: ExpectedIdToken): void {
  if (code !== null && !isBound(token, 'c_hash', code, cameByBrowser))
    throw new SsoFault('c-hash-mismatch', { alg: token.header.alg, ...missingHash(token, 'c_hash') })
}

const missingHash = ({ claims }: VerifiedToken, claim: string) =>
  claims[claim] === undefined ? { missing: claim } : {}

const hashOf: Record<string, string> = { '256': 'sha256', '384': 'sha384', '512': 'sha512' }

/** The left half of the hash that goes with the algorithm; SHA-512 for Ed25519. */
function isBound({ claims, header }: VerifiedToken, claim: string, value: string, isDemanded = false): boolean {
  const found = claims[claim]
  if (found === undefined) return !isDemanded
  const hash = createHash(hashOf[header.alg.slice(2)] ?? 'sha512')
    .update(value)
    .digest()
  const due = hash.subarray(0, hash.length / 2).toString('base64url')
  return typeof found === 'string' && sameText(found.replace(/=+$/, ''), due)
}

function subjectCanBeKept({ claims }: VerifiedToken): void {
  const { sub } = claims
  if (sub === undefined || sub === null || sub === '')
    throw new SsoFault('sub-missing', { claims: Object.keys(claims) })
  if (typeof sub !== 'string') throw new SsoFault('sub-odd', { reason: `no text but ${typeof sub}` })
  if (sub.length > 255) throw new SsoFault('sub-odd', { reason: `${sub.length} characters long` })
  if (sub.trim() === '') throw new SsoFault('sub-odd', { reason: 'only blanks' })
}

function seconds(value: unknown, code: 'exp-missing' | 'iat-missing'): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new SsoFault(code, { value: shown(value) })
  return value
}

function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

const iso = (at: number): string => {
  const date = new Date(at * 1000)
  return Number.isNaN(date.getTime()) ? String(at) : date.toISOString()
}

const shown = (value: unknown): unknown =>
  typeof value === 'string' ? value.slice(0, 300) : JSON.stringify(value)?.slice(0, 300)
