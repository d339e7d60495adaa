import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { ListedChange, ProviderSettingsStore } from '../../admin/index.ts'
import { endpoint } from './endpoint.ts'
import { providerShape, shownProvider } from './provider-shape.ts'

const field = z.object({
  name: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  secret: z.enum(['set', 'changed', 'removed']).optional(),
})
const change = z.object({
  id: z.number(),
  at: z.number(),
  actor: z.string(),
  kind: z.enum(['created', 'changed', 'removed']),
  reason: z.string().nullable(),
  undoes: z.number().nullable(),
  obstacle: z.string().nullable(),
  fields: z.array(field),
})
const path = '/api/admin/providers/:id/changes'

/** What the page changed of a provider, and how to have it back. */
export function mountProviderChanges(app: FastifyInstance, store: ProviderSettingsStore): void {
  endpoint(app, {
    method: 'GET',
    path,
    who: 'admin',
    summary: 'What was changed here of an identity provider, newest first; also of one that was removed',
    answer: z.object({ changes: z.array(change) }),
    run: async ({ params }) => ({ changes: (await store.changes(params['id'] ?? '')).map(shownChange) }),
  })
  endpoint(app, {
    method: 'POST',
    path: `${path}/:change/undo`,
    who: 'admin',
    summary: 'Put back what was before a change; that is a change itself',
    decisive: true,
    answer: z.object({ provider: providerShape.nullable(), change: z.number().nullable() }),
    run: async ({ principal, params }) => {
      const undone = await store.undo(params['id'] ?? '', Number(params['change']), principal.username)
      return { ...undone, provider: undone.provider && shownProvider(undone.provider) }
    },
  })
}

/** A secret is only said to have been set, changed or removed. */
function shownChange({ before, after, provider: _, ...rest }: ListedChange): z.input<typeof change> {
  const fields = Object.keys({ ...before, ...after }).map((name) => {
    const [old, now] = [before?.[name] ?? null, after?.[name] ?? null]
    if (name !== 'clientSecret') return { name, before: old, after: now }
    return {
      name,
      secret: old === null ? ('set' as const) : now === null ? ('removed' as const) : ('changed' as const),
    }
  })
  return { ...rest, kind: before === null ? 'created' : after === null ? 'removed' : 'changed', fields }
}
