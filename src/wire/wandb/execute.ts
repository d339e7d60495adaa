import {
  buildSchema,
  type DocumentNode,
  execute,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  isObjectType,
  isScalarType,
  parse,
  validate,
} from 'graphql'
import { requireWritable } from '../../accounts/index.ts'
import { AppError } from '../../base/errors.ts'
import type { WireContext } from './operation.ts'
import { depthOf } from './query-depth.ts'
import { schemaParts, schemaText } from './schema.ts'

export interface Execution {
  data: unknown
  errors: readonly (GraphQLError | AppError)[]
}

/** A document with what is wrong with it. */
interface Prepared {
  document: DocumentNode | null
  errors: readonly (GraphQLError | AppError)[]
}

const deepest = 20
/** The client asks the same few dozen things over and over, none of them long. */
const mostKept = 500
const longestKept = 20_000
const mostTokens = 20_000

/** Answers a GraphQL document by our schema. Nothing is thrown: what went wrong is in `errors`. */
export function createExecutor() {
  const schema = executableSchema()
  const kept = new Map<string, Prepared>()

  function prepared(query: string): Prepared {
    const known = kept.get(query)
    if (known) return known
    const fresh = prepare(schema, query)
    if (query.length > longestKept) return fresh
    if (kept.size >= mostKept) kept.delete(kept.keys().next().value as string)
    kept.set(query, fresh)
    return fresh
  }

  return async (
    query: string,
    variableValues: Record<string, unknown>,
    operationName: string | undefined,
    contextValue: WireContext,
  ): Promise<Execution> => {
    const { document, errors } = prepared(query)
    if (!document) return { data: null, errors }
    const refusal = refuseReadOnly(document, operationName, contextValue)
    if (refusal) return { data: null, errors: [refusal] }
    const result = await execute({ schema, document, variableValues, operationName, contextValue })
    return { data: result.data ?? null, errors: result.errors ?? [] }
  }
}

/** A key that may only read has no mutation done. */
function refuseReadOnly(document: DocumentNode, name: string | undefined, { principal }: WireContext): AppError | null {
  if (getOperationAST(document, name)?.operation !== 'mutation') return null
  try {
    requireWritable(principal)
    return null
  } catch (error) {
    return error as AppError
  }
}

function prepare(schema: GraphQLSchema, query: string): Prepared {
  try {
    const document = parse(query, { maxTokens: mostTokens })
    const errors = validate(schema, document)
    if (errors.length > 0) return { document: null, errors }
    const depth = depthOf(document)
    if (depth <= deepest) return { document, errors: [] }
    const message = `The query nests ${depth} deep; ${deepest} is the depth that is answered here.`
    return { document: null, errors: [new AppError('invalid', 'query-too-deep', message)] }
  } catch (error) {
    return { document: null, errors: [error as GraphQLError] }
  }
}

/** The schema with the parts' resolvers on its fields and scalars. */
function executableSchema(): GraphQLSchema {
  const schema = buildSchema(schemaText)
  for (const [name, resolvers] of schemaParts.flatMap((part) => Object.entries(part.resolvers))) {
    const type = schema.getType(name)
    if (isScalarType(type)) Object.assign(type, pickScalar(resolvers as never))
    if (!isObjectType(type)) continue
    const fields = type.getFields()
    for (const [field, resolve] of Object.entries(resolvers)) {
      if (!fields[field]) throw new Error(`The schema has no field "${name}.${field}".`)
      fields[field].resolve = resolve as never
    }
  }
  return schema
}

const pickScalar = ({ parseValue, parseLiteral, serialize }: Record<string, unknown>) => ({
  parseValue,
  parseLiteral,
  serialize,
})
