import type { FastifyInstance, RouteOptions } from 'fastify'
import { z } from 'zod'
import type { AnyEndpoint } from './endpoint.ts'

interface Described {
  method: string
  url: string
  endpoint: AnyEndpoint | undefined
}

/** `GET /api/openapi.json`: every route under `/api` that is mounted after this call (OpenAPI 3.1). */
export function mountOpenApi(app: FastifyInstance, version: string): void {
  const found: Described[] = []
  app.addHook('onRoute', ({ method, url, config }: RouteOptions) => {
    for (const each of [method].flat())
      if (each !== 'HEAD' && url.startsWith('/api/')) found.push({ method: each, url, endpoint: config?.endpoint })
  })
  let document: object | undefined
  app.get('/api/openapi.json', async () => {
    document ??= describe(found, version)
    return document
  })
}

function describe(found: Described[], version: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const each of found) {
    const path = each.url.replace(/:(\w+)/g, '{$1}')
    paths[path] ??= {}
    paths[path][each.method.toLowerCase()] = operation(each)
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Signpost', version, description: 'The API of the web app, for scripts too.' },
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key.' },
        apiKeyAsPassword: { type: 'http', scheme: 'basic', description: 'Any user name; the API key as password.' },
      },
      schemas: { Error: errorSchema },
    },
  }
}

const errorSchema = z.toJSONSchema(
  z.object({ error: z.object({ code: z.string(), title: z.string(), message: z.string() }) }),
)

function operation({ url, endpoint }: Described): object {
  const { who = 'person', summary, body, query, answer, status = 200 } = endpoint ?? {}
  return {
    ...(summary && { summary: who === 'admin' ? `${summary} (administrators)` : summary }),
    security: who === 'anyone' ? [] : [{ apiKey: [] }, { apiKeyAsPassword: [] }],
    parameters: [...url.matchAll(/:(\w+)/g)]
      .map(([, name]): object => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
      .concat(queryParameters(query)),
    ...(body && { requestBody: { required: true, content: json(schemaOf(body, 'input')) } }),
    responses: {
      [status]: { description: 'Done', ...(answer && { content: json(schemaOf(answer, 'output')) }) },
      '4XX': { description: 'Refused', content: json({ $ref: '#/components/schemas/Error' }) },
    },
  }
}

const json = (schema: object) => ({ 'application/json': { schema } })

const schemaOf = (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}

function queryParameters(query: z.ZodType | undefined): object[] {
  if (!query) return []
  const { properties = {}, required = [] } = schemaOf(query, 'input') as {
    properties?: Record<string, object>
    required?: string[]
  }
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
}
