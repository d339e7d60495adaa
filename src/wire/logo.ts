import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { messageOf } from '../base/errors.ts'
import type { ProviderSettings } from '../sso/index.ts'

export interface Logo {
  type: string
  bytes: Buffer
  /** Another one for another picture. */
  version: string
}

const largest = 256 * 1024
const read = new Map<string, { changed: number; logo: Logo }>()

/** The picture in a file: PNG, JPEG, WebP, GIF or SVG by what is in it, whatever it is called. Throws an Error that says what is wrong. */
function readLogo(file: string): Logo {
  const found = statSync(file)
  const changed = found.mtimeMs
  const known = read.get(file)
  if (known?.changed === changed) return known.logo
  if (!found.isFile()) throw new Error(`${file} is no file`)
  if (found.size > largest) throw new Error(`${file} has more than ${largest / 1024} kB`)
  const bytes = readFileSync(file)
  const type = typeOf(bytes)
  if (!type) throw new Error(`${file} is no PNG, JPEG, WebP, GIF or SVG picture`)
  const logo = { type, bytes, version: createHash('sha256').update(bytes).digest('base64url').slice(0, 12) }
  read.set(file, { changed, logo })
  return logo
}

function typeOf(bytes: Buffer): string | null {
  const begins = (signature: string, at = 0) =>
    bytes.subarray(at, at + signature.length).equals(Buffer.from(signature, 'latin1'))
  if (begins('\x89PNG\r\n')) return 'image/png'
  if (begins('\xff\xd8\xff')) return 'image/jpeg'
  if (begins('GIF8')) return 'image/gif'
  if (begins('RIFF') && begins('WEBP', 8)) return 'image/webp'
  const start = bytes.toString('utf8', 0, 2000)
  return /^\s*</.test(start) && /<svg[\s>]/.test(start) ? 'image/svg+xml' : null
}

/** The picture of a provider's button; null where there is none that can be used. */
export function logoOf({ logo }: ProviderSettings): Logo | null {
  try {
    return logo === null ? null : readLogo(logo)
  } catch {
    return null
  }
}

/** Where browsers find it. */
export function logoAddress(provider: ProviderSettings): string | null {
  const logo = logoOf(provider)
  return logo && `/oidc/logo/${provider.id}?v=${logo.version}`
}

/** A sentence for the administrator where the picture cannot be used. */
export function logoFinding({ logo }: ProviderSettings): string[] {
  try {
    if (logo) readLogo(logo)
    return []
  } catch (error) {
    return [`logo cannot be used: ${messageOf(error)}. It must be a file that the server can read.`]
  }
}
