import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Accounts, Principal } from '../accounts/index.ts'
import type { Clock } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'
import { readCookie, type SessionCookie, sessionCookie, sessionCookieName } from '../http/cookies.ts'
import { startPath } from '../sso/index.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is asking; null for a stranger. */
    principal: Principal | null
  }
  interface FastifyInstance {
    /** Who is asking, asked anew: for answers that last, whose person may be disabled or signed out meanwhile. */
    principalOf(request: FastifyRequest): Promise<Principal | null>
    /** Throws AppError `reauthentication-needed`, with where to start, where whoever asks gave proof of who it is too long ago. */
    requireRecentProof(principal: Principal): void
    hasRecentProof(principal: Principal): boolean
  }
}

export interface AuthenticateParts {
  accounts: Pick<Accounts, 'principalOfApiKey' | 'accessTokens'>
  sessions: {
    principalOf(token: string): Promise<Principal | null>
    visit(token: string): Promise<{ principal: Principal; reissued: SessionCookie | null } | null>
  }
  clock: Clock
  /** Milliseconds for which proof counts as recent; 0 for ever. */
  reauthAfter: number
  publicUrl: string
}

/**
 * Finds out who is asking, for each request: an API key as `Authorization: Basic base64(anything:KEY)` or `Bearer KEY`, the access token of
 * a workload in the same way, else the session cookie. A key that is wrong is a stranger; the session beside it does not count.
 */
export function mountAuthenticate(app: FastifyInstance, parts: AuthenticateParts): void {
  const { accounts, sessions, clock, publicUrl } = parts
  const cookie = sessionCookieName(publicUrl)
  const byKey = async (authorization: string) => {
    const key = keyOf(authorization)
    return key ? ((await accounts.accessTokens.principalOf(key)) ?? accounts.principalOfApiKey(key)) : null
  }
  app.decorateRequest('principal', null)
  app.decorate('principalOf', async ({ headers }: FastifyRequest) => {
    if (headers.authorization !== undefined) return byKey(headers.authorization)
    const token = readCookie(headers.cookie, cookie)
    return token ? sessions.principalOf(token) : null
  })
  app.decorate('hasRecentProof', (principal: Principal) => hasRecentProof(parts, principal))
  app.decorate('requireRecentProof', (principal: Principal) => requireRecentProof(parts, principal))
  app.addHook('onRequest', async (request, reply) => {
    const { authorization, cookie: cookies } = request.headers
    if (authorization !== undefined) {
      request.principal = await byKey(authorization)
      return
    }
    const token = readCookie(cookies, cookie)
    // Nothing that a cache may keep brings an id: the pages' own questions do, and there are some at each.
    if (!request.url.startsWith('/api/')) {
      request.principal = token ? await sessions.principalOf(token) : null
      return
    }
    const visit = token ? await sessions.visit(token) : null
    request.principal = visit?.principal ?? null
    if (visit?.reissued) reply.header('cache-control', 'no-store')
    if (visit?.reissued) reply.header('set-cookie', sessionCookie(publicUrl, visit.reissued, clock.now()))
  })
}

const ownSignIns: unknown[] = ['password', 'restore', 'setup']

/** Keys and access tokens are for programs, and whoever holds one has proven all that can be. */
function hasRecentProof({ clock, reauthAfter }: AuthenticateParts, { via, authenticatedAt }: Principal): boolean {
  if (via !== 'session' || reauthAfter === 0) return true
  return authenticatedAt !== null && clock.now() - authenticatedAt < reauthAfter
}

function requireRecentProof(parts: AuthenticateParts, principal: Principal): void {
  if (hasRecentProof(parts, principal)) return
  const { provider } = principal
  const start = provider === null || ownSignIns.includes(provider) ? null : `${startPath(provider)}?reauth=1`
  const how = start === null ? 'Give your password again' : 'Sign in once more'
  throw new AppError(
    'forbidden',
    'reauthentication-needed',
    `${how}, then do this: it is some time ago that you did.`,
    {
      details: { start },
    },
  )
}

function keyOf(authorization: string): string | null {
  const [, scheme, value] = /^(basic|bearer) +(\S+)$/i.exec(authorization) ?? []
  if (scheme === undefined || value === undefined) return null
  if (scheme.toLowerCase() === 'bearer') return value
  const pair = Buffer.from(value, 'base64').toString()
  const colon = pair.indexOf(':')
  return colon < 0 ? null : pair.slice(colon + 1)
}

/** Throws AppError `unauthenticated`. */
export function requirePrincipal(request: FastifyRequest): Principal {
  if (request.principal) return request.principal
  throw new AppError('unauthenticated', 'unauthenticated', 'Sign in, or send an API key that is in force.')
}

/** Throws AppError `unauthenticated` or `forbidden`. */
export function requireAdmin(request: FastifyRequest): Principal {
  const principal = requirePrincipal(request)
  if (principal.admin) return principal
  throw new AppError('forbidden', 'forbidden', 'Only an administrator may do this.')
}
