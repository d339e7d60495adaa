import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { SeenOrigins } from '../base/seen-origins.ts'
import { forwardingOf } from './forwarding.ts'
import { browserOrigin, publicUrlMismatch } from './public-url.ts'

/** Notes where browsers have this server: those of people who are signed in, since anybody else can make addresses up. */
export function mountSeenOrigins(app: FastifyInstance, origins: SeenOrigins, publicUrl: string): void {
  app.addHook('onRequest', async (request) => {
    if (request.principal?.via !== 'session' || !isBrowser(request)) return
    const isElsewhere = publicUrlMismatch(request, publicUrl, undefined) !== null
    const origin = isElsewhere ? browserOrigin(request, undefined) : new URL(publicUrl).origin
    origins.note(origin, forwardingOf(request, publicUrl))
  })
}

/** Programs are led to inner names on purpose. Over plain http a browser sends no `Sec-Fetch-Site`, but its name. */
const isBrowser = ({ headers }: FastifyRequest): boolean =>
  headers['sec-fetch-site'] !== undefined || /^Mozilla\//.test(headers['user-agent'] ?? '')
