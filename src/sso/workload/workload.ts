import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { Outbound } from '../../base/outbound.ts'
import { type Attempt, createAttempt, newAttemptRecord } from '../attempt.ts'
import type { PublishedKeys } from '../checks/keys.ts'
import { verifySignature } from '../checks/signature.ts'
import type { FaultCode } from '../faults/catalogue.ts'
import { explain } from '../faults/explain.ts'
import { SsoFault } from '../faults/sso-fault.ts'
import { asymmetricAlgorithms } from '../negotiate/algorithms.ts'
import type { ProviderDirectory, SignInStore } from '../ports.ts'
import { profileFor, wordsOf } from '../profiles/profiles.ts'
import { type Assertion, readAssertion } from './assertion.ts'
import { accountOf, checkAssertion } from './checks.ts'
import { type ProvenWorkload, sameButSlash, type WorkloadIssuer } from './issuer.ts'
import { createIssuerKeys, type IssuerKeys } from './issuer-keys.ts'
import { refuseToken } from './refusal.ts'
import { assertionOf, type TokenRefused } from './request.ts'

/** A token request on its way: what it says of itself, and the attempt that is kept if it fails. */
export interface TokenRequest {
  token: string
  /** Whose token it is by its own word, for measures before it is proven; null where it cannot be read. */
  claimed: string | null
  attempt: Attempt
}

/** Programs that sign in by a token of their own: RFC 7523 as an authorization grant. */
export interface Workloads {
  /** Reads the form. @throws TokenRefused */
  read(parameters: Readonly<Record<string, string[]>>): TokenRequest
  /** Proves who sent it. @throws TokenRefused */
  prove(request: TokenRequest): Promise<ProvenWorkload>
  /** Ends a proven request by what was thrown afterwards. */
  refuse(request: TokenRequest, thrown: unknown): Promise<TokenRefused>
}

export interface WorkloadParts {
  workloadIssuers: WorkloadIssuer[]
  providers: ProviderDirectory
  store: SignInStore
  outbound: Outbound
  keys: PublishedKeys
  clock: Clock
  log: Log
  publicUrl: string
}

/** Stands where an attempt names its provider. No provider can be called so. */
const workloadIdentity = 'workload identity'

export function createWorkloads(parts: WorkloadParts): Workloads {
  const { clock } = parts
  const issuerKeys = createIssuerKeys(parts)
  return {
    read(parameters) {
      const token = assertionOf(parameters)
      const attempt = createAttempt(newAttemptRecord(workloadIdentity, clock), clock)
      attempt.hide(token)
      return { token, claimed: claimedBy(token), attempt }
    },
    async prove({ token, attempt }) {
      try {
        return await prove(parts, issuerKeys, token, attempt)
      } catch (error) {
        throw await refuseToken(parts, attempt, error)
      }
    },
    refuse: ({ attempt }, thrown) => refuseToken(parts, attempt, thrown),
  }
}

function claimedBy(token: string): string | null {
  try {
    const { iss, sub } = readAssertion(token).claims
    return JSON.stringify([iss, sub])
  } catch {
    return null
  }
}

/** The steps in order; each refuses by its own code. Until the signature is verified, nothing that the token says is believed. */
async function prove(parts: WorkloadParts, keys: IssuerKeys, token: string, attempt: Attempt): Promise<ProvenWorkload> {
  const assertion = readAssertion(token)
  const trusted = trustedIssuer(parts.workloadIssuers, assertion)
  const issuer = assertion.claims['iss'] as string
  await verify(parts, keys, issuer, assertion)
  const { sub, aud, exp } = assertion.claims
  attempt.stage('assertion', 'ok', { issuer, sub, aud, kid: assertion.header['kid'], alg: assertion.header['alg'] })
  checkAssertion(assertion, { trusted, now: parts.clock.now() })
  if (trusted.anyAudience) attempt.stage('config', 'warning', { findings: ['workload-audience-unchecked'] })
  const account = accountOf(assertion.claims, trusted)
  return { issuer, subject: sub as string, account, expiresAt: (exp as number) * 1000 }
}

function trustedIssuer(issuers: WorkloadIssuer[], { claims: { iss } }: Assertion): WorkloadIssuer {
  const facts = { iss: typeof iss === 'string' ? iss.slice(0, 300) : undefined }
  if (issuers.length === 0) throw new SsoFault('workload-not-configured', facts)
  const named = (isIt: (issuer: string, iss: string) => boolean) =>
    typeof iss === 'string' ? issuers.find(({ issuer }) => isIt(issuer, iss)) : undefined
  const trusted = named((issuer, iss) => issuer === iss) ?? named(sameButSlash)
  if (trusted) return trusted
  throw new SsoFault('workload-issuer-unknown', { ...facts, known: issuers.map(({ issuer }) => issuer) })
}

/** The codes of ID tokens say what to change at a provider of sign-ins; a workload's issuer is mended elsewhere. */
const codeOf: Partial<Record<FaultCode, FaultCode>> = {
  'alg-none': 'workload-alg-refused',
  'alg-not-default': 'workload-alg-refused',
  'id-token-malformed': 'workload-token-malformed',
  'signature-bad': 'workload-signature-bad',
  'unknown-kid-rotation': 'workload-key-unknown',
}

async function verify(parts: WorkloadParts, keys: IssuerKeys, issuer: string, { token }: Assertion): Promise<void> {
  try {
    const sources = [await keys.sourceOf(issuer)]
    await verifySignature(token, { algorithms: asymmetricAlgorithms, clientSecret: null, keys: parts.keys, sources })
  } catch (error) {
    if (!(error instanceof SsoFault)) throw error
    const { code, facts } = error
    const known = codeOf[code]
    if (known) throw new SsoFault(known, { issuer, allowedAlgs: asymmetricAlgorithms, ...facts }, error)
    const { happened } = explain(code, { issuer, ...facts }, wordsOf(profileFor('generic', null)))
    throw new SsoFault('workload-keys-unreachable', { ...facts, issuer, network: code, reason: happened }, error)
  }
}
