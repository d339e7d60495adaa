import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { Credentials, Emulation, Refusal, TokenCall } from './emulation.ts'

/** Turns an address of the real provider into the one at which the emulation can be reached. */
export type Relocate = (url: string) => string

export interface EmulatedProvider {
  emulation: Emulation
  /** As the administrator copies it. */
  issuer: string
  /** Whether something of it stands at this address. */
  isAt(url: URL): boolean
  answer(request: IncomingMessage, url: URL, response: ServerResponse): void
  /** What the token endpoint was sent, oldest first. */
  tokenCalls: TokenCall[]
  /** The addresses of its sign-out to which browsers came. */
  signOuts: URL[]
}

interface Grant {
  asked: URLSearchParams
  used: boolean
}

/** The provider's side of a sign-in. Whoever comes is signed in there already, and has agreed. */
export async function emulate(emulation: Emulation, at: Relocate, redirectUris: string[]): Promise<EmulatedProvider> {
  const document = JSON.parse(JSON.stringify(emulation.document), (_, value) =>
    typeof value === 'string' ? at(value) : value,
  ) as Emulation['document']
  const asked = at(emulation.askedFor ?? emulation.document.issuer)
  const keys = await keysOf(emulation)
  const grants = new Map<string, Grant>()
  const tokens = new Set<string>()
  const userinfo = { sub: emulation.subject, ...emulation.userinfo }
  const provider: EmulatedProvider = {
    emulation,
    issuer: asked,
    isAt: (url) => routeOf(url) !== undefined,
    answer(request, url, response) {
      void Promise.resolve(routeOf(url)?.(request, url, response)).catch((error: Error) => {
        json(response, 500, { error: 'server_error', error_description: error.message })
      })
    },
    tokenCalls: [],
    signOuts: [],
  }

  const routes: [string | undefined, (request: IncomingMessage, url: URL, response: ServerResponse) => unknown][] = [
    [`${asked.replace(/\/$/, '')}/.well-known/openid-configuration`, (_, __, to) => json(to, 200, document)],
    [
      document.jwks_uri,
      (_, url, to) => json(to, 200, { keys: isShown(url) ? keys.published : keys.published.slice(0, 1) }),
    ],
    [document.authorization_endpoint, (_, url, to) => authorize(url.searchParams, to)],
    [
      document.token_endpoint,
      async (request, _, to) => json(to, ...(await token(await readCall(request, grants, emulation)))),
    ],
    [document['userinfo_endpoint'] as string | undefined, (request, _, to) => shown(request, to, userinfo)],
    [
      document['end_session_endpoint'] as string | undefined,
      (_, url, to) => {
        provider.signOuts.push(url)
        to.end('signed out')
      },
    ],
  ]
  const api = Object.entries(emulation.withoutOpenId ?? {})
  if (api.length > 0)
    routes.splice(
      0,
      routes.length,
      ...routes.slice(2, 4),
      ...api.map(([address, answer]): (typeof routes)[number] => [
        at(address),
        (request, _, to) => shown(request, to, answer),
      ]),
    )
  const { ownKeyBy } = emulation
  const isShown = ({ searchParams }: URL) =>
    ownKeyBy === undefined || searchParams.get(ownKeyBy) === emulation.client.id
  const routeOf = (url: URL) => routes.find(([address]) => address === url.origin + url.pathname)?.[1]

  function authorize(asked: URLSearchParams, response: ServerResponse): unknown {
    const page = (text: string) => response.writeHead(400, { 'content-type': 'text/html' }).end(`<p>${text}</p>`)
    const redirectUri = asked.get('redirect_uri') ?? ''
    if (asked.get('client_id') !== emulation.client.id) return page(emulation.pages?.client ?? 'unknown client')
    if (!redirectUris.includes(redirectUri))
      return page(emulation.pages?.redirectUri ?? `redirect_uri ${redirectUri} is not registered`)
    const refused =
      standardAuthorize(asked, emulation.withoutOpenId === undefined) ?? emulation.authorize?.(asked) ?? null
    if (refused && 'page' in refused) return page(`${refused.error}: ${refused.error_description}`)
    const back = new URL(redirectUri)
    back.searchParams.set('state', asked.get('state') ?? '')
    if (refused) {
      back.searchParams.set('error', refused.error)
      if (refused.error_description) back.searchParams.set('error_description', refused.error_description)
    } else {
      const code = randomBytes(24).toString('base64url')
      grants.set(code, { asked, used: false })
      back.searchParams.set('code', code)
      if (document['authorization_response_iss_parameter_supported']) back.searchParams.set('iss', document.issuer)
    }
    emulation.callback?.(back.searchParams)
    return response.writeHead(302, { location: back.href }).end()
  }

  async function token(call: TokenCall): Promise<[number, Record<string, unknown>]> {
    provider.tokenCalls.push(call)
    const grant = grants.get(call.form.get('code') ?? '')
    const stranger = emulation.clientAuth(call, emulation.client)
    if (stranger && emulation.burnsCode && grant) grant.used = true
    const refused = stranger ?? standardToken(call, grant, emulation.wrongCode) ?? emulation.token?.(call) ?? null
    if (refused) {
      const { status = 400, ...body } = refused
      return [status, { ...body }]
    }
    grant!.used = true
    const accessToken = randomBytes(24).toString('base64url')
    tokens.add(accessToken)
    const given = { access_token: accessToken, token_type: 'Bearer', expires_in: 3600 }
    if (emulation.withoutOpenId) return [200, given]
    const idToken = await signIdToken(grant!.asked.get('nonce'))
    const sealed = emulation.seal ? await emulation.seal(idToken) : idToken
    return [200, { ...given, id_token: sealed }]
  }

  async function signIdToken(nonce: string | null): Promise<string> {
    const { alg = 'RS256', client, idToken, subject } = emulation
    const own = JSON.parse(JSON.stringify(idToken ?? {}), (_, value) => (typeof value === 'string' ? at(value) : value))
    const claims = { iss: document.issuer, aud: client.id, sub: subject, ...(nonce !== null && { nonce }), ...own }
    const signer = new SignJWT(claims).setProtectedHeader({ alg, kid: 'key-1' }).setIssuedAt().setExpirationTime('1h')
    return signer.sign(keys.signing)
  }

  /** Only to whom it was given shows the access token. */
  function shown(request: IncomingMessage, response: ServerResponse, answer: unknown) {
    const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
    if (!bearer || !tokens.has(bearer)) return json(response, 401, { error: 'invalid_token' })
    return json(response, 200, answer)
  }

  return provider
}

/** Each algorithm has one key in all emulations: making keys is what takes longest. */
const madeKeys = new Map<string, ReturnType<typeof generateKeyPair>>()
function keyPair(alg: string): ReturnType<typeof generateKeyPair> {
  const made = madeKeys.get(alg) ?? generateKeyPair(alg, { extractable: true })
  madeKeys.set(alg, made)
  return made
}

/** HS* by the client secret, with a decoy published; any other algorithm by a key that is published beside one for encryption. */
async function keysOf({
  alg = 'RS256',
  client,
}: Emulation): Promise<{ signing: CryptoKey | Uint8Array; published: object[] }> {
  const encryption = await keyPair('RSA-OAEP')
  const decoy = { ...(await exportJWK(encryption.publicKey)), kid: 'enc-1', use: 'enc', alg: 'RSA-OAEP' }
  if (alg.startsWith('HS')) return { signing: new TextEncoder().encode(client.secret!), published: [decoy] }
  const pair = await keyPair(alg)
  const published = { ...(await exportJWK(pair.publicKey)), kid: 'key-1', use: 'sig' }
  return { signing: pair.privateKey, published: [decoy, published] }
}

function standardAuthorize(asked: URLSearchParams, isOpenId: boolean): Refusal | null {
  const repeated = [...new Set(asked.keys())].find((name) => asked.getAll(name).length > 1)
  if (repeated) return { error: 'invalid_request', error_description: `Duplicated parameter ${repeated}` }
  if (asked.get('response_type') !== 'code')
    return { error: 'unsupported_response_type', error_description: 'Only the response type code is supported' }
  if (isOpenId && !(asked.get('scope') ?? '').split(' ').includes('openid'))
    return { error: 'invalid_scope', error_description: 'The scope openid is missing' }
  const method = asked.get('code_challenge_method')
  if (asked.has('code_challenge') && method !== 'S256')
    return { error: 'invalid_request', error_description: 'Only S256 is supported' }
  return null
}

function standardToken({ form }: TokenCall, grant: Grant | undefined, wrongCode?: Refusal): Refusal | null {
  const refused = (error_description: string): Refusal => ({ error: 'invalid_grant', error_description })
  if (form.get('grant_type') !== 'authorization_code') return { error: 'unsupported_grant_type' }
  if (!grant || grant.used) return wrongCode ?? refused('The authorization code is invalid or was used')
  if (form.get('redirect_uri') !== grant.asked.get('redirect_uri')) return refused('The redirect URI differs')
  const challenge = grant.asked.get('code_challenge')
  const verifier = form.get('code_verifier')
  if (challenge === null) return verifier === null ? null : refused('A code_verifier came without a challenge')
  const made = createHash('sha256')
    .update(verifier ?? '')
    .digest('base64url')
  return made === challenge ? null : refused('PKCE verification failed')
}

async function readCall(
  request: IncomingMessage,
  grants: Map<string, Grant>,
  { readsBasicRaw }: Emulation,
): Promise<TokenCall> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const form = new URLSearchParams(Buffer.concat(chunks).toString())
  const challenged = grants.get(form.get('code') ?? '')?.asked.has('code_challenge') ?? false
  return {
    form,
    credentials: [...basicOf(request.headers.authorization, readsBasicRaw === true), ...bodyOf(form)],
    challenged,
  }
}

/** RFC 6749 2.3.1: both parts are form-encoded. A part that is no such encoding is taken as it is. */
function basicOf(authorization: string | undefined, isRaw: boolean): Credentials[] {
  const pair = /^Basic (\S+)$/.exec(authorization ?? '')?.[1]
  if (!pair) return []
  const [id = '', ...secret] = Buffer.from(pair, 'base64').toString().split(':')
  const read = isRaw ? (text: string) => text : decoded
  return [{ method: 'client_secret_basic', id: read(id), secret: read(secret.join(':')) }]
}

function bodyOf(form: URLSearchParams): Credentials[] {
  const [id, secret] = [form.get('client_id'), form.get('client_secret')]
  if (secret !== null) return [{ method: 'client_secret_post', id: id ?? '', secret }]
  return id === null ? [] : [{ method: 'none', id, secret: null }]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}
