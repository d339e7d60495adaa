import type { FastifyInstance } from 'fastify'
import type { Log } from '../base/log.ts'
import { pathOf } from './same-origin.ts'

/** Asked every few seconds by machines. */
const quiet = new Set(['/healthz', '/ready', '/metrics'])

/** One line for each request, by its path without the query, which may hold a code or a signature. The answer names the request's id. */
export function logRequests(app: FastifyInstance, log: Log): void {
  app.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id))
  app.addHook('onResponse', async (request, reply) => {
    const path = pathOf(request)
    const level = quiet.has(path) ? 'debug' : 'info'
    const ms = Math.round(reply.elapsedTime)
    log[level]({ request: request.id, method: request.method, path, status: reply.statusCode, ms }, 'answered')
  })
}
