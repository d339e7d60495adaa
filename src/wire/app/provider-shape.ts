import { z } from 'zod'
import type { SettledProvider } from '../../admin/index.ts'
import { isComplete, providerSettings, startPath } from '../../sso/index.ts'
import { logoFinding } from '../logo.ts'

const text = z.string().max(4000).nullish()
const list = z.array(z.string().max(400)).max(200).nullish()

const name = z.string().min(1).max(400)
const team = z.union([name, z.object({ team: name, role: z.enum(['admin', 'member', 'viewer']).default('member') })])
const teams = z.union([team, z.array(team).max(50)])

/** What the page may set, by the names of the configuration file. Null takes a value back. */
export const providerFields = {
  name: text,
  issuer: text,
  clientId: text,
  clientSecret: text,
  secretExpiresAt: text,
  profile: text,
  authMethod: z.enum(['pkce', 'implicit']).nullish(),
  responseType: text,
  responseMode: text,
  requestForm: text,
  clientAuth: text,
  pkce: z.enum(['auto', 'required', 'off']).nullish(),
  scopes: list,
  idTokenAlg: text,
  usernameClaim: text,
  emailClaim: text,
  groupsClaim: text,
  requireVerifiedEmail: z.union([z.boolean(), z.literal('auto')]).nullish(),
  allowedDomains: list,
  allowedTenants: list,
  allowedGroups: list,
  adminGroups: list,
  groupTeams: z.union([z.boolean(), z.record(name, teams)]).nullish(),
  linkByEmail: z.boolean().nullish(),
  claimIssuers: list,
  caFile: text,
  tlsCertFile: text,
  tlsKeyFile: text,
  signingKeyFile: text,
  decryptionKeyFile: text,
  backchannelUrl: text,
  order: z.number().int().nullish(),
  logo: text,
  emailDomains: list,
  authorizationEndpoint: text,
  tokenEndpoint: text,
  jwksUri: text,
  userinfoEndpoint: text,
  endSessionEndpoint: text,
}

export const providerId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'use lower case letters, digits and dashes')
export const providerShape = z.object({
  id: providerId,
  name: z.string(),
  start: z.string(),
  complete: z.boolean(),
  fields: z.record(
    z.string(),
    z.object({
      value: z.unknown().optional(),
      set: z.boolean().optional(),
      origin: z.enum(['environment', 'file', 'page']).nullable(),
    }),
  ),
  sources: z.record(z.string(), z.string()),
  overridden: z.record(z.string(), z.unknown()),
  findings: z.array(z.string()),
})

/** The provider as it would be: nothing is kept. */
export function drafted({ id, fields, findings }: SettledProvider, draft: Record<string, unknown>): SettledProvider {
  const entries = Object.entries(draft).map(([name, value]) => [
    name,
    value === null ? undefined : { value, origin: 'page' as const },
  ])
  return { id, findings, fields: { ...fields, ...Object.fromEntries(entries) } }
}

/** Every field, set or not, so that the page can show what may be set. */
export function shownProvider(settled: SettledProvider): z.input<typeof providerShape> {
  const settings = providerSettings(settled)
  const set = Object.entries(settled.fields)
  const sources = set.flatMap(([name, each]) => (each?.source ? [[name, each.source]] : []))
  const overridden = Object.entries(settled.overridden ?? {}).map(([name, value]) => [
    name,
    name === 'clientSecret' ? null : value,
  ])
  const entries = Object.keys(providerFields).map((name) => {
    const set = settled.fields[name]
    const origin = set?.origin ?? null
    return [
      name,
      name === 'clientSecret'
        ? { set: set != null && set.value !== null, origin }
        : { value: set?.value ?? null, origin },
    ]
  })
  return {
    id: settled.id,
    name: settings.name,
    start: startPath(settled.id),
    complete: isComplete(settings),
    fields: Object.fromEntries(entries),
    sources: Object.fromEntries(sources),
    overridden: Object.fromEntries(overridden),
    findings: [...settled.findings, ...logoFinding(settings)],
  }
}
