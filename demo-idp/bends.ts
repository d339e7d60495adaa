import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { decodeJwt, importJWK, type JWTPayload, SignJWT } from 'jose'
import type { Middleware } from 'koa'
import type { ProviderKeys } from './keys.ts'

/** A whole answer in place of the provider's own. */
export interface BentAnswer {
  status?: number
  type?: string
  headers?: Record<string, string>
  body?: string
}

/** Switches that break the provider, one thing at a time. Functions get what would have been sent and return what is sent. */
export interface Bends {
  /** Path, without query, to the answer that it gives instead. */
  answers?: Record<string, BentAnswer>
  /** Path to the milliseconds that its answer takes longer. */
  delays?: Record<string, number>
  discovery?: (document: Record<string, unknown>) => Record<string, unknown>
  /** The claims of the ID token; it is then signed anew. */
  claims?: (claims: JWTPayload) => Record<string, unknown>
  /** By what the ID token is signed: with a published key unless another is named. */
  sign?: { alg: string; key?: 'published' | 'foreign' | 'client-secret' | 'other-secret'; kid?: string }
  /** The finished ID token. */
  idToken?: (token: string) => string | undefined
  token?: (body: Record<string, unknown>) => Record<string, unknown>
  userinfo?: (claims: Record<string, unknown>) => Record<string, unknown>
  jwks?: (keys: Record<string, unknown>) => Record<string, unknown>
  /** The address to which the browser is sent back. */
  callback?: (url: URL) => void
  /** People who were disabled: nobody is told, and nothing that was given for them is taken any more. */
  gone?: string[]
  /** How the token endpoint wants the client to prove who it is; anything else is `invalid_client`. */
  tokenAuth?: 'basic' | 'post'
}

/** Answers in place of the provider where a switch says so; true when it did, or will after its delay. */
export function bendAnswer(
  bends: Bends,
  request: IncomingMessage,
  response: ServerResponse,
  pass: () => void,
): boolean {
  const path = (request.url ?? '/').split('?')[0]!
  const answer = bends.answers?.[path]
  const delay = bends.delays?.[path] ?? 0
  if (!answer && !delay) return false
  void wait(delay).then(() => {
    if (!answer) return pass()
    response.writeHead(answer.status ?? 200, { 'content-type': answer.type ?? 'application/json', ...answer.headers })
    response.end(answer.body ?? '')
  })
  return true
}

type Context = Parameters<Middleware>[0] & { oidc?: { route?: string } }

/** Changes what the provider has made of itself, after it has. */
export function bendMiddleware(bends: Bends, keys: ProviderKeys, client: { secret: string }): Middleware {
  const byRoute: Record<string, (body: Record<string, unknown>) => unknown> = {
    discovery: (body) => bends.discovery?.(body) ?? body,
    jwks: (body) => bends.jwks?.(body) ?? body,
    userinfo: (body) => bends.userinfo?.(body) ?? body,
    token: async (body) => {
      if (typeof body['id_token'] === 'string')
        body['id_token'] = await bentIdToken(body['id_token'], bends, keys, client)
      return bends.token?.(body) ?? body
    },
  }
  return async (ctx: Context, next) => {
    if (ctx.path === '/token' && !isWantedAuth(bends.tokenAuth, ctx.get('authorization'))) {
      ctx.status = 401
      ctx.body = { error: 'invalid_client', error_description: 'client authentication failed' }
      return
    }
    await next()
    const change = byRoute[ctx.oidc?.route ?? '']
    if (change && ctx.status === 200 && ctx.body && typeof ctx.body === 'object') {
      ctx.body = await change(ctx.body as Record<string, unknown>)
    }
    const location = URL.parse(ctx.response.get('location'))
    if (bends.callback && location?.searchParams.has('state')) {
      bends.callback(location)
      ctx.set('location', location.href)
    }
  }
}

const isWantedAuth = (wanted: Bends['tokenAuth'], authorization: string): boolean =>
  wanted === undefined || (wanted === 'basic') === authorization.startsWith('Basic ')

const kidOf: Record<string, string> = {
  ES256: 'ES256',
  ES384: 'ES384',
  ES512: 'ES512',
  EdDSA: 'EdDSA',
  Ed25519: 'EdDSA',
}

async function bentIdToken(
  token: string,
  bends: Bends,
  keys: ProviderKeys,
  client: { secret: string },
): Promise<string | undefined> {
  if (!bends.claims && !bends.sign) return bends.idToken ? bends.idToken(token) : token
  const claims = bends.claims?.(decodeJwt(token)) ?? decodeJwt(token)
  const { alg, key = 'published', kid } = bends.sign ?? { alg: 'RS256' }
  const published = `demo-${kidOf[alg] ?? 'RS256'}`
  const jwk = (key === 'foreign' ? keys.foreign : keys.published).find((each) => each.kid === published)!
  const secret = key === 'client-secret' ? client.secret : key === 'other-secret' ? 'x'.repeat(64) : null
  const signed = await new SignJWT(claims)
    .setProtectedHeader({ alg, kid: kid ?? published })
    .sign(secret === null ? await importJWK({ ...jwk, alg }, alg) : new TextEncoder().encode(secret))
  return bends.idToken ? bends.idToken(signed) : signed
}
