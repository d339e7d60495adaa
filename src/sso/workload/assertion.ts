import { SsoFault } from '../faults/sso-fault.ts'
import { readStrictObject } from '../json.ts'

/** A workload's token, read and not yet believed. */
export interface Assertion {
  token: string
  header: Record<string, unknown>
  claims: Record<string, unknown>
}

/** Far more than any issuer needs; Entra's with two hundred groups have 8 KB. */
const longest = 32 * 1024

/** Three parts of base64url, the first two JSON objects that mean one thing. Throws SsoFault `workload-token-malformed`. */
export function readAssertion(token: string): Assertion {
  if (token.length > longest) throw malformed(`it has ${token.length} characters, and ${longest} are the limit`)
  const parts = token.split('.')
  const [header = '', claims = ''] = parts
  if (parts.length === 5) throw malformed('it is encrypted')
  if (parts.length !== 3) throw malformed(`it has ${parts.length} parts, not 3`)
  const read = { token, header: objectOf(header, 'header'), claims: objectOf(claims, 'claims') }
  // RFC 7515 4.1.11 and RFC 7797: what must be understood and is not.
  for (const name of ['crit', 'b64'])
    if (Object.hasOwn(read.header, name)) throw malformed(`its header demands "${name}", which is not supported`)
  return read
}

function objectOf(part: string, what: string): Record<string, unknown> {
  if (!/^[\w-]+$/.test(part)) throw malformed(`its ${what} is no base64url`)
  const read = readStrictObject(Buffer.from(part, 'base64url').toString('utf8'))
  if ('reason' in read) throw malformed(`its ${what} cannot be read: ${read.reason}`)
  return read.value
}

const malformed = (reason: string) => new SsoFault('workload-token-malformed', { reason })
