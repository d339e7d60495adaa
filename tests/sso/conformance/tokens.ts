import { constants, createHash, createHmac, createPrivateKey, type KeyObject, sign } from 'node:crypto'
import type { JWK } from 'jose'

/** A header or claims: an object, or JSON as text where an object cannot say it (a member named twice), or bytes that are no text. */
export type Written = Record<string, unknown> | string | Buffer

/** By which algorithm a token is really signed, whatever its header says, and by whose key: a private one, or a shared secret. */
export interface Signer {
  alg: string
  key: JWK | string
}

export const base64url = (text: string | Buffer): string => Buffer.from(text).toString('base64url')
const asText = (written: Written): string | Buffer =>
  typeof written === 'string' || Buffer.isBuffer(written) ? written : JSON.stringify(written)

/** A compact JWS, written by hand: a library refuses to make most of what is sent here. */
export function signed(header: Written, claims: Written, signer: Signer): string {
  const input = `${base64url(asText(header))}.${base64url(asText(claims))}`
  return `${input}.${signatureOf(Buffer.from(input), signer).toString('base64url')}`
}

/** `alg: none`, with an empty signature. */
export const unsigned = (claims: Written, header: Written = { alg: 'none' }): string =>
  `${base64url(asText(header))}.${base64url(asText(claims))}.`

function signatureOf(input: Buffer, { alg, key }: Signer): Buffer {
  const hash = `sha${alg.slice(2)}`
  if (alg.startsWith('HS'))
    return createHmac(hash, key as string)
      .update(input)
      .digest()
  const privateKey =
    typeof key === 'string' ? createPrivateKey(key) : createPrivateKey({ key: key as object, format: 'jwk' })
  if (alg.startsWith('RS')) return sign(hash, input, privateKey)
  if (alg.startsWith('PS')) return sign(hash, input, pss(privateKey, Number(alg.slice(2)) / 8))
  if (alg.startsWith('ES')) return sign(hash, input, { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return sign(null, input, privateKey)
}

const pss = (key: KeyObject, saltLength: number) => ({ key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength })

/** `at_hash` or `c_hash` of OpenID Connect Core 3.3.2.11: the left half of the hash of the signature's algorithm. */
export function leftHalfHash(text: string, alg: string): string {
  const bits = /(256|384|512)$/.exec(alg)?.[1] ?? '512'
  const hash = createHash(`sha${bits}`).update(text).digest()
  return hash.subarray(0, hash.length / 2).toString('base64url')
}
