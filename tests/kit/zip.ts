import { strFromU8, unzipSync } from 'fflate'

/** The texts of a zip, by name. */
export const unzipped = (bytes: Uint8Array): Record<string, string> =>
  Object.fromEntries(Object.entries(unzipSync(bytes)).map(([name, content]) => [name, strFromU8(content)]))

/** How somebody writes a secret whole. */
export const wholeSpellings = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  Buffer.from(secret).toString('hex'),
  Buffer.from(secret).toString('base64'),
  Buffer.from(secret).toString('base64url'),
  Buffer.from(`api:${secret}`).toString('base64'),
]

/** How a secret may be written, also behind other words in base64: of one that is known, a bundle must hold none of these. */
export function spellings(secret: string): string[] {
  const inner = (prefix: string) => {
    const whole = Buffer.from(prefix + secret).toString('base64')
    // What stands before and behind decides the outer characters.
    const bytes = Buffer.byteLength(prefix + secret)
    return whole.slice(Math.ceil((prefix.length * 8) / 6), Math.floor((bytes * 8) / 6))
  }
  const hex = Buffer.from(secret).toString('hex')
  const base64 = ['', 'a', 'ab'].map(inner)
  return [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams([['x', secret]]).toString().slice(2),
    JSON.stringify(secret).slice(1, -1),
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
    hex,
    hex.toUpperCase(),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ]
}
