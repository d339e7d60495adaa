import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError, type ErrorKind } from '../base/errors.ts'
import type { Log } from '../base/log.ts'

const statusOf: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  unsupported: 415,
  'too-many': 429,
  unavailable: 503,
  internal: 500,
}

const titleOf: Record<ErrorKind, string> = {
  invalid: 'This cannot be read',
  unauthenticated: 'Sign in first',
  forbidden: 'Not allowed',
  'not-found': 'Not found',
  conflict: 'In conflict with what is there',
  'too-large': 'Too large',
  unsupported: 'Wrong content type',
  'too-many': 'Too many requests',
  unavailable: 'Not available just now',
  internal: 'An error of the server',
}

/** What was thrown, as a refusal: ours as it is, the framework's own translated, anything else a defect of ours that tells nothing. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const { statusCode, code, message } = (error ?? {}) as { statusCode?: number; code?: string; message?: string }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    const kind = (Object.keys(statusOf) as ErrorKind[]).find((each) => statusOf[each] === statusCode) ?? 'invalid'
    const name = (code ?? 'request-invalid')
      .toLowerCase()
      .replace(/^fst_(err_)?/, '')
      .replaceAll('_', '-')
    return new AppError(kind, name, message ?? 'The request cannot be read.', { cause: error })
  }
  return new AppError('internal', 'unexpected', 'Something went wrong here. The log of the server has the details.', {
    cause: error,
  })
}

export const statusFor = (error: AppError): number => statusOf[error.kind]

/** Answers with `{"error":{"code","title","message"}}` and logs what the visitor may not know. */
export function answerError(thrown: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): FastifyReply {
  const error = asAppError(thrown)
  const line = { code: error.code, facts: error.facts, method: request.method, path: request.url.split('?')[0] }
  if (error.kind === 'internal') log.error({ ...line, err: error.cause ?? error }, error.message)
  else log.debug(line, error.message)
  if (error.retryAfter !== undefined) reply.header('retry-after', String(error.retryAfter))
  return reply
    .status(statusFor(error))
    .send({ error: { code: error.code, title: titleOf[error.kind], message: error.message, ...error.details } })
}
