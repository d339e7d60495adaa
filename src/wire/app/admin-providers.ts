import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { ProviderSettingsStore, SettledProvider } from '../../admin/index.ts'
import { isComplete, providerSettings, type Sso, startPath } from '../../sso/index.ts'
import { logoFinding } from '../logo.ts'
import { endpoint } from './endpoint.ts'

const text = z.string().max(4000).nullish()
const list = z.array(z.string().max(400)).max(200).nullish()

const name = z.string().min(1).max(400)
const team = z.union([name, z.object({ team: name, role: z.enum(['admin', 'member', 'viewer']).default('member') })])
const teams = z.union([team, z.array(team).max(50)])

/** What the page may set, by the names of the configuration file. Null takes a value back. */
const fields = {
  name: text,
  issuer: text,
  clientId: text,
  clientSecret: text,
  profile: text,
  authMethod: z.enum(['pkce', 'implicit']).nullish(),
  responseType: text,
  responseMode: text,
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

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'use lower case letters, digits and dashes')
const provider = z.object({
  id,
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
  findings: z.array(z.string()),
})
const check = z.object({
  id: z.string(),
  stage: z.string(),
  status: z.enum(['ok', 'warning', 'error', 'skipped']),
  title: z.string(),
  evidence: z.record(z.string(), z.unknown()),
  code: z.string().optional(),
  mend: z.array(z.string()).optional(),
})
const answer = z.object({ provider })
const path = '/api/admin/providers'

/** How the identity providers are set up, and where each value comes from. A secret is never told. */
export function mountAdminProviders(
  app: FastifyInstance,
  store: ProviderSettingsStore,
  sso: Pick<Sso, 'preflight'>,
): void {
  endpoint(app, {
    method: 'GET',
    path,
    who: 'admin',
    summary: 'The identity providers',
    answer: z.object({ providers: z.array(provider) }),
    run: async () => ({ providers: (await store.list()).map(shown) }),
  })
  endpoint(app, {
    method: 'POST',
    path,
    who: 'admin',
    summary: 'Add an identity provider',
    decisive: true,
    body: z.strictObject({ id, ...fields }),
    answer,
    status: 201,
    run: async ({ principal, body: { id, ...changes } }) => ({
      provider: shown(await store.create(id, changes, principal.username)),
    }),
  })
  endpoint(app, {
    method: 'GET',
    path: `${path}/:id`,
    who: 'admin',
    summary: 'An identity provider; "default" is always there',
    answer,
    run: async ({ params }) => ({ provider: shown(await store.get(params['id'] ?? '')) }),
  })
  endpoint(app, {
    method: 'PATCH',
    path: `${path}/:id`,
    who: 'admin',
    summary: 'Set values that neither the environment nor the file holds; they work at once',
    decisive: true,
    body: z.strictObject(fields),
    answer,
    run: async ({ principal, params, body }) => ({
      provider: shown(await store.change(params['id'] ?? '', body, principal.username)),
    }),
  })
  endpoint(app, {
    method: 'POST',
    path: `${path}/:id/test`,
    who: 'admin',
    summary:
      'What can be found out about the provider before anybody signs in, with these values in place of those that are set',
    body: z.strictObject(fields),
    answer: z.object({ checks: z.array(check), ok: z.boolean() }),
    run: async ({ params, body }) => {
      const checks = await sso.preflight(providerSettings(drafted(await store.get(params['id'] ?? ''), body)))
      return { checks, ok: checks.every(({ status }) => status !== 'error') }
    },
  })
  endpoint(app, {
    method: 'DELETE',
    path: `${path}/:id`,
    who: 'admin',
    summary: 'Take away a provider that was added here',
    decisive: true,
    status: 204,
    run: ({ principal, params }) => store.remove(params['id'] ?? '', principal.username),
  })
}

/** The provider as it would be: nothing is kept. */
function drafted({ id, fields, findings }: SettledProvider, draft: Record<string, unknown>): SettledProvider {
  const entries = Object.entries(draft).map(([name, value]) => [
    name,
    value === null ? undefined : { value, origin: 'page' as const },
  ])
  return { id, findings, fields: { ...fields, ...Object.fromEntries(entries) } }
}

/** Every field, set or not, so that the page can show what may be set. */
function shown(settled: SettledProvider): z.input<typeof provider> {
  const settings = providerSettings(settled)
  const entries = Object.keys(fields).map((name) => {
    const set = settled.fields[name]
    const origin = set?.origin ?? null
    return [name, name === 'clientSecret' ? { set: set !== undefined, origin } : { value: set?.value ?? null, origin }]
  })
  return {
    id: settled.id,
    name: settings.name,
    start: startPath(settled.id),
    complete: isComplete(settings),
    fields: Object.fromEntries(entries),
    findings: [...settled.findings, ...logoFinding(settings)],
  }
}
