import { parseObject } from '../json.ts'
import { described } from './described.ts'

/** What of a token may be written down. Nothing of it is proven: it is also of tokens that are refused. */
export interface TokenShape {
  /** 3 for a signed token, 5 for an encrypted one. */
  parts: number
  header: Record<string, unknown> | null
  /** Null where the token is encrypted, or cannot be read. */
  claims: Record<string, unknown> | null
}

/** They say whose token it is, for whom and when, and nothing of the person. */
const openClaims = ['iss', 'aud', 'azp', 'exp', 'iat', 'nbf']
const openHeader = ['alg', 'enc', 'kid', 'typ', 'cty', 'zip', 'crit', 'b64']

export function shapeOfToken(token: string): TokenShape {
  const parts = token.split('.')
  return {
    parts: parts.length,
    header: membersOf(parts[0], openHeader),
    claims: parts.length === 3 ? membersOf(parts[1], openClaims) : null,
  }
}

function membersOf(part: string | undefined, open: readonly string[]): Record<string, unknown> | null {
  const value = parseObject(Buffer.from(part ?? '', 'base64url').toString())
  if (!value) return null
  const entries = Object.entries(value)
  return Object.fromEntries(entries.map(([name, each]) => [name, open.includes(name) ? each : described(each)]))
}
