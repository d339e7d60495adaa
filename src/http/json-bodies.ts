import type { FastifyInstance } from 'fastify'
import { AppError } from '../base/errors.ts'
import { pathOf } from './same-origin.ts'

/** Bodies under `/api` are JSON and say so: a form of another site cannot be made to look like one without being asked for first. */
export function requireJsonBodies(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    const { 'content-length': length = '0', 'transfer-encoding': encoding, 'content-type': type } = request.headers
    const hasBody = encoding !== undefined || length !== '0'
    if (!hasBody || !pathOf(request).startsWith('/api/')) return
    if (type?.split(';', 1)[0]?.trim().toLowerCase() === 'application/json') return
    throw new AppError('unsupported', 'not-json', 'Send the body as JSON, with Content-Type: application/json.')
  })
}
