import { isUtf8 } from 'node:buffer'
import { compactVerify, decodeProtectedHeader, errors, importJWK } from 'jose'
import { SsoFault } from '../faults/sso-fault.ts'
import { readStrictObject } from '../json.ts'
import { isSymmetric, symmetricKeyBytes } from '../negotiate/algorithms.ts'
import type { KeySource, PublishedKeys } from './keys.ts'

export interface TokenHeader {
  alg: string
  kid?: string
  typ?: string
}

export interface VerifiedToken {
  /** The token as it was signed. */
  signed: string
  header: TokenHeader
  claims: Record<string, unknown>
  /** Where the key is published that it was proven with; none where that was the client secret. */
  keySource?: string | undefined
  /** How many published keys it may have been signed by; more than one only where it names none. */
  candidates?: number | undefined
}

export interface SignatureRules {
  /** Planned before the token was seen. */
  algorithms: string[]
  clientSecret: string | null
  keys: PublishedKeys
  sources: KeySource[]
  /** Claims that may stand twice in the token, saying the same. */
  mayRepeat?: readonly string[]
}

interface Opened extends Pick<VerifiedToken, 'keySource' | 'candidates'> {
  payload: Uint8Array
}

/** Opens a signed token and proves its signature. Claims are not looked at. Throws SsoFault. */
export async function verifySignature(token: string, rules: SignatureRules): Promise<VerifiedToken> {
  const header = readHeader(token)
  refuseAlgorithm(header, rules)
  const { payload, ...found }: Opened = isSymmetric(header.alg)
    ? { payload: await bySecret(token, header, rules) }
    : await byPublishedKey(token, header, rules)
  return { signed: token, header, claims: objectOf(payload, 'claims', rules.mayRepeat), ...found }
}

function readHeader(token: string): TokenHeader {
  const parts = token.split('.')
  const lengths = parts.map((part) => part.length)
  let header: ReturnType<typeof decodeProtectedHeader>
  try {
    header = decodeProtectedHeader(token)
  } catch (cause) {
    throw new SsoFault(
      'id-token-malformed',
      { reason: `its header cannot be read (${parts.length} parts)`, lengths },
      cause,
    )
  }
  objectOf(Buffer.from(parts[0]!, 'base64url'), 'header')
  const { alg, kid, typ } = header as Record<string, unknown>
  if (parts.length !== 3)
    throw new SsoFault('id-token-malformed', { reason: `it has ${parts.length} parts, not 3`, lengths })
  if (parts.some((part) => part.endsWith('=')))
    throw new SsoFault('id-token-malformed', { reason: 'its parts are padded with "="', lengths })
  if (typeof alg !== 'string') throw new SsoFault('id-token-malformed', { reason: 'its header names no algorithm' })
  if ('crit' in header || 'b64' in header)
    throw new SsoFault('id-token-malformed', {
      reason: 'its header demands extensions that an ID token does not have',
      header,
    })
  return { alg, ...(typeof kid === 'string' && { kid }), ...(typeof typ === 'string' && { typ }) }
}

function objectOf(
  bytes: Uint8Array,
  what: 'header' | 'claims',
  mayRepeat?: readonly string[],
): Record<string, unknown> {
  const read = isUtf8(bytes)
    ? readStrictObject(new TextDecoder().decode(bytes), mayRepeat)
    : { reason: 'it is no text in UTF-8' }
  if ('reason' in read) throw new SsoFault('id-token-malformed', { reason: `of its ${what}: ${read.reason}` })
  return read.value
}

function refuseAlgorithm(header: TokenHeader, rules: SignatureRules): void {
  const { alg } = header
  if (alg.toLowerCase() === 'none') throw new SsoFault('alg-none', { alg })
  if (!rules.algorithms.includes(alg))
    throw new SsoFault('alg-not-default', {
      alg,
      allowedAlgs: rules.algorithms,
      ...(isSymmetric(alg) && rules.clientSecret === null ? { needsSecret: alg } : { settable: alg }),
    })
  const needed = symmetricKeyBytes[alg]
  const length = Buffer.byteLength(rules.clientSecret ?? '')
  if (needed !== undefined && length < needed) throw new SsoFault('secret-too-short', { alg, needed, length })
}

/** Never with anything from the published keys: those are known to everybody. */
async function bySecret(token: string, header: TokenHeader, rules: SignatureRules): Promise<Uint8Array> {
  const key = new TextEncoder().encode(rules.clientSecret!)
  try {
    return (await compactVerify(token, key, { algorithms: [header.alg] })).payload
  } catch (cause) {
    throw signatureFault(cause, header, 'the client secret')
  }
}

async function byPublishedKey(token: string, header: TokenHeader, rules: SignatureRules): Promise<Opened> {
  let failure: unknown
  for (const source of rules.sources) {
    // A key may have been exchanged under the same id: what does not fit is tried once more with keys fetched anew.
    for (let isAnew = false; ; isAnew = true) {
      try {
        return { ...(await byKeysOf(source, token, header, rules.keys)), keySource: source.url }
      } catch (error) {
        failure = error
        const mayBeOld = error instanceof SsoFault && error.code === 'signature-bad' && source.cooldown === 0
        if (isAnew || !mayBeOld || !rules.keys.forget(source)) break
      }
    }
  }
  throw failure
}

async function byKeysOf(source: KeySource, token: string, header: TokenHeader, keys: PublishedKeys): Promise<Opened> {
  let failure: unknown
  const fitting = await keys.fitting(source, header)
  const candidates = header.kid === undefined ? fitting.length : 1
  for (const jwk of fitting) {
    try {
      const key = await importJWK({ ...jwk, use: undefined, key_ops: undefined, alg: header.alg }, header.alg)
      return { payload: (await compactVerify(token, key, { algorithms: [header.alg] })).payload, candidates }
    } catch (error) {
      failure = error
    }
  }
  throw signatureFault(failure, header, source.url)
}

function signatureFault(cause: unknown, header: TokenHeader, keySource: string): SsoFault {
  if (cause instanceof errors.JWSInvalid) return new SsoFault('id-token-malformed', { reason: cause.message }, cause)
  const message = cause instanceof errors.JWSSignatureVerificationFailed ? undefined : (cause as Error)?.message
  const made = isSymmetric(header.alg) ? { symmetric: header.alg } : { jwksUri: keySource }
  return new SsoFault('signature-bad', { ...header, keySource, ...made, message }, cause)
}
