import { withoutSuffix } from './env.ts'
import type { Found } from './reading.ts'

/** How consoles, libraries and people call a field; compared without case, blanks and punctuation. */
const labels: Record<string, string> = {
  ...naming(
    'issuer',
    'issuer',
    'issuer url',
    'issuer uri',
    'issuer address',
    'oidc issuer',
    'openid configuration issuer',
    'authority',
  ),
  ...naming(
    'issuer',
    'discovery url',
    'discovery endpoint',
    'discovery uri',
    'well known url',
    'openid configuration url',
  ),
  ...naming('issuer', 'openid connect metadata document', 'server metadata url', 'metadata url', 'provider url'),
  ...naming(
    'clientId',
    'client id',
    'application client id',
    'application id',
    'app id',
    'client identifier',
    'oidc client id',
  ),
  ...naming(
    'clientSecret',
    'client secret',
    'secret',
    'app secret',
    'application secret',
    'client secret value',
    'oidc secret',
  ),
}

function naming(field: string, ...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [plain(name), field]))
}

function plain(label: string): string {
  return label.toLowerCase().replace(/[^a-z0-9]/g, '')
}

export const fieldOf = (label: string): string | undefined => labels[plain(label)]

/** What is never a value of ours, however it is called. */
const ids = ['secretid', 'keyid', 'objectid', 'directorytenantid', 'tenantid']

/** Lines as they come from a console's page: `Client ID: abc`, or the label on a line of its own and the value below it. */
export function readLabelled(text: string, found: Found): void {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean)
  lines.forEach((line, index) => {
    const [, label = '', value = ''] = /^([^:=\t]{2,40})\s*(?:[:=]\s+|\t+|[:=](?=https?:|\S))(.*)$/.exec(line) ?? []
    const field = fieldOf(label)
    if (field && value) found.take(field, withoutSuffix(field, value), `"${label.trim()}"`)
    const alone = fieldOf(line.replace(/[:=]$/, ''))
    const below = lines[index + 1]
    if (alone && below && !fieldOf(below) && !/\s/.test(below))
      found.take(alone, withoutSuffix(alone, below), `"${line.replace(/[:=]$/, '')}"`)
    if (ids.includes(plain(label))) found.leave(label.trim(), 'it is neither client id nor secret')
  })
}

const deepest = 8

/** Every member of a structure whose name is one of the labels, the outermost first. */
export function readMembers(value: unknown, found: Found, where = '', depth = 0): void {
  if (typeof value !== 'object' || value === null || depth > deepest) return
  const members = Object.entries(value)
  for (const [name, each] of members) {
    const field = Array.isArray(value) ? undefined : fieldOf(name)
    if (field && typeof each === 'string') found.take(field, withoutSuffix(field, each), where + name)
  }
  for (const [name, each] of members)
    readMembers(each, found, Array.isArray(value) ? where : `${where}${name}.`, depth + 1)
}
