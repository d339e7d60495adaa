import { compactDecrypt, errors } from 'jose'
import { SsoFault } from '../faults/sso-fault.ts'
import { readStrictObject } from '../json.ts'
import type { OwnKey } from '../own-keys.ts'
import { type SignatureRules, type VerifiedToken, verifySignature } from './signature.ts'

export type { VerifiedToken } from './signature.ts'

export interface TokenRules extends SignatureRules {
  decryptionKeys: OwnKey[]
}

/** No token that people sign in by is larger; what is decrypted counts too. */
const mostCharacters = 256 * 1024

const keyManagement: Record<string, string[]> = {
  RSA: ['RSA-OAEP', 'RSA-OAEP-256', 'RSA-OAEP-384', 'RSA-OAEP-512'],
  EC: ['ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A192KW', 'ECDH-ES+A256KW'],
}
/** The ways of encryption that these keys fit. */
export const fittingEncryption = (ownKeys: OwnKey[]): string[] => [
  ...new Set(ownKeys.flatMap(({ publicJwk }) => keyManagement[publicJwk.kty!] ?? [])),
]
const contentEncryption = ['A128GCM', 'A192GCM', 'A256GCM', 'A128CBC-HS256', 'A192CBC-HS384', 'A256CBC-HS512']

/** Opens a token that is signed, or signed and then encrypted for us (RFC 7519 5.2): never one that is only encrypted. Throws SsoFault. */
export async function openToken(token: string, rules: TokenRules): Promise<VerifiedToken> {
  if (token.length > mostCharacters)
    throw new SsoFault('id-token-malformed', { reason: `it is ${token.length} characters long` })
  if (token.split('.').length !== 5) return verifySignature(token, rules)
  const inner = await decrypt(token, rules.decryptionKeys)
  if (inner.split('.').length !== 3)
    throw new SsoFault('id-token-malformed', { reason: 'what is encrypted in it is not signed' })
  return verifySignature(inner, rules)
}

/** The text that was encrypted for one of our keys. Throws SsoFault. */
export async function decrypt(token: string, ownKeys: OwnKey[]): Promise<string> {
  const { alg, enc, kid } = headerOf(token)
  if (typeof alg !== 'string') throw new SsoFault('id-token-malformed', { reason: 'its header names no algorithm' })
  if (ownKeys.length === 0) throw new SsoFault('id-token-encrypted', { alg, enc, kid })
  const fitting = ownKeys.filter(({ publicJwk }) => keyManagement[publicJwk.kty!]?.includes(alg))
  const named = fitting.filter((own) => typeof kid === 'string' && kid.startsWith(own.kid))
  let failure: unknown
  for (const { key } of named.length > 0 ? named : fitting) {
    try {
      const options = {
        keyManagementAlgorithms: [alg],
        contentEncryptionAlgorithms: contentEncryption,
        maxDecompressedLength: mostCharacters,
      }
      const { plaintext } = await compactDecrypt(token, key, options)
      return new TextDecoder().decode(plaintext)
    } catch (error) {
      failure = error
    }
  }
  const reason =
    failure === undefined
      ? 'none of our keys is of the kind that its algorithm needs'
      : failure instanceof errors.JWEDecryptionFailed
        ? 'it was encrypted for another key'
        : (failure as Error).message
  throw new SsoFault('decryption-failed', { alg, enc, kid, ourKeys: ownKeys.map((own) => own.kid), reason }, failure)
}

function headerOf(token: string): Record<string, unknown> {
  const read = readStrictObject(Buffer.from(token.split('.')[0]!, 'base64url').toString())
  if ('reason' in read) throw new SsoFault('id-token-malformed', { reason: `of its header: ${read.reason} (5 parts)` })
  return read.value
}
