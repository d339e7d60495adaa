import type { FastifyReply, FastifyRequest } from 'fastify'
import type { GraphQLError } from 'graphql'
import { AppError } from '../../base/errors.ts'
import type { Log } from '../../base/log.ts'
import { asAppError, statusFor } from '../../http/error-response.ts'
import type { Resolver } from './operation.ts'

/** One element of `errors`, as the wandb client shows it: `message` is all that a person gets to see. */
export interface WireError {
  message: string
  path?: readonly (string | number)[]
  extensions?: Record<string, unknown>
}

/** By name, so that the library need not be loaded for it: only `execute.ts` does, when it is first asked. */
const isGraphqlError = (thrown: unknown): thrown is GraphQLError =>
  thrown instanceof Error && thrown.name === 'GraphQLError'

/** A sentence may quote what was sent, which may be of any length. */
const longestMessage = 1500
const short = (message: string) => (message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message)

const wireError = (error: AppError, path?: readonly (string | number)[]): WireError => ({
  message: short(error.message),
  ...(path && { path }),
  extensions: { code: error.code },
})

/**
 * The answer to a request that failed as a whole. The client prints `<no message>` for a 401 without `errors`, so every refusal on its
 * wire has this shape, outside of GraphQL too.
 */
export function answerWireError(thrown: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): FastifyReply {
  const error = asAppError(thrown)
  logError(error, log, { path: request.url.split('?')[0] })
  if (error.retryAfter !== undefined) reply.header('retry-after', String(error.retryAfter))
  return reply.status(statusFor(error)).send({ data: null, errors: [wireError(error)] })
}

/**
 * What a GraphQL operation answers for its errors, and with which status. A refusal that we foresaw comes with 200, which the client takes
 * for final; a fault of ours, or "not now", comes with its own status, so that the client tries again instead of losing the run.
 */
export function presentErrors(thrown: readonly unknown[], log: Log) {
  let status = 200
  let retryAfter: number | undefined
  const errors = thrown.map((each): WireError => {
    const asked = isGraphqlError(each) ? each : undefined
    if (asked && !asked.originalError) return { message: short(asked.message), ...(asked.path && { path: asked.path }) }
    const error = asAppError(asked?.originalError ?? each)
    logError(error, log, {})
    // An agent of a sweep takes nothing else for "the sweep is gone": it asks again and again after other errors.
    if (error.code === 'agent-not-found') status = Math.max(status, statusFor(error))
    if (error instanceof RefusedByStatus) status = Math.max(status, 400)
    if (error.kind === 'internal' || error.kind === 'unavailable' || error.kind === 'too-many') {
      status = Math.max(status, statusFor(error))
      retryAfter = error.retryAfter ?? retryAfter
    }
    return wireError(error, asked?.path)
  })
  return { status, retryAfter, errors }
}

/** A refusal that the client takes for a "no" only where it comes with a status of its own. */
class RefusedByStatus extends AppError {}

/**
 * Resolvers whose refusals come as 400. The client answers `False` or `None` for them, and clients until 2025 did so for failed requests only:
 * of an answer with errors they made an exception.
 */
export function refusedByStatus(resolvers: Record<string, Resolver>): Record<string, Resolver> {
  const wrapped = Object.entries(resolvers).map(([name, resolve]): [string, Resolver] => [
    name,
    async (...call) => {
      try {
        return await resolve(...call)
      } catch (thrown) {
        if (!(thrown instanceof AppError)) throw thrown
        throw new RefusedByStatus(thrown.kind, thrown.code, thrown.message, thrown)
      }
    },
  ])
  return Object.fromEntries(wrapped)
}

/** What somebody may have tried on purpose, and what the operator has to put right. */
const noteworthy = new Set(['entity-not-found', 'file-name-invalid', 'bucket-unavailable'])

function logError(error: AppError, log: Log, facts: Record<string, unknown>): void {
  const line = { code: error.code, facts: error.facts, ...facts }
  if (error.kind === 'internal') log.error({ ...line, err: error.cause ?? error }, error.message)
  else if (error.kind === 'forbidden' || error.kind === 'too-large' || noteworthy.has(error.code))
    log.warn(line, error.message)
  else log.debug(line, error.message)
}
