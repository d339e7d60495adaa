import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** The server's own secret, from which every other is derived, one a purpose. It is never used as it is. */
export interface ServerKey {
  /** 32 bytes for one purpose, e.g. `file-urls`. The same purpose gives the same bytes, after a restart and on every replica. */
  derive(purpose: string): Buffer
  /** AES-256-GCM with the purpose's key; base64url of nonce, tag and ciphertext. */
  seal(purpose: string, text: string): string
  /** What was sealed for the same purpose, or null when it was not sealed by us or was changed. */
  unseal(purpose: string, sealed: string): string | null
}

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/** `secret` is 32 random bytes. Derivation is HKDF-SHA-256 (RFC 5869) with the purpose as `info`. */
export function createServerKey(secret: Buffer): ServerKey {
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `signpost:${purpose}`, 32))
  return {
    derive,
    seal(purpose, text) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv(algorithm, derive(`seal:${purpose}`), nonce)
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
    },
    unseal(purpose, sealed) {
      const bytes = Buffer.from(sealed, 'base64url')
      if (bytes.length < nonceBytes + tagBytes) return null
      const decipher = createDecipheriv(algorithm, derive(`seal:${purpose}`), bytes.subarray(0, nonceBytes))
      decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
      try {
        return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString()
      } catch {
        return null
      }
    },
  }
}
