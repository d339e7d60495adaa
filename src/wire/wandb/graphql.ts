import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { GraphQLError } from 'graphql'
import { mercurius } from 'mercurius'
import type { Principal } from '../../accounts/principal.ts'
import { AppError } from '../../base/errors.ts'
import type { Log } from '../../base/log.ts'
import { isGraphqlError, presentErrors } from './errors.ts'
import type { WireContext } from './operation.ts'
import { schemaParts, schemaText } from './schema.ts'

export interface GraphqlParts {
  log: Log
  principalOf(request: FastifyRequest): Principal
  contextFor(principal: Principal): WireContext
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
export async function mountGraphql(app: FastifyInstance, parts: GraphqlParts): Promise<void> {
  await app.register(mercurius, {
    schema: schemaText,
    routes: false,
    queryDepth: 20,
    cache: 500,
    // As they are: `presentErrors` still needs what each was made of.
    errorFormatter: ({ data, errors }) => ({ statusCode: 200, response: { data, errors: errors as GraphQLError[] } }),
  })
  app.graphql.defineResolvers(mergedResolvers())

  app.post('/graphql', { bodyLimit: 64 * 1024 * 1024 }, async (request, reply) => {
    const principal = parts.principalOf(request)
    const context = parts.contextFor(principal)
    const log = parts.log.child({ by: principal.username })
    const { query, variables, operationName } = readBody(request.body)
    try {
      const { data, errors } = await app.graphql(query, context as never, variables, operationName)
      if (!errors || errors.length === 0) return { data }
      return refuse(reply, log, errors, data ?? null)
    } catch (error) {
      noteUnsupported(error, operationName ?? nameIn(query), parts)
      return refuse(reply, log, documentErrors(error), null)
    }
  })
}

function readBody(body: unknown): GraphqlBody {
  const { query, variables, operationName } = (body ?? {}) as Record<string, unknown>
  if (typeof query !== 'string')
    throw new AppError('invalid', 'query-missing', 'The body must be JSON with a GraphQL document in "query".')
  if (query.length > longestQuery)
    throw new AppError('too-large', 'query-too-long', `A GraphQL document may have ${longestQuery} characters here.`)
  return {
    query,
    variables: (variables ?? {}) as Record<string, unknown>,
    // The client's public API sends the empty string for "the only operation".
    operationName: typeof operationName === 'string' && operationName !== '' ? operationName : undefined,
  }
}

function refuse(reply: FastifyReply, log: Log, thrown: readonly unknown[], data: unknown) {
  const { status, retryAfter, errors } = presentErrors(thrown, log)
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter))
  return reply.status(status).send({ data, errors })
}

/** Syntax and validation errors come inside one error of the library, which has refusals of its own too. */
function documentErrors(error: unknown): readonly unknown[] {
  const { errors } = error as { errors?: unknown }
  const inner = Array.isArray(errors) && errors.length > 0 ? errors : [error]
  return inner.map((each) => (isLibrarys(each) ? new AppError('invalid', 'query-refused', each.message) : each))
}

const isLibrarys = (error: unknown): error is Error =>
  error instanceof Error && String((error as { code?: unknown }).code).startsWith('MER_ERR_GQL')

/** The name of the document's first operation. */
const nameIn = (query: string): string => /\b(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? 'unnamed'

function noteUnsupported(error: unknown, operation: string, { onUnsupported }: GraphqlParts): void {
  const unknown = documentErrors(error).some(
    (each) => isGraphqlError(each) && /^(Cannot query field|Unknown type|Unknown argument)/.test(each.message),
  )
  if (unknown) onUnsupported(operation)
}

function mergedResolvers() {
  const merged: Record<string, unknown> = {}
  for (const { resolvers } of schemaParts) {
    for (const [type, fields] of Object.entries(resolvers)) {
      const known = merged[type]
      merged[type] = known ? { ...known, ...fields } : fields
    }
  }
  return merged as never
}
