import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Principal } from '../../accounts/principal.ts'
import { AppError } from '../../base/errors.ts'
import type { Log } from '../../base/log.ts'
import { presentErrors } from './errors.ts'
import { isUnsupported, unsupported } from './not-done.ts'
import type { WireContext } from './operation.ts'

export interface GraphqlParts {
  log: Log
  principalOf(request: FastifyRequest): Principal
  contextFor(principal: Principal, headers: IncomingHttpHeaders): Promise<WireContext>
  /** An operation of the client that this server does not have yet. */
  onUnsupported(operation: string): void
}

interface GraphqlBody {
  query: string
  variables: Record<string, unknown>
  operationName: string | undefined
}

/** A document is small; what is large goes in variables. */
const longestQuery = 200_000

/** `POST /graphql`: what the wandb client asks and says, other than its stream. */
export function mountGraphql(app: FastifyInstance, parts: GraphqlParts): void {
  // The library and the schema cost a good part of a start, and many a start is asked for pages only.
  let executor: Promise<ReturnType<typeof import('./execute.ts')['createExecutor']>> | undefined
  const loaded = () => {
    executor ??= import('./execute.ts').then(({ createExecutor }) => createExecutor())
    return executor
  }

  app.post('/graphql', { bodyLimit: 64 * 1024 * 1024 }, async (request, reply) => {
    const principal = parts.principalOf(request)
    const { query, variables, operationName } = readBody(request.body)
    const execute = await loaded()
    const context = await parts.contextFor(principal, request.headers)
    const { data, errors: thrown } = await execute(query, variables, operationName, context)
    if (thrown.length === 0) return { data }
    const inVain = (thrown as readonly Error[]).filter(isUnsupported).map(({ message }) => message)
    const operation = nameOf(operationName ?? nameIn(query))
    if (inVain.length > 0) parts.onUnsupported(operation)
    const refused = inVain.length > 0 ? [unsupported(operation, inVain)] : thrown
    const { status, retryAfter, errors } = presentErrors(refused, parts.log.child({ by: principal.username }))
    if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter))
    return reply.status(status).send({ data, errors })
  })
}

function readBody(body: unknown): GraphqlBody {
  const { query, variables, operationName } = (body ?? {}) as Record<string, unknown>
  if (typeof query !== 'string')
    throw new AppError('invalid', 'query-missing', 'The body must be JSON with a GraphQL document in "query".')
  if (query.length > longestQuery)
    throw new AppError('too-large', 'query-too-long', `A GraphQL document may have ${longestQuery} characters here.`)
  if (typeof (variables ?? {}) !== 'object')
    throw new AppError('invalid', 'variables-malformed', '"variables" must be a JSON object.')
  return {
    query,
    variables: (variables ?? {}) as Record<string, unknown>,
    // The client's public API sends the empty string for "the only operation".
    operationName: typeof operationName === 'string' && operationName !== '' ? operationName : undefined,
  }
}

/** The name of the document's first operation. */
const nameIn = (query: string): string => /\b(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? 'unnamed'

/** A name as GraphQL has them: it is a label of the metrics and stands in what people are told. */
const nameOf = (given: string): string => (/^\w{1,100}$/.test(given) ? given : 'unnamed')
