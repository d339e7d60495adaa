import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { AppError } from '../base/errors.ts'
import type { Log } from '../base/log.ts'
import { answerError } from './error-response.ts'

/** A Fastify with our limits and our error answers, and nothing mounted. */
export function createHttpApp(log: Log): FastifyInstance {
  const app = Fastify({
    // A request's line is logged by us, without its query: a callback's query holds a code.
    loggerInstance: log.child({ subject: 'http' }) as FastifyBaseLogger,
    disableRequestLogging: true,
    bodyLimit: 1024 * 1024,
    routerOptions: { maxParamLength: 1000 },
    forceCloseConnections: true,
    requestTimeout: 0,
  })
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply, log))
  app.setNotFoundHandler((request) => {
    throw new AppError(
      'not-found',
      'no-such-path',
      `There is nothing at ${request.method} ${request.url.split('?')[0]}.`,
    )
  })
  return app
}
