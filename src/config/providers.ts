import { readFileSync } from 'node:fs'
import { messageOf } from '../base/errors.ts'
import { Secret } from '../base/secret.ts'
import { isTrue } from './is-true.ts'

/** What may be said of a provider, by the names of the configuration file. */
export const providerFields = [
  'name',
  'issuer',
  'clientId',
  'clientSecret',
  'secretExpiresAt',
  'profile',
  'authMethod',
  'responseType',
  'responseMode',
  'requestForm',
  'clientAuth',
  'pkce',
  'scopes',
  'idTokenAlg',
  'usernameClaim',
  'emailClaim',
  'groupsClaim',
  'requireVerifiedEmail',
  'allowedDomains',
  'allowedTenants',
  'allowedGroups',
  'adminGroups',
  'groupTeams',
  'linkByEmail',
  'claimIssuers',
  'caFile',
  'tlsCertFile',
  'tlsKeyFile',
  'signingKeyFile',
  'decryptionKeyFile',
  'backchannelUrl',
  'order',
  'logo',
  'emailDomains',
  'authorizationEndpoint',
  'tokenEndpoint',
  'jwksUri',
  'userinfoEndpoint',
  'endSessionEndpoint',
] as const

export type ProviderField = (typeof providerFields)[number]

export interface ConfiguredValue {
  /** As it was written; the client secret as a Secret. Whether it makes sense is for `sso` to find: it never stops the start. */
  value: unknown
  origin: 'environment' | 'file'
  /** Exactly where: the name of the variable, or the file and its line. */
  source?: string
}

/** What the environment and the file say of one provider. `default` is the environment's. */
export interface ConfiguredProvider {
  id: string
  fields: Partial<Record<ProviderField, ConfiguredValue>>
  /** What could not be used, in sentences: findings for the administrator, never a reason not to start. */
  findings: string[]
}

/** What a variable says, and by which of its names. */
export interface SetVariable {
  name: string
  value: string
}

/** The names of an option under which something is set, the one that counts first. */
type Read = (name: string) => SetVariable[]

export function providerOfEnvironment(read: Read): ConfiguredProvider {
  const provider: ConfiguredProvider = { id: 'default', fields: {}, findings: [] }
  const set = (field: ProviderField, name: string, asValue: (text: string) => unknown = (text) => text) => {
    const [first, ...others] = read(name)
    if (!first) return
    for (const other of others)
      if (other.value !== first.value)
        provider.findings.push(`${other.name} says something else than ${first.name}; ${first.name} is used.`)
    const value = asValue(first.value)
    if (value !== undefined) provider.fields[field] = { value, origin: 'environment', source: first.name }
  }
  set('issuer', 'OIDC_ISSUER')
  set('backchannelUrl', 'SIGNPOST_OIDC_BACKCHANNEL_URL')
  set('clientId', 'OIDC_CLIENT_ID')
  set('authMethod', 'OIDC_AUTH_METHOD')
  set('responseType', 'SIGNPOST_OIDC_RESPONSE_TYPE')
  set('responseMode', 'SIGNPOST_OIDC_RESPONSE_MODE')
  set('decryptionKeyFile', 'SIGNPOST_OIDC_DECRYPTION_KEY_FILE')
  set('groupTeams', 'GORILLA_ENABLE_SSO_GROUP_CLAIMS', (text) => isTrue(text) || undefined)
  set('usernameClaim', 'GORILLA_USE_IDENTIFIER_CLAIMS', (text) => (isTrue(text) ? 'preferred_username' : 'email'))
  set('clientSecret', 'OIDC_SECRET', (text) => new Secret(text))
  const [inPlace] = read('OIDC_SECRET')
  const [inFile] = read('OIDC_SECRET_FILE')
  if (inPlace && inFile) provider.findings.push(`${inPlace.name} is set too; OIDC_SECRET_FILE is not read.`)
  if (!inPlace)
    set('clientSecret', 'OIDC_SECRET_FILE', (file) => secretOfFile(file, 'OIDC_SECRET_FILE', provider.findings))
  set('scopes', 'GORILLA_OIDC_CUSTOM_SCOPES', (text) => [
    ...['openid', 'profile', 'email'],
    ...text.split(/[\s,]+/).filter(Boolean),
  ])
  return provider
}

const idShape = /^[a-z0-9][a-z0-9-]{0,62}$/

/** The configuration file: its path, what is in it, and on which line a setting of its n-th provider begins. */
export interface ConfigFile {
  path: string
  content: Record<string, unknown>
  lineOf(provider: number, field: string): number | undefined
}

/** The `providers` of the configuration file. An entry without a usable id is passed over, with a sentence in `complaints`. */
export function providersOfFile(file: ConfigFile, complaints: string[]): ConfiguredProvider[] {
  const list = file.content['providers']
  if (list === undefined || list === null) return []
  if (!Array.isArray(list)) {
    complaints.push(`"providers" in ${file.path} is not a list; it is not used.`)
    return []
  }
  const seen = new Set(['default'])
  return list.flatMap((entry: unknown, index) => {
    const { id, ...rest } = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>
    if (typeof id !== 'string' || !idShape.test(id) || seen.has(id)) {
      complaints.push(
        `Provider ${index + 1} in ${file.path} has no id of its own made of lower case letters, digits and dashes ("default" is the environment's); it is not used.`,
      )
      return []
    }
    seen.add(id)
    const sourceOf = (field: string) => `${file.path}, line ${file.lineOf(index, field) ?? '?'}`
    return [providerOfEntry(id, rest, sourceOf)]
  })
}

function providerOfEntry(
  id: string,
  entry: Record<string, unknown>,
  sourceOf: (field: string) => string,
): ConfiguredProvider {
  const provider: ConfiguredProvider = { id, fields: {}, findings: [] }
  for (const [name, value] of Object.entries(entry)) {
    const set = (field: ProviderField, value: unknown) => {
      provider.fields[field] = { value, origin: 'file', source: sourceOf(name) }
    }
    if (name === 'clientSecretFile') {
      const secret = secretOfFile(String(value), name, provider.findings)
      if (secret) set('clientSecret', secret)
    } else if (name === 'clientSecret') {
      set('clientSecret', new Secret(String(value)))
    } else if ((providerFields as readonly string[]).includes(name)) {
      set(name as ProviderField, value)
    } else {
      provider.findings.push(`"${name}" is not understood; it is not used.`)
    }
  }
  return provider
}

function secretOfFile(file: string, name: string, findings: string[]): Secret | undefined {
  try {
    return new Secret(readFileSync(file, 'utf8').trim())
  } catch (error) {
    findings.push(`${name} cannot be read: ${messageOf(error)}`)
    return undefined
  }
}
