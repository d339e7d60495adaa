import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Accounts } from '../../accounts/index.ts'
import { endpoint } from './endpoint.ts'

/** `read`: the key may change nothing. */
export const scope = z.enum(['read', 'write'])
export const keyShape = z.object({
  id: z.number(),
  name: z.string(),
  hint: z.string(),
  scope,
  createdAt: z.number(),
  lastUsedAt: z.number().nullable(),
})

/** A person's own API keys. */
export function mountOwnKeys(app: FastifyInstance, { keys }: Pick<Accounts, 'keys'>): void {
  endpoint(app, {
    method: 'GET',
    path: '/api/keys',
    who: 'person',
    summary: 'Own API keys',
    answer: z.object({ keys: z.array(keyShape) }),
    run: async ({ principal }) => ({ keys: await keys.list(principal.userId) }),
  })
  endpoint(app, {
    method: 'POST',
    path: '/api/keys',
    who: 'person',
    summary: 'Make an API key; it is shown in this answer only',
    body: z.object({ name: z.string().max(100).default(''), scope: scope.default('write') }),
    answer: keyShape.extend({ key: z.string() }),
    status: 201,
    run: ({ principal, body }) => keys.createOwn(principal, body.name, body.scope),
  })
  endpoint(app, {
    method: 'DELETE',
    path: '/api/keys/:id',
    who: 'person',
    summary: 'Delete an own API key',
    status: 204,
    run: ({ principal, params }) => keys.remove(principal.userId, Number(params['id']), principal.username),
  })
}
