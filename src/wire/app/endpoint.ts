import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { type Principal, requireWritable } from '../../accounts/index.ts'
import { AppError } from '../../base/errors.ts'
import { requireAdmin, requirePrincipal } from '../authenticate.ts'

export type Who = 'anyone' | 'person' | 'admin'

/** Everything that there is to say of one address of the API: what it takes, who may ask, and what it answers. */
export interface Endpoint<W extends Who, Body extends z.ZodType, Query extends z.ZodType, Answer extends z.ZodType> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** As the router has it: `/api/keys/:id`. */
  path: string
  /** `person`: signed in or with an API key. `admin`: an administrator of the server. */
  who: W
  /** One line for the description. */
  summary: string
  /** Whether it can hand over the server: then whoever asks must have given proof of who it is not long ago. */
  decisive?: true | ((body: z.output<Body>) => boolean)
  /** It changes nothing, although it is no GET: what is asked is too long for an address. */
  reads?: true
  body?: Body
  query?: Query
  answer?: Answer
  /** 200 where nothing is said; 204 sends no body. */
  status?: number
  run(call: Call<W, z.output<Body>, z.output<Query>>): Promise<z.input<Answer>>
}

export interface Call<W extends Who, Body, Query> {
  principal: W extends 'anyone' ? Principal | null : Principal
  body: Body
  query: Query
  params: Record<string, string>
  request: FastifyRequest
  reply: FastifyReply
}

export type AnyEndpoint = Omit<Endpoint<Who, z.ZodType, z.ZodType, z.ZodType>, 'run'>

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What `openapi.ts` tells of this route. */
    endpoint?: AnyEndpoint
  }
}

/** Mounts one address. Who asks is settled before the body is looked at; a body or query that does not fit is AppError `request-invalid`. */
export function endpoint<
  W extends Who,
  Body extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUnknown,
  Answer extends z.ZodType = z.ZodUnknown,
>(app: FastifyInstance, definition: Endpoint<W, Body, Query, Answer>): void {
  const { method, path: url, who, decisive, reads, body, query, status = 200, run } = definition
  const described = definition as unknown as AnyEndpoint
  app.route({
    method,
    url,
    config: { endpoint: described },
    async handler(request, reply) {
      const principal = askerOf(request, who)
      if (principal && method !== 'GET' && !reads && who !== 'anyone') requireWritable(principal)
      const given = (body ? read(body, request.body, 'The body') : undefined) as z.output<Body>
      const isDecisive = typeof decisive === 'function' ? decisive(given) : decisive === true
      if (isDecisive && principal) app.requireRecentProof(principal)
      const answer = await run({
        principal: principal as Call<W, unknown, unknown>['principal'],
        body: given,
        query: (query ? read(query, request.query, 'The query') : undefined) as z.output<Query>,
        params: request.params as Record<string, string>,
        request,
        reply,
      })
      if (reply.sent) return reply
      return reply.status(status).send(status === 204 ? undefined : answer)
    },
  })
}

function askerOf(request: FastifyRequest, who: Who): Principal | null {
  if (who === 'admin') return requireAdmin(request)
  return who === 'person' ? requirePrincipal(request) : request.principal
}

function read<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const { success, data, error } = schema.safeParse(value ?? {})
  if (success) return data
  const [issue] = error.issues
  const where = issue && issue.path.length > 0 ? `"${issue.path.join('.')}"` : what
  throw new AppError('invalid', 'request-invalid', `${where}: ${issue?.message ?? 'not as expected'}.`)
}
