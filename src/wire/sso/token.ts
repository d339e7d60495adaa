import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../base/errors.ts'
import { type Allowances, createAttemptLimits } from '../../http/attempt-limits.ts'
import { clientAddress } from '../../http/client-address.ts'
import { asAppError } from '../../http/error-response.ts'
import { isFaultCode, SsoFault, type TokenError, TokenRefused } from '../../sso/index.ts'
import { parametersOf, type SsoWireParts } from './parts.ts'

const statusOf: Record<TokenError, number> = {
  invalid_request: 400,
  unsupported_grant_type: 400,
  invalid_grant: 400,
  temporarily_unavailable: 503,
  server_error: 500,
}

/** A signature cannot be guessed: this is so that a workload which fails in a loop costs little, and others beside it nothing. */
const allowances: Allowances = {
  perUser: { failures: 60, forgiveAfter: 5_000 },
  perAddress: { failures: 300, forgiveAfter: 500 },
}

/** `POST /oidc/token`: a workload's own token for an access token of ours (RFC 7523 2.1), as the client asks with WANDB_IDENTITY_TOKEN_FILE. */
export function mountToken(app: FastifyInstance, parts: SsoWireParts): void {
  const limits = createAttemptLimits(parts.clock, allowances)
  const answerRefused = (thrown: Error, request: FastifyRequest, reply: FastifyReply) => {
    const { status, error, message, retryAfter, ...more } = refusalOf(thrown)
    const { code, attempt } = more
    if (!code) parts.log.info({ error, address: clientAddress(request) }, 'a token request was refused')
    if (status === 500 && !code) parts.log.error({ err: thrown }, 'a token request failed by an error of ours')
    if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter))
    return noStore(reply)
      .status(status)
      .send({ error, error_description: plain(message), ...(code && { code, attempt }) })
  }
  app.post('/oidc/token', { errorHandler: answerRefused }, async (request, reply) => {
    if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
      throw new TokenRefused('invalid_request', 'Send the parameters as a form: application/x-www-form-urlencoded.')
    const asked = parts.sso.workloads.read(parametersOf(request.body))
    const address = clientAddress(request)
    const who = `${asked.claimed} ${address}`
    limits.begin(who, address)
    const workload = await parts.sso.workloads.prove(asked)
    const issued = await parts.accessTokens.issue(workload).catch(async (error) => {
      throw await parts.sso.workloads.refuse(asked, asFault(error))
    })
    limits.succeeded(who, address)
    const { issuer, subject } = workload
    parts.log.info({ issuer, workload: subject, username: issued.username }, 'a workload got an access token')
    return noStore(reply).send({ access_token: issued.token, token_type: 'Bearer', expires_in: issued.expiresIn })
  })
}

const noStore = (reply: FastifyReply): FastifyReply =>
  reply.header('cache-control', 'no-store').header('pragma', 'no-cache')

const asFault = (error: unknown): unknown =>
  error instanceof AppError && isFaultCode(error.code) ? new SsoFault(error.code, error.facts, error) : error

interface Refusal {
  status: number
  error: TokenError
  message: string
  code?: string | null
  attempt?: string | null
  retryAfter?: number
}

/** RFC 6749 5.2, and two statuses beyond it that tell the client to try again. */
function refusalOf(thrown: Error): Refusal {
  if (thrown instanceof TokenRefused) {
    const { error, message, code, attemptId: attempt } = thrown
    return { status: statusOf[error], error, message, code, attempt }
  }
  const { kind, message, retryAfter } = asAppError(thrown)
  if (kind === 'too-many') return { status: 429, error: 'temporarily_unavailable', message, retryAfter }
  if (kind === 'internal') return { status: 500, error: 'server_error', message }
  return { status: 400, error: 'invalid_request', message }
}

/** RFC 6749 5.2 leaves out quotes, backslashes and whatever is not ASCII. */
const plain = (text: string): string => text.replaceAll(/["\\]/g, "'").replaceAll(/[^\x20-\x7e]/g, '?')
