import type { FastifyInstance } from 'fastify'
import type { SeenOrigins } from '../base/seen-origins.ts'
import { browserOrigin, publicUrlMismatch } from './public-url.ts'

/** Notes where browsers have this server: those of people who are signed in, since anybody else can make addresses up. */
export function mountSeenOrigins(app: FastifyInstance, origins: SeenOrigins, publicUrl: string): void {
  app.addHook('onRequest', async (request) => {
    // Programs are led to inner names on purpose, and send no such header.
    if (request.principal?.via !== 'session' || !request.headers['sec-fetch-site']) return
    const isElsewhere = publicUrlMismatch(request, publicUrl, undefined) !== null
    origins.note(isElsewhere ? browserOrigin(request, undefined) : new URL(publicUrl).origin)
  })
}
