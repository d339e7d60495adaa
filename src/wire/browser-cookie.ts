import type { FastifyReply, FastifyRequest } from 'fastify'
import { newToken } from '../base/ids.ts'

/**
 * The cookie that ties sign-ins to the browser in which they were started. One for all tabs, so that tabs do not overwrite each other;
 * it says nothing about a person.
 */
export interface BrowserCookie {
  read(request: FastifyRequest): string | null
  /** The value of the request's cookie, or a new one; set (again) for an hour. */
  ensure(request: FastifyRequest, reply: FastifyReply): string
}

const shape = /^[\w-]{43}$/
const seconds = 3600

export function createBrowserCookie(publicUrl: string): BrowserCookie {
  const isSecure = publicUrl.startsWith('https:')
  const name = isSecure ? '__Host-signpost-sign-in' : 'signpost-sign-in'
  const read = (request: FastifyRequest): string | null => {
    const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='))
    const value = pairs.find(([each]) => each === name)?.[1] ?? ''
    return shape.test(value) ? value : null
  }
  return {
    read,
    ensure(request, reply) {
      const value = read(request) ?? newToken()
      const attributes = `Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${isSecure ? '; Secure' : ''}`
      reply.header('set-cookie', `${name}=${value}; ${attributes}`)
      return value
    },
  }
}
