import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { AppError } from '../base/errors.ts'
import { newShortId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import { inRequest } from '../base/request-facts.ts'
import { clientAddress } from './client-address.ts'
import { answerError } from './error-response.ts'
import { requireJsonBodies } from './json-bodies.ts'
import { logRequests } from './request-log.ts'
import { pathOf, refuseOtherSites } from './same-origin.ts'
import { sendSecurityHeaders } from './security-headers.ts'

/** A Fastify with our limits, guards and error answers, and nothing mounted. */
export function createHttpApp(log: Log, publicUrl: string): FastifyInstance {
  const http = log.child({ subject: 'http' })
  const app = Fastify({
    loggerInstance: http as FastifyBaseLogger,
    // A request's line is logged by us, without its query: a callback's query holds a code.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => newShortId(12),
    bodyLimit: 1024 * 1024,
    routerOptions: { maxParamLength: 1000 },
    forceCloseConnections: true,
    requestTimeout: 0,
    // Before any route is found. The framework's own answer repeats the address, and a callback's holds a code.
    frameworkErrors: (_error, request, reply) =>
      void answerError(new AppError('invalid', 'bad-url', 'The address cannot be read.'), request, reply, log),
  })
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply, log))
  app.setNotFoundHandler((request) => {
    throw new AppError('not-found', 'no-such-path', `There is nothing at ${request.method} ${pathOf(request)}.`)
  })
  logRequests(app, http)
  // Only here: what reads a body may leave the course of the request before.
  app.addHook('preHandler', (request, _reply, done) =>
    inRequest({ address: clientAddress(request), userAgent: request.headers['user-agent'] ?? null }, done),
  )
  sendSecurityHeaders(app, publicUrl)
  refuseOtherSites(app, publicUrl)
  requireJsonBodies(app)
  return app
}
