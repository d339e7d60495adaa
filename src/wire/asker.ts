import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { readCookie, sessionCookieName } from '../http/cookies.ts'

/**
 * Which administrator asks, in which session, as a word that can be compared later; null for everybody else. Whoever comes by an API key
 * is the same whichever key it is.
 */
export function askerOf(request: FastifyRequest, publicUrl: string): string | null {
  const { principal } = request
  if (!principal?.admin) return null
  if (principal.via !== 'session') return `${principal.userId} by key`
  const token = readCookie(request.headers.cookie, sessionCookieName(publicUrl)) ?? ''
  return `${principal.userId} in session ${createHash('sha256').update(token).digest('base64url')}`
}
