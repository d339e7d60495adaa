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
}

/** What the environment and the file say of one provider. `default` is the environment's. */
export interface ConfiguredProvider {
  id: string
  fields: Partial<Record<ProviderField, ConfiguredValue>>
  /** What could not be used, in sentences: findings for the administrator, never a reason not to start. */
  findings: string[]
}

type Read = (name: string) => string | undefined

export function providerOfEnvironment(read: Read): ConfiguredProvider {
  const provider: ConfiguredProvider = { id: 'default', fields: {}, findings: [] }
  const set = (field: ProviderField, value: unknown) => {
    if (value !== undefined) provider.fields[field] = { value, origin: 'environment' }
  }
  set('issuer', read('OIDC_ISSUER'))
  set('backchannelUrl', read('SIGNPOST_OIDC_BACKCHANNEL_URL'))
  set('clientId', read('OIDC_CLIENT_ID'))
  set('authMethod', read('OIDC_AUTH_METHOD'))
  set('responseType', read('SIGNPOST_OIDC_RESPONSE_TYPE'))
  set('responseMode', read('SIGNPOST_OIDC_RESPONSE_MODE'))
  set('decryptionKeyFile', read('SIGNPOST_OIDC_DECRYPTION_KEY_FILE'))
  if (isTrue(read('GORILLA_ENABLE_SSO_GROUP_CLAIMS'))) set('groupTeams', true)
  const names = read('GORILLA_USE_IDENTIFIER_CLAIMS')
  if (names !== undefined) set('usernameClaim', isTrue(names) ? 'preferred_username' : 'email')
  const secret = read('OIDC_SECRET')
  const file = read('OIDC_SECRET_FILE')
  if (secret !== undefined) set('clientSecret', new Secret(secret))
  else if (file !== undefined) set('clientSecret', secretOfFile(file, 'OIDC_SECRET_FILE', provider.findings))
  const scopes = read('GORILLA_OIDC_CUSTOM_SCOPES')
  if (scopes !== undefined) set('scopes', ['openid', 'profile', 'email', ...scopes.split(/[\s,]+/).filter(Boolean)])
  return provider
}

const idShape = /^[a-z0-9][a-z0-9-]{0,62}$/

/** The `providers` of the configuration file. An entry without a usable id is passed over, with a sentence in `complaints`. */
export function providersOfFile(list: unknown, file: string, complaints: string[]): ConfiguredProvider[] {
  if (list === undefined || list === null) return []
  if (!Array.isArray(list)) {
    complaints.push(`"providers" in ${file} is not a list; it is not used.`)
    return []
  }
  const seen = new Set(['default'])
  return list.flatMap((entry: unknown, index) => {
    const { id, ...rest } = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>
    if (typeof id !== 'string' || !idShape.test(id) || seen.has(id)) {
      complaints.push(
        `Provider ${index + 1} in ${file} has no id of its own made of lower case letters, digits and dashes ("default" is the environment's); it is not used.`,
      )
      return []
    }
    seen.add(id)
    return [providerOfEntry(id, rest)]
  })
}

function providerOfEntry(id: string, entry: Record<string, unknown>): ConfiguredProvider {
  const provider: ConfiguredProvider = { id, fields: {}, findings: [] }
  for (const [name, value] of Object.entries(entry)) {
    if (name === 'clientSecretFile') {
      const secret = secretOfFile(String(value), name, provider.findings)
      if (secret) provider.fields.clientSecret = { value: secret, origin: 'file' }
    } else if (name === 'clientSecret') {
      provider.fields.clientSecret = { value: new Secret(String(value)), origin: 'file' }
    } else if ((providerFields as readonly string[]).includes(name)) {
      provider.fields[name as ProviderField] = { value, origin: 'file' }
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
