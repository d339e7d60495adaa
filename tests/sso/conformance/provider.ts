import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import type { JWK } from 'jose'
import { leftHalfHash, type Signer, signed, type Written } from './tokens.ts'

/**
 * An OpenID provider written by hand, without any library's opinion of what may be sent: each of its answers can be bent. As it stands
 * it is a strict one: it takes exactly one client authentication, wants PKCE where the request had a challenge, and lets a code count once.
 * Nobody is asked who they are.
 */
export interface BentProvider {
  issuer: string
  clientId: string
  /** 64 characters: long enough for each HS algorithm. */
  clientSecret: string
  /** Published are the public halves, under these ids. */
  keys: { rsa: JWK; p256: JWK; ed25519: JWK; foreign: JWK }
  /** Set by a test; emptied by `straighten`. */
  bends: Bends
  /** What was asked of it since it was last straightened. */
  asked: Asked[]
  /** How often the keys were moved: they are at `/jwks/ROUND`. */
  round: number
  /** Undoes all bends and forgets what was asked. */
  straighten(): void
  /** Publishes the keys at another address, so that nobody knows them from before. */
  moveKeys(): void
  /** For Robin, with these claims in place of its own. */
  logoutToken(claims?: Json, how?: { header?: Json; signer?: Signer; change?: (claims: Json) => Written }): string
  stop(): Promise<void>
}

/** Where an ID token is sent. */
export type Channel = 'authorization' | 'token' | 'refresh'

/** Functions get what would have been sent and return what is sent: JSON as an object, or as text where an object cannot say it. */
export interface Bends {
  discovery?: (document: Json) => Written
  jwks?: (keys: JWK[]) => unknown[] | string
  /** The parameters of the authorization response, changed in place. */
  authorization?: (answer: URLSearchParams, asked: URLSearchParams) => void
  responseMode?: 'query' | 'fragment' | 'form_post'
  claims?: (claims: Json, channel: Channel) => Written
  header?: (header: Json, channel: Channel) => Written
  signer?: Signer
  /** The finished ID token: to break it, to encrypt it, to leave it out. */
  idToken?: (token: string, channel: Channel) => string | undefined | Promise<string | undefined>
  token?: (body: Json, asked: URLSearchParams) => Written
  /** An object is sent as JSON, a text as `application/jwt`. */
  userinfo?: (claims: Json) => unknown
  /** Anything else in place of an answer, by path. */
  answer?: (asked: Asked) => RawAnswer | undefined | Promise<RawAnswer | undefined>
}

export type Json = Record<string, unknown>

export interface RawAnswer {
  status?: number
  headers?: Record<string, string>
  body?: string | Uint8Array
}

export interface Asked {
  method: string
  path: string
  query: URLSearchParams
  form: URLSearchParams
  headers: http.IncomingHttpHeaders
}

/** What a code or refresh token stands for. */
interface Grant {
  nonce: string | null
  challenge: string | null
  redirectUri: string
  scope: string
  subject: string
}

/** The person who signs in: `login_hint` names another one. */
export const robin = { sub: 'robin-1', email: 'robin@bent.example', email_verified: true, name: 'Robin Hood' }

export const seconds = (): number => Math.floor(Date.now() / 1000)

export async function startBentProvider(): Promise<BentProvider> {
  const keys = makeKeys()
  const server = http.createServer()
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider: BentProvider = {
    issuer,
    clientId: 'signpost-rp',
    clientSecret: createHash('sha256').update(issuer).digest('hex'),
    keys,
    bends: {},
    asked: [],
    round: 0,
    moveKeys: () => void provider.round++,
    straighten() {
      provider.bends = {}
      provider.asked.length = 0
    },
    logoutToken(
      claims = {},
      { header = {}, signer = { alg: 'RS256', key: keys.rsa }, change = (all: Json): Written => all } = {},
    ) {
      const all = { ...logoutClaims(provider), ...claims }
      return signed({ alg: signer.alg, kid: 'rsa', typ: 'logout+jwt', ...header }, change(all), signer)
    },
    stop: () => new Promise((stopped) => server.close(() => stopped()) && server.closeAllConnections()),
  }
  const grants = new Map<string, Grant>()
  server.on('request', (request, response) => void handle(provider, grants, request, response))
  return provider
}

const logoutClaims = (provider: BentProvider): Json => ({
  iss: provider.issuer,
  aud: provider.clientId,
  sub: robin.sub,
  iat: seconds(),
  exp: seconds() + 120,
  jti: randomUUID(),
  events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
})

async function handle(
  provider: BentProvider,
  grants: Map<string, Grant>,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', provider.issuer)
  let body = ''
  for await (const chunk of request) body += chunk
  const { method = 'GET', headers } = request
  const asked: Asked = { method, path: url.pathname, query: url.searchParams, form: new URLSearchParams(body), headers }
  provider.asked.push(asked)
  const answer = (await provider.bends.answer?.(asked)) ?? (await answerTo(provider, grants, asked))
  response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers })
  response.end(answer.body ?? '')
}

const json = (body: unknown, status = 200): RawAnswer => ({
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
})
const oauthError = (error: string, description: string, status = 400): RawAnswer =>
  json({ error, error_description: description }, status)

async function answerTo(provider: BentProvider, grants: Map<string, Grant>, asked: Asked): Promise<RawAnswer> {
  const { bends, keys, issuer, round } = provider
  switch (asked.path) {
    case '/.well-known/openid-configuration':
      return json(bends.discovery?.(documentOf(issuer, round)) ?? documentOf(issuer, round))
    case `/jwks/${round}`: {
      const published = (['rsa', 'p256', 'ed25519'] as const).map((name) => publicHalf(keys[name], name))
      const keySet = bends.jwks?.(published) ?? published
      return json(typeof keySet === 'string' ? keySet : { keys: keySet })
    }
    case '/authorize':
      return authorize(provider, grants, asked.query)
    case '/token':
      return token(provider, grants, asked)
    case '/userinfo':
      return userinfo(provider, grants, asked)
    case '/end-session': {
      const back = new URL(asked.query.get('post_logout_redirect_uri') ?? issuer)
      const state = asked.query.get('state')
      if (state !== null) back.searchParams.set('state', state)
      return { status: 302, headers: { location: back.href } }
    }
    default:
      return { status: 404 }
  }
}

export const documentOf = (issuer: string, round: number): Json => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  userinfo_endpoint: `${issuer}/userinfo`,
  jwks_uri: `${issuer}/jwks/${round}`,
  end_session_endpoint: `${issuer}/end-session`,
  response_types_supported: [
    'code',
    'id_token',
    'id_token token',
    'code id_token',
    'code token',
    'code id_token token',
  ],
  response_modes_supported: ['query', 'fragment', 'form_post'],
  subject_types_supported: ['public'],
  scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
  id_token_signing_alg_values_supported: ['RS256', 'ES256', 'EdDSA'],
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
})

/** The answer of the authorization endpoint, for any response type, in any response mode. */
async function authorize(
  provider: BentProvider,
  grants: Map<string, Grant>,
  asked: URLSearchParams,
): Promise<RawAnswer> {
  const types = (asked.get('response_type') ?? '').split(' ')
  const grant: Grant = {
    nonce: asked.get('nonce'),
    challenge: asked.get('code_challenge'),
    redirectUri: asked.get('redirect_uri') ?? '',
    scope: asked.get('scope') ?? '',
    subject: asked.get('login_hint') ?? robin.sub,
  }
  const answer = new URLSearchParams({ state: asked.get('state') ?? '', iss: provider.issuer })
  if (types.includes('code')) answer.set('code', keep(grants, 'code', grant))
  if (types.includes('token')) {
    answer.set('access_token', keep(grants, 'access', grant))
    answer.set('token_type', 'Bearer')
  }
  if (types.includes('id_token')) {
    const beside = { code: answer.get('code'), accessToken: answer.get('access_token') }
    const idToken = await idTokenFor(provider, grant, 'authorization', beside)
    if (idToken !== undefined) answer.set('id_token', idToken)
  }
  provider.bends.authorization?.(answer, asked)
  const isCode = types.join() === 'code'
  const mode = provider.bends.responseMode ?? asked.get('response_mode') ?? (isCode ? 'query' : 'fragment')
  return sendBack(grant.redirectUri, answer, mode)
}

function sendBack(redirectUri: string, answer: URLSearchParams, mode: string): RawAnswer {
  if (mode !== 'form_post')
    return { status: 302, headers: { location: `${redirectUri}${mode === 'fragment' ? '#' : '?'}${answer}` } }
  const escaped = (text: string) => text.replace(/[&<>"]/g, (each) => `&#${each.charCodeAt(0)};`)
  const inputs = [...answer].map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  )
  return {
    headers: { 'content-type': 'text/html' },
    body: `<form method="post" action="${escaped(redirectUri)}">${inputs.join('')}</form>`,
  }
}

function keep(grants: Map<string, Grant>, kind: 'code' | 'access' | 'refresh', grant: Grant): string {
  const value = `${kind}-${randomUUID()}`
  grants.set(value, grant)
  return value
}

async function idTokenFor(
  { bends, keys, issuer, clientId }: BentProvider,
  grant: Grant,
  channel: Channel,
  beside: { code?: string | null; accessToken?: string | null },
): Promise<string | undefined> {
  const signer = bends.signer ?? { alg: 'RS256', key: keys.rsa }
  const now = seconds()
  const own = Object.entries(keys).find(([, key]) => key === signer.key)?.[0]
  // The key that nobody published passes itself off as another.
  const kid = own === 'foreign' ? 'rsa' : own
  const claims: Json = {
    iss: issuer,
    sub: grant.subject,
    aud: clientId,
    iat: now,
    exp: now + 300,
    auth_time: now,
    ...(grant.nonce !== null && channel !== 'refresh' && { nonce: grant.nonce }),
    ...(beside.accessToken && { at_hash: leftHalfHash(beside.accessToken, signer.alg) }),
    ...(beside.code && { c_hash: leftHalfHash(beside.code, signer.alg) }),
  }
  const header = { alg: signer.alg, ...(kid && { kid }) }
  const token = signed(bends.header?.(header, channel) ?? header, bends.claims?.(claims, channel) ?? claims, signer)
  return bends.idToken ? bends.idToken(token, channel) : token
}

async function token(provider: BentProvider, grants: Map<string, Grant>, asked: Asked): Promise<RawAnswer> {
  const { form } = asked
  const refused = refusedClient(provider, asked)
  if (refused) return oauthError('invalid_client', refused, 401)
  const channel = form.get('grant_type') === 'refresh_token' ? 'refresh' : 'token'
  const presented = form.get(channel === 'refresh' ? 'refresh_token' : 'code') ?? ''
  const grant = grants.get(presented)
  if (!grant) return oauthError('invalid_grant', 'unknown, or used already')
  grants.delete(presented)
  if (channel === 'token') {
    if (form.get('redirect_uri') !== grant.redirectUri) return oauthError('invalid_grant', 'redirect_uri differs')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (grant.challenge !== null && challenge !== grant.challenge)
      return oauthError('invalid_grant', 'PKCE verification failed')
  }
  const accessToken = keep(grants, 'access', grant)
  const idToken = await idTokenFor(provider, grant, channel, { accessToken })
  const body: Json = {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: 300,
    scope: grant.scope,
    ...(idToken !== undefined && { id_token: idToken }),
    ...(grant.scope.split(' ').includes('offline_access') && { refresh_token: keep(grants, 'refresh', grant) }),
  }
  return json(provider.bends.token?.(body, form) ?? body)
}

/** What is wrong with the client's proof, or null: RFC 6749 2.3 wants one method, not two. */
function refusedClient({ clientId, clientSecret }: BentProvider, { headers, form }: Asked): string | null {
  const basic = /^Basic (.+)$/.exec(headers.authorization ?? '')?.[1]
  const posted = form.get('client_secret')
  if (basic && posted !== null) return 'more than one client authentication'
  if (basic) {
    const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`
    return Buffer.from(basic, 'base64').toString() === pair ? null : 'client authentication failed'
  }
  const isRight = form.get('client_id') === clientId && (posted ?? clientSecret) === clientSecret
  return isRight ? null : 'client authentication failed'
}

function userinfo({ bends }: BentProvider, grants: Map<string, Grant>, { headers }: Asked): RawAnswer {
  const grant = grants.get(/^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '')
  if (!grant) return { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } }
  const claims = { ...robin, sub: grant.subject }
  const answer = bends.userinfo?.(claims) ?? claims
  return typeof answer === 'string' ? { headers: { 'content-type': 'application/jwt' }, body: answer } : json(answer)
}

function makeKeys(): BentProvider['keys'] {
  const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const jwk = (key: ReturnType<typeof rsa>): JWK => key.export({ format: 'jwk' }) as JWK
  return {
    rsa: jwk(rsa()),
    p256: jwk(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
    ed25519: jwk(generateKeyPairSync('ed25519').privateKey),
    foreign: jwk(rsa()),
  }
}

export const publicHalf = ({ kty, n, e, crv, x, y }: JWK, kid?: string): JWK =>
  JSON.parse(JSON.stringify({ kty, n, e, crv, x, y, kid, use: 'sig' }))
