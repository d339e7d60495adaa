import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Bundle } from '../../bundle/index.ts'
import { endpoint } from './endpoint.ts'

/** The debug bundle, made when it is asked for. */
export function mountBundle(app: FastifyInstance, make: (actor: string) => Promise<Bundle>): void {
  endpoint(app, {
    method: 'POST',
    path: '/api/admin/bundle',
    who: 'admin',
    summary: 'A zip with what is known of this server, without secrets, for whoever helps',
    decisive: true,
    body: z.strictObject({}),
    run: async ({ principal, reply }) => {
      const { name, zip } = await make(principal.username)
      reply.type('application/zip').headers({
        'content-disposition': `attachment; filename="${name}"`,
        'cache-control': 'no-store',
      })
      return Readable.from(zip())
    },
  })
}
