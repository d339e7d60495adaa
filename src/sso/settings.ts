import { readFileSync } from 'node:fs'
import { messageOf } from '../base/errors.ts'
import type { ClientCertificate } from '../base/outbound.ts'
import { Secret } from '../base/secret.ts'
import { readAddresses } from './addresses.ts'
import { readClientCertificate } from './client-certificate.ts'
import { plainDomain } from './email-domains.ts'
import { groupTeamsOf } from './group-rules.ts'
import { type OwnKey, readOwnKeys } from './own-keys.ts'
import {
  type ClientAuthMethod,
  clientAuthMethods,
  defaultProviderSettings,
  type ProviderSettingFault,
  type ProviderSettings,
  type RequestForm,
  type ResponseMode,
  type ResponseType,
  requestForms,
  responseModes,
  responseTypes,
} from './provider.ts'

/** What is set of a provider, by the names of the configuration file, as it was written. */
export interface WrittenProvider {
  id: string
  fields: Readonly<Record<string, { value: unknown } | undefined>>
  /** Sentences on what could not be used. */
  findings: string[]
}

/** What was written, as settings. Never throws: what makes no sense is left at its default, and what ends sign-ins is among `faults`. */
export function providerSettings(written: WrittenProvider): ProviderSettings {
  const faults: ProviderSettingFault[] = []
  const value = (name: string) => written.fields[name]?.value
  const text = (name: string): string | null => cleanText(name, value(name), faults)
  const oneOf = <Choice extends string>(name: string, choices: readonly Choice[], otherwise: Choice): Choice =>
    choices.find((choice) => choice === value(name)) ?? otherwise
  const defaults = defaultProviderSettings
  const groupTeams = groupTeamsOf(value('groupTeams'))
  const settings: ProviderSettings = {
    ...defaults,
    id: written.id,
    name: text('name') ?? (written.id === 'default' ? 'single sign-on' : written.id),
    order: Number.isInteger(value('order')) ? (value('order') as number) : defaults.order,
    logo: text('logo'),
    emailDomains: (textList(value('emailDomains')) ?? []).map(plainDomain),
    issuer: text('issuer'),
    clientId: text('clientId'),
    clientSecret: text('clientSecret'),
    secretExpiresAt: dateOf(value('secretExpiresAt')),
    profile: text('profile') ?? defaults.profile,
    clientAuth: oneOf<'auto' | ClientAuthMethod>('clientAuth', clientAuthMethods, 'auto'),
    responseType: responseTypeOf(text('responseType')),
    responseMode: oneOf<'auto' | ResponseMode>('responseMode', responseModes, 'auto'),
    requestForm: oneOf<'auto' | RequestForm>('requestForm', requestForms, 'auto'),
    authMethod: oneOf<'pkce' | 'implicit'>('authMethod', ['implicit'], 'pkce'),
    pkce: oneOf<'auto' | 'required' | 'off'>('pkce', ['required', 'off'], 'auto'),
    scopes: textList(value('scopes')) ?? defaults.scopes,
    idTokenAlg: text('idTokenAlg') ?? defaults.idTokenAlg,
    usernameClaim: text('usernameClaim') ?? defaults.usernameClaim,
    emailClaim: text('emailClaim') ?? defaults.emailClaim,
    groupsClaim: text('groupsClaim') ?? defaults.groupsClaim,
    requireVerifiedEmail: booleanOf(value('requireVerifiedEmail')) ?? 'auto',
    allowedDomains: textList(value('allowedDomains')) ?? [],
    allowedTenants: textList(value('allowedTenants')) ?? [],
    allowedGroups: textList(value('allowedGroups')) ?? [],
    adminGroups: textList(value('adminGroups')) ?? [],
    groupTeams: groupTeams.rules,
    invalidGroupTeams: groupTeams.invalid,
    linkByEmail: booleanOf(value('linkByEmail')) ?? defaults.linkByEmail,
    claimIssuers: textList(value('claimIssuers')) ?? [],
    ...readAddresses(text, text('issuer'), (field, value) =>
      faults.push({ code: 'address-invalid', facts: { field, value } }),
    ),
    ca: fileText(text('caFile'), (file, reason) => faults.push({ code: 'ca-unreadable', facts: { file, reason } })),
    certificate: clientCertificate(text('tlsCertFile'), text('tlsKeyFile'), faults),
    signingKeys: ownKeys('signingKeyFile', text('signingKeyFile'), faults),
    decryptionKeys: ownKeys('decryptionKeyFile', text('decryptionKeyFile'), faults),
    faults,
  }
  // Only a secret of the settings page is null: one that cannot be opened any more.
  if (value('clientSecret') === null)
    faults.push({ code: 'secret-rotated', facts: { what: 'The client secret', lostSecretOf: written.id } })
  if (areExchanged(settings)) {
    const { clientId, clientSecret } = settings
    Object.assign(settings, { clientId: clientSecret, clientSecret: clientId })
    faults.push({ code: 'id-secret-swapped-or-padded', facts: { field: 'clientId', what: exchanged } })
  }
  const unreadable = written.findings.find((finding) => /cannot be read/.test(finding))
  if (!settings.scopes.includes('openid'))
    faults.push({ code: 'scope-openid-missing', facts: { scopes: settings.scopes } })
  if (text('pkce')?.toLowerCase() === 'plain') faults.push({ code: 'pkce-plain-configured', facts: {} })
  if (unreadable && !settings.clientSecret)
    faults.push({ code: 'secret-unreadable', facts: { provider: written.id, reason: unreadable } })
  return settings
}

const around = 'had blanks, quotes or a line end around it; they were left out'
const exchanged = 'holds the client secret, and clientSecret the client id; they were exchanged'

/** Where the shapes leave no doubt: a secret of Entra or Google as client id would be shown to everybody, in the address. */
const areExchanged = ({ clientId, clientSecret }: ProviderSettings): boolean =>
  isSecret(clientId ?? '') && isId(clientSecret ?? '')
const isSecret = (text: string): boolean => /^(GOCSPX-[\w-]{20,}|(?=.*~)[\w.~-]{34,44})$/.test(text)
const isId = (text: string): boolean =>
  /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[\w-]+\.apps\.googleusercontent\.com)$/i.test(text)

/** Blanks, line ends and quotes around a value come with pasting; no value has them on purpose. */
function cleanText(field: string, value: unknown, faults: ProviderSettingFault[]): string | null {
  const raw = value instanceof Secret ? value.reveal() : value
  if (typeof raw !== 'string') return null
  const clean = raw
    .trim()
    .replace(/^(["'])(.*)\1$/s, '$2')
    .trim()
  if (clean !== raw && clean !== '')
    faults.push({ code: 'id-secret-swapped-or-padded', facts: { field, what: around } })
  return clean === '' ? null : clean
}

/** YAML reads a date without quotes as one. */
function dateOf(value: unknown): string | null {
  const date = value instanceof Date ? value : new Date(typeof value === 'string' ? value : Number.NaN)
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}

function textList(value: unknown): string[] | null {
  const list = typeof value === 'string' ? value.split(/[\s,]+/) : value
  if (!Array.isArray(list)) return null
  return list.filter((each): each is string => typeof each === 'string' && each.trim() !== '')
}

const booleanOf = (value: unknown): boolean | null =>
  value === true || value === 'true' ? true : value === false || value === 'false' ? false : null

/** Its words may come in any order (OAuth 2.0 Multiple Response Type Encoding Practices 3). */
function responseTypeOf(written: string | null): 'auto' | ResponseType {
  const sorted = (type: string) => type.split(/\s+/).sort().join(' ')
  return responseTypes.find((type) => written !== null && sorted(type) === sorted(written)) ?? 'auto'
}

function fileText(file: string | null, unreadable: (file: string, reason: string) => void): string | null {
  if (!file) return null
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    unreadable(file, messageOf(error))
    return null
  }
}

function ownKeys(field: string, file: string | null, faults: ProviderSettingFault[]): OwnKey[] {
  const unreadable = (_: string, reason: string) =>
    void faults.push({ code: 'key-unreadable', facts: { field, file, reason } })
  const pem = fileText(file, unreadable)
  if (pem === null) return []
  try {
    return readOwnKeys(pem)
  } catch (error) {
    unreadable('', messageOf(error))
    return []
  }
}

function clientCertificate(
  certFile: string | null,
  keyFile: string | null,
  faults: ProviderSettingFault[],
): ClientCertificate | null {
  try {
    return readClientCertificate(certFile, keyFile)
  } catch (error) {
    faults.push({ code: 'client-certificate-unusable', facts: { reason: messageOf(error) } })
    return null
  }
}
