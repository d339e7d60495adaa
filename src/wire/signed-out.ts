import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { newToken } from '../base/ids.ts'
import { readCookie } from '../http/cookies.ts'

/**
 * Remembers for ten minutes that this browser has just signed out: then it is not signed in again by itself (SIGNPOST_AUTO_SIGN_IN), and
 * when the provider sends it back with the `state` of that sign-out, it is told that all went well.
 */
export interface SignedOutMark {
  /** Marks the browser; the `state` for the provider (OpenID Connect RP-Initiated Logout 1.0, 2). */
  set(reply: FastifyReply): string
  /** The `state` of the sign-out, or null. */
  read(request: FastifyRequest): string | null
}

const seconds = 600

export function createSignedOutMark(publicUrl: string): SignedOutMark {
  const isSecure = publicUrl.startsWith('https:')
  const name = `${isSecure ? '__Host-' : ''}signpost-signed-out`
  return {
    read: (request) => readCookie(request.headers.cookie, name),
    set(reply) {
      const state = newToken()
      const attributes = `Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${isSecure ? '; Secure' : ''}`
      reply.header('set-cookie', `${name}=${state}; ${attributes}`)
      return state
    },
  }
}

/**
 * `GET /?state=STATE`: back from the provider, where the session is over too. Any other state is nobody's, and changes nothing. `returned`
 * is told the state.
 */
export function receiveSignedOut(app: FastifyInstance, publicUrl: string, returned: (state: string) => void): void {
  const mark = createSignedOutMark(publicUrl)
  app.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'GET' || !request.url.startsWith('/?')) return
    const { state } = request.query as { state?: unknown }
    const due = mark.read(request)
    if (typeof state !== 'string' || due === null || !sameText(state, due)) return
    returned(state)
    return reply.redirect('/signed-out', 302)
  })
}

function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
