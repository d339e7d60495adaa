import type { FastifyInstance, FastifyRequest } from 'fastify'
import { createBrowserCookie } from '../browser-cookie.ts'
import { startSignIn } from './login.ts'
import { parameter, type SsoWireParts } from './parts.ts'
import { safeReturnTo } from './return-to.ts'

/**
 * A session whose provider was not heard for too long goes on by one round trip to it: the next page that is opened leads there, with
 * `prompt=none`, and back. Programs get 401 until then.
 */
export function mountRenewal(app: FastifyInstance, parts: SsoWireParts): void {
  const cookie = createBrowserCookie(parts.publicUrl)
  app.addHook('onRequest', async (request, reply) => {
    // The sign-in page with the code of a failure is to be read.
    if (request.principal !== null || !isPage(request) || parameter(request, 'code')) return
    const provider = await parts.visitors.overdueAt(request)
    if (provider === null) return
    await startSignIn({ parts, cookie, request, reply }, provider, returnToOf(request, parts.publicUrl), {
      prompt: 'none',
    })
    return reply
  })
}

/** Whether a person opens a page of the web app, all of which are served by the one route that takes every address. */
function isPage({ method, headers, routeOptions }: FastifyRequest): boolean {
  const { 'sec-fetch-dest': destination = 'document', accept = '' } = headers
  return method === 'GET' && routeOptions.url === '/*' && destination === 'document' && accept.includes('text/html')
}

/** The page itself; the web app leads to the sign-in page as soon as it is answered 401, with the page in the address. */
function returnToOf(request: FastifyRequest, publicUrl: string): string {
  const isSignIn = request.url.split('?', 1)[0] === '/login'
  return safeReturnTo(isSignIn ? parameter(request, 'return_to') : request.url, publicUrl)
}
