import { readFileSync } from 'node:fs'
import { messageOf } from '../base/errors.ts'
import { Secret } from '../base/secret.ts'
import {
  type ClientAuthMethod,
  defaultProviderSettings,
  type ProviderSettingFault,
  type ProviderSettings,
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
  const settings: ProviderSettings = {
    ...defaults,
    id: written.id,
    name: text('name') ?? (written.id === 'default' ? 'single sign-on' : written.id),
    issuer: text('issuer'),
    clientId: text('clientId'),
    clientSecret: text('clientSecret'),
    profile: text('profile') ?? defaults.profile,
    clientAuth: oneOf<'auto' | ClientAuthMethod>(
      'clientAuth',
      ['none', 'client_secret_basic', 'client_secret_post'],
      'auto',
    ),
    authMethod: oneOf<'pkce' | 'implicit'>('authMethod', ['implicit'], 'pkce'),
    pkce: oneOf<'auto' | 'required' | 'off'>('pkce', ['required', 'off'], 'auto'),
    scopes: textList(value('scopes')) ?? defaults.scopes,
    idTokenAlg: text('idTokenAlg') ?? defaults.idTokenAlg,
    usernameClaim: text('usernameClaim') ?? defaults.usernameClaim,
    emailClaim: text('emailClaim') ?? defaults.emailClaim,
    groupsClaim: text('groupsClaim') ?? defaults.groupsClaim,
    requireVerifiedEmail:
      typeof value('requireVerifiedEmail') === 'boolean' ? (value('requireVerifiedEmail') as boolean) : 'auto',
    allowedDomains: textList(value('allowedDomains')) ?? [],
    allowedGroups: textList(value('allowedGroups')) ?? [],
    adminGroups: textList(value('adminGroups')) ?? [],
    ca: authorities(text('caFile'), faults),
    faults,
  }
  const unreadable = written.findings.find((finding) => /cannot be read/.test(finding))
  if (unreadable && !settings.clientSecret)
    faults.push({ code: 'secret-unreadable', facts: { provider: written.id, reason: unreadable } })
  return settings
}

/** Blanks, line ends and quotes around a value come with pasting; no value has them on purpose. */
function cleanText(field: string, value: unknown, faults: ProviderSettingFault[]): string | null {
  const raw = value instanceof Secret ? value.reveal() : value
  if (typeof raw !== 'string') return null
  const clean = raw
    .trim()
    .replace(/^(["'])(.*)\1$/s, '$2')
    .trim()
  if (clean !== raw && clean !== '') faults.push({ code: 'id-secret-swapped-or-padded', facts: { field } })
  return clean === '' ? null : clean
}

function textList(value: unknown): string[] | null {
  const list = typeof value === 'string' ? value.split(/[\s,]+/) : value
  if (!Array.isArray(list)) return null
  return list.filter((each): each is string => typeof each === 'string' && each.trim() !== '')
}

function authorities(file: string | null, faults: ProviderSettingFault[]): string | null {
  if (!file) return null
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    faults.push({ code: 'ca-unreadable', facts: { file, reason: messageOf(error) } })
    return null
  }
}
