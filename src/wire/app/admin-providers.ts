import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { ProviderSettingsStore } from '../../admin/index.ts'
import { providerSettings, type Sso } from '../../sso/index.ts'
import { endpoint } from './endpoint.ts'
import { mountProviderChanges } from './provider-changes.ts'
import { mountProviderGuide } from './provider-guide.ts'
import { providerFields, providerId, providerShape, shownProvider } from './provider-shape.ts'
import { draftOf, preparedShape, prepareTest, type SignInTestParts } from './sign-in-tests.ts'

const check = z.object({
  id: z.string(),
  stage: z.string(),
  status: z.enum(['ok', 'warning', 'error', 'skipped']),
  title: z.string(),
  evidence: z.record(z.string(), z.unknown()),
  code: z.string().optional(),
  mend: z.array(z.string()).optional(),
})
const answer = z.object({ provider: providerShape })
const changed = z.object({ provider: providerShape, change: z.number().nullable() })
const removal = z.object({ id: z.string(), name: z.string(), change: z.number(), at: z.number(), actor: z.string() })
const path = '/api/admin/providers'

/** How the identity providers are set up, and where each value comes from. A secret is never told. */
export function mountAdminProviders(
  app: FastifyInstance,
  store: ProviderSettingsStore,
  sso: Pick<Sso, 'preflight' | 'recognise'>,
  tests: Pick<SignInTestParts, 'signInTests' | 'publicUrl'>,
): void {
  endpoint(app, {
    method: 'GET',
    path,
    who: 'admin',
    summary: 'The identity providers, and those that were removed and can be had back by undoing that',
    answer: z.object({ providers: z.array(providerShape), removed: z.array(removal) }),
    run: async () => ({
      providers: (await store.list()).map(shownProvider),
      removed: (await store.removed()).map(({ id: change, provider: id, before, at, actor }) => ({
        ...{ id, change, at, actor },
        name: String(before?.['name'] ?? id),
      })),
    }),
  })
  endpoint(app, {
    method: 'POST',
    path,
    who: 'admin',
    summary: 'Add an identity provider',
    decisive: true,
    body: z.strictObject({ id: providerId, ...providerFields }),
    answer: changed,
    status: 201,
    run: async ({ principal, body: { id, ...changes } }) => {
      const { provider, change } = await store.create(id, changes, principal.username)
      return { provider: shownProvider(provider), change }
    },
  })
  endpoint(app, {
    method: 'GET',
    path: `${path}/:id`,
    who: 'admin',
    summary: 'An identity provider; "default" is always there',
    answer,
    run: async ({ params }) => ({ provider: shownProvider(await store.get(params['id'] ?? '')) }),
  })
  endpoint(app, {
    method: 'PATCH',
    path: `${path}/:id`,
    who: 'admin',
    summary: 'Set values that neither the environment nor the file holds; they work at once',
    decisive: true,
    body: z.strictObject(providerFields),
    answer: changed,
    run: async ({ principal, params, body }) => {
      const { provider, change } = await store.change(params['id'] ?? '', body, principal.username)
      return { provider: shownProvider(provider), change }
    },
  })
  endpoint(app, {
    method: 'POST',
    path: `${path}/:id/test`,
    who: 'admin',
    summary:
      'What can be found out about the provider before anybody signs in, with these values in place of those that are set',
    body: z.strictObject(providerFields),
    answer: z.object({
      checks: z.array(check),
      ok: z.boolean(),
      profile: z.string(),
      signIn: preparedShape.nullable(),
    }),
    run: async ({ principal, params, body, request }) => {
      const draft = await draftOf(store, params['id'] ?? '', body)
      const settings = providerSettings(draft)
      const isProven = app.hasRecentProof(principal)
      const withholdSecret = !isProven && (await leadsSecretAway(store, params['id'] ?? '', body))
      const checks = await sso.preflight(settings, { withholdSecret })
      return {
        checks,
        ok: checks.every(({ status }) => status !== 'error'),
        profile: sso.recognise(settings).name,
        // What is left to be tested needs a person, who must have given proof of who it is.
        signIn: isProven ? await prepareTest(tests, draft, request) : null,
      }
    },
  })
  endpoint(app, {
    method: 'DELETE',
    path: `${path}/:id`,
    who: 'admin',
    summary: 'Take away a provider that was added here',
    decisive: true,
    status: 204,
    run: async ({ principal, params }) => void (await store.remove(params['id'] ?? '', principal.username)),
  })
  mountProviderChanges(app, store)
  mountProviderGuide(app, { store, sso, publicUrl: tests.publicUrl })
}

/** Where the client proves who it is, and whose word counts there. */
const wherever = ['issuer', 'tokenEndpoint', 'backchannelUrl', 'caFile']

/** Whether this draft would have a secret that is kept here sent to another address than the one that it is kept for. */
async function leadsSecretAway(
  store: ProviderSettingsStore,
  id: string,
  draft: Record<string, unknown>,
): Promise<boolean> {
  const kept = await store.get(id).catch(() => null)
  const secret = kept?.fields['clientSecret'] && !draft['clientSecret']
  // A key proves as much as a secret: an assertion meant for the provider must not be made for anybody else.
  if (!kept || !(secret || kept.fields['signingKeyFile'])) return false
  return wherever.some((name) => draft[name] !== undefined && draft[name] !== (kept.fields[name]?.value ?? null))
}
