import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../base/errors.ts'
import { readCookie, sessionCookieName } from './cookies.ts'

const harmless = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Answers of a provider and calls of programs: they prove themselves otherwise, and come from elsewhere by nature. */
const exempt = /^\/oidc\/(callback(\/|$)|backchannel-logout(\/|$)|initiate$|token$)/

/** What browsers say of where a request was made; programs say nothing, and pass. */
export function comesFromElsewhere(headers: FastifyRequest['headers'], origin: string): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true
  return headers.origin !== undefined && headers.origin !== origin
}

/**
 * There are no CSRF tokens: what would change something, carries the session cookie and was made by another site's page is refused.
 * Fetch Metadata (https://www.w3.org/TR/fetch-metadata/) says so, and `Origin` where a browser does not send it.
 */
export function refuseOtherSites(app: FastifyInstance, publicUrl: string): void {
  const cookie = sessionCookieName(publicUrl)
  const { origin } = new URL(publicUrl)
  app.addHook('onRequest', async (request) => {
    if (harmless.has(request.method) || readCookie(request.headers.cookie, cookie) === null) return
    if (exempt.test(pathOf(request)) || !comesFromElsewhere(request.headers, origin)) return
    const { origin: from = null, 'sec-fetch-site': site = null } = request.headers
    const message = `This request was made by a page of another site and was not carried out. This server's address is ${origin}.`
    throw new AppError('forbidden', 'csrf', message, { facts: { from, site, origin } })
  })
}

/** The path as it was asked for, without the query. */
export const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] as string
