import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { CompactEncrypt, decodeJwt, importJWK, importSPKI, jwtVerify } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../kit/until.ts'
import { type Asked, type Bends, type RawAnswer, robin } from './conformance/provider.ts'
import { type Outcome, type Station, startStation } from './conformance/station.ts'
import { signed, type Written } from './conformance/tokens.ts'

/** A secret that the two spellings of HTTP Basic write differently. */
const spelledSecret = 'a+secret/with=signs that need spelling'

let folder: string
let keyFile: string
let publicPem: string
let station: Station
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-flows-'))
  keyFile = path.join(folder, 'key.pem')
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  publicPem = pair.publicKey
  await writeFile(keyFile, pair.privateKey)
  station = await startStation({
    providers: {
      keyed: { signingKeyFile: keyFile, clientSecret: undefined },
      jwt: { clientAuth: 'client_secret_jwt' },
      spelled: { clientSecret: spelledSecret },
      public: { clientSecret: undefined },
      scoped: { scopes: ['openid', 'email', 'groups', 'offline_access'] },
      hybrid: { responseType: 'code id_token' },
      'hybrid-token': { responseType: 'code id_token token' },
      fragment: { responseType: 'id_token', responseMode: 'fragment' },
      signed: { responseMode: 'jwt' },
      decrypting: { decryptionKeyFile: keyFile },
      'no-key': { clientAuth: 'private_key_jwt' },
      impossible: { responseType: 'id_token', responseMode: 'query' },
    },
  })
})
afterEach(() => station.provider.straighten())
afterAll(async () => {
  await station?.stop()
  await rm(folder, { recursive: true, force: true })
})

const bend = (bends: Bends) => Object.assign(station.provider.bends, bends)
const stageOf = ({ record }: Outcome, name: string) =>
  record.stages.findLast(({ stage }) => stage === name)?.evidence ?? {}
const planOf = (outcome: Outcome) => stageOf(outcome, 'authorize')['plan'] as Record<string, string>
const askedAt = (where: string) => station.provider.asked.filter((each) => each.path === where)

const refusal = (error: string, description: string, status = 400): RawAnswer => ({
  status,
  body: JSON.stringify({ error, error_description: description }),
})
/** Answers at the token endpoint for what `refuses` finds something to say about. */
const tokenRefusal = (refuses: (asked: Asked) => RawAnswer | undefined): Bends => ({
  answer: (asked) => (asked.path === '/token' ? refuses(asked) : undefined),
})
const callbackError = (error: string, description: string, when: (asked: URLSearchParams) => boolean): Bends => ({
  authorization(answer, asked) {
    if (!when(asked)) return
    for (const name of ['code', 'id_token', 'access_token']) answer.delete(name)
    answer.set('error', error)
    answer.set('error_description', description)
  },
})

describe('client authentication', () => {
  test('the plan tells what is sent and why', async () => {
    const outcome = await station.signIn()
    expect(outcome.signedIn).toBe(true)
    expect(planOf(outcome)).toEqual({
      responseType: 'code (default of RFC 9700)',
      responseMode: 'query (default of the specification)',
      pkce: 'S256 (published)',
      clientAuth: 'client_secret_basic, client_secret_post (published)',
      signing: expect.stringContaining('RS256'),
      encryption: 'none (no decryptionKeyFile)',
      scopes: expect.stringContaining('openid'),
      request: 'plain (nothing else is demanded)',
    })
  })

  test('a refused way is followed by one other, which is remembered with its day until the document changes', async () => {
    const onlyPost = tokenRefusal(({ headers }) =>
      headers.authorization ? refusal('invalid_client', 'use the body', 401) : undefined,
    )
    bend(onlyPost)
    const first = await station.signIn()
    expect(first.signedIn).toBe(true)
    expect(askedAt('/token')).toHaveLength(2)
    // To straighten it would move its keys, and so change its document.
    station.provider.asked.length = 0
    const second = await station.signIn()
    expect(second.signedIn).toBe(true)
    expect(askedAt('/token')).toHaveLength(1)
    expect(planOf(second)['clientAuth']).toMatch(
      /^client_secret_post, client_secret_basic \(learned on \d{4}-\d\d-\d\d\)$/,
    )
    station.provider.straighten()
    bend({ discovery: (document) => ({ ...document, service_documentation: 'https://docs.example' }) })
    expect(planOf(await station.signIn())['clientAuth']).toBe('client_secret_basic, client_secret_post (published)')
  })

  test('each request proves the client in exactly one way', async () => {
    await station.signIn()
    const [{ headers, form } = {} as Asked] = askedAt('/token')
    const proofs = [headers.authorization, form.get('client_secret'), form.get('client_assertion')]
    expect(proofs.filter(Boolean)).toHaveLength(1)
  })

  test('where the code is used up by a refused try, the person is sent round once more without seeing it', async () => {
    const used = new Set<string>()
    bend(
      tokenRefusal(({ form, headers }) => {
        const code = form.get('code')!
        if (used.has(code)) return refusal('invalid_grant', 'the code is unknown')
        used.add(code)
        return headers.authorization ? refusal('invalid_client', 'not this way', 401) : undefined
      }),
    )
    // What was learned by the tests before is for another document.
    bend({ discovery: (document) => ({ ...document, op_policy_uri: 'https://policy.example' }) })
    const outcome = await station.signIn()
    expect(outcome.signedIn).toBe(true)
    expect(askedAt('/authorize')).toHaveLength(2)
    expect(outcome.record.stages.filter(({ evidence }) => evidence['sentRound'])).toHaveLength(1)
    expect(outcome.record).toMatchObject({ outcome: 'signed-in', code: null })
  })

  test('a server that compares the raw text of Basic is found, too', async () => {
    const raw = `Basic ${Buffer.from(`${station.provider.clientId}:${spelledSecret}`).toString('base64')}`
    const right = {
      authorization: `Basic ${Buffer.from(`${station.provider.clientId}:${station.provider.clientSecret}`).toString('base64')}`,
    }
    bend(
      tokenRefusal((asked) => {
        if (asked.headers.authorization !== raw) return refusal('invalid_client', 'no such client', 401)
        Object.assign(asked.headers, right)
        return undefined
      }),
    )
    const outcome = await station.signIn({ provider: 'spelled' })
    expect(outcome.signedIn).toBe(true)
    expect(stageOf(outcome, 'token')['clientAuth']).toBe('client_secret_basic (raw)')
  })

  test('a wrong secret ends after two tries', async () => {
    bend(tokenRefusal(() => refusal('invalid_client', 'wrong', 401)))
    const outcome = await station.signIn()
    expect(outcome.code).toBe('secret-wrong')
    expect(askedAt('/token')).toHaveLength(2)
    expect(askedAt('/authorize')).toHaveLength(1)
  })

  test('a signed assertion is for the issuer, and where that is refused for the token endpoint', async () => {
    const { clientId, issuer } = station.provider
    const key = await importSPKI(publicPem, 'RS256')
    const audiences: unknown[] = []
    const seen: Promise<unknown>[] = []
    bend(
      tokenRefusal(({ form }) => {
        const assertion = form.get('client_assertion') ?? ''
        seen.push(jwtVerify(assertion, key, { issuer: clientId, subject: clientId, typ: 'JWT' }))
        const { aud } = decodeJwt(assertion)
        audiences.push(aud)
        return aud === `${issuer}/token` ? undefined : refusal('invalid_client', 'audience', 401)
      }),
    )
    const outcome = await station.signIn({ provider: 'keyed' })
    await Promise.all(seen)
    expect(outcome.signedIn).toBe(true)
    expect(audiences).toEqual([issuer, `${issuer}/token`])
    expect(stageOf(outcome, 'token')['clientAuth']).toBe('private_key_jwt (audience: token endpoint)')
  })

  test('client_secret_jwt is signed by the secret', async () => {
    const { clientId, clientSecret } = station.provider
    const seen: Promise<unknown>[] = []
    bend(
      tokenRefusal(({ form }) => {
        seen.push(
          jwtVerify(form.get('client_assertion')!, new TextEncoder().encode(clientSecret), { issuer: clientId }),
        )
        return undefined
      }),
    )
    expect((await station.signIn({ provider: 'jwt' })).signedIn).toBe(true)
    expect((await Promise.all(seen)).length).toBe(1)
  })

  test('signing-key-missing: private_key_jwt without a key', async () => {
    const outcome = await station.signIn({ provider: 'no-key' })
    expect(outcome.code).toBe('signing-key-missing')
    expect(outcome.record.mend.join()).toContain('/oidc/jwks.json')
  })
})

describe('what a provider refuses of the request', () => {
  test.each([
    ['invalid_scope', 'unknown scope'],
    ['invalid_scope', 'offline_access is not allowed'],
  ])('%s (%s) leaves the optional scopes out, at once and from then on', async (error, description) => {
    const isOptional = (asked: URLSearchParams) => /groups|offline_access/.test(asked.get('scope') ?? '')
    bend({
      ...callbackError(error, description, isOptional),
      discovery: (d) => ({ ...d, op_tos_uri: `https://${description.length}.example` }),
    })
    const outcome = await station.signIn({ provider: 'scoped' })
    expect(outcome.signedIn).toBe(true)
    expect(askedAt('/authorize').map(({ query }) => query.get('scope'))).toEqual([
      'openid email groups offline_access',
      'openid email',
    ])
    expect(planOf(outcome)['scopes']).toMatch(/without groups offline_access: learned on/)
    expect((await station.signIn({ provider: 'scoped' })).signedIn).toBe(true)
    expect(askedAt('/authorize')).toHaveLength(3)
  })

  test('a scope that is not optional is named', async () => {
    bend(callbackError('invalid_scope', 'unknown scope', () => true))
    expect((await station.signIn()).code).toBe('scope-groups-unknown')
  })

  const refusesPkce = callbackError('invalid_request', 'unknown parameter code_challenge', (asked) =>
    asked.has('code_challenge'),
  )
  test('PKCE is left out for a confidential client where the provider does not publish it and refuses it', async () => {
    bend({ ...refusesPkce, discovery: ({ code_challenge_methods_supported: _, ...rest }) => rest })
    const outcome = await station.signIn()
    expect(outcome.signedIn).toBe(true)
    expect(planOf(outcome)['pkce']).toMatch(/^off \(learned on/)
  })
  test.each([
    ['where it is published', 'default', false],
    ['for a public client', 'public', true],
  ])('PKCE is never left out %s', async (_when, provider, isUnpublished) => {
    bend(refusesPkce)
    if (isUnpublished) bend({ discovery: ({ code_challenge_methods_supported: _, ...rest }) => rest })
    expect((await station.signIn({ provider })).code).toBe('pkce-unsupported')
  })

  const pushing = (answer: (asked: Asked) => RawAnswer | undefined, more: Record<string, unknown> = {}): Bends => ({
    discovery: (d) => ({ ...d, pushed_authorization_request_endpoint: `${d['issuer']}/par`, ...more }),
    answer: (asked) => (asked.path === '/par' ? answer(asked) : undefined),
  })
  test('requests are pushed where the provider says so only by refusing', async () => {
    let pushed: URLSearchParams | undefined
    bend(
      pushing(({ form }) => {
        pushed = new URLSearchParams(form)
        return { status: 201, body: JSON.stringify({ request_uri: 'urn:pushed:1', expires_in: 60 }) }
      }),
    )
    const { answer } = station.provider.bends
    bend({
      ...callbackError('invalid_request', 'Pushed Authorization Request is only allowed.', () => true),
      answer(asked) {
        // From its name the provider knows the request.
        if (asked.query.get('request_uri') === 'urn:pushed:1')
          for (const [name, value] of pushed!) asked.query.set(name, value)
        if (asked.query.has('request_uri')) station.provider.bends.authorization = undefined
        return answer?.(asked)
      },
    })
    const outcome = await station.signIn()
    expect(outcome.signedIn).toBe(true)
    expect(stageOf(outcome, 'authorize')['request']).toBe('pushed')
    const [plain, short] = askedAt('/authorize')
    expect(plain!.query.has('state')).toBe(true)
    expect(short).toBeDefined()
  })
  test('pushed-request-refused: what the provider said of a pushed request', async () => {
    bend(pushing(() => refusal('invalid_request', 'no'), { require_pushed_authorization_requests: true }))
    const outcome = await station.signIn()
    expect(outcome.code).toBe('pushed-request-refused')
    expect(outcome.record.evidence).toMatchObject({ error: 'invalid_request', errorDescription: 'no' })
  })
  test('par-or-signed-request-required: where nothing can be pushed', async () => {
    bend(callbackError('invalid_request', 'a signed request object is required', () => true))
    expect((await station.signIn()).code).toBe('par-or-signed-request-required')
  })
  test('a demanded request object holds the parameters, signed by our key', async () => {
    bend({ discovery: (d) => ({ ...d, require_signed_request_object: true }) })
    const outcome = await station.signIn({ provider: 'keyed' })
    expect(outcome.signedIn).toBe(true)
    const [{ query } = {} as Asked] = askedAt('/authorize')
    const { payload, protectedHeader } = await jwtVerify(query.get('request')!, await importSPKI(publicPem, 'RS256'))
    expect(protectedHeader.typ).toBe('oauth-authz-req+jwt')
    expect(payload).toMatchObject({
      iss: station.provider.clientId,
      aud: station.provider.issuer,
      state: query.get('state'),
      code_challenge_method: 'S256',
    })
    expect(query.has('code_challenge')).toBe(false)
  })
})

describe('answers by the browser', () => {
  test.each(['hybrid', 'hybrid-token', 'fragment'])('%s signs in', async (provider) => {
    expect(await station.signIn({ provider })).toMatchObject({ code: null, signedIn: true })
  })

  test.each<[string, string, Bends]>([
    [
      'c-hash-mismatch',
      'hybrid',
      { claims: (claims, channel) => (channel === 'authorization' ? { ...claims, c_hash: 'x'.repeat(22) } : claims) },
    ],
    ['c-hash-mismatch', 'hybrid', { claims: ({ c_hash: _, ...claims }) => claims }],
    ['at-hash-mismatch', 'hybrid-token', { claims: ({ at_hash: _, ...claims }) => claims }],
    [
      'id-tokens-differ',
      'hybrid',
      { claims: (claims, channel) => (channel === 'token' ? { ...claims, sub: 'other' } : claims) },
    ],
    [
      'front-channel-token-missing',
      'hybrid',
      { idToken: (token, channel) => (channel === 'authorization' ? undefined : token) },
    ],
    ['front-channel-token-missing', 'hybrid-token', { authorization: (answer) => answer.delete('access_token') }],
    ['nonce-mismatch', 'fragment', { claims: (claims) => ({ ...claims, nonce: 'another' }) }],
    ['fragment-response', 'default', { responseMode: 'fragment' }],
    ['response-type-disabled', 'hybrid', callbackError('unsupported_response_type', '', () => true)],
  ])('%s (%s)', async (code, provider, bends) => {
    bend(bends)
    expect(await station.signIn({ provider })).toMatchObject({ code, signedIn: false })
  })

  test('response-mode-impossible: tokens in a query', async () => {
    expect((await station.signIn({ provider: 'impossible' })).code).toBe('response-mode-impossible')
  })
})

describe('a signed answer (JARM)', () => {
  /** What would have been sent, as one token; `change` has the last word. */
  const asJwt = (
    change: (claims: Record<string, unknown>) => Written = (claims) => claims,
    key = station.provider.keys.rsa,
  ): Bends => ({
    authorization(answer) {
      const { clientId, issuer } = station.provider
      const now = Math.floor(Date.now() / 1000)
      const claims = { ...Object.fromEntries(answer), iss: issuer, aud: clientId, exp: now + 60 }
      for (const name of [...answer.keys()]) answer.delete(name)
      answer.set('response', signed({ alg: 'RS256', kid: 'rsa' }, change(claims), { alg: 'RS256', key }))
    },
    responseMode: 'query',
  })
  test('is proven and read', async () => {
    bend(asJwt())
    expect(await station.signIn({ provider: 'signed' })).toMatchObject({ code: null, signedIn: true })
  })
  test.each<[string, (claims: Record<string, unknown>) => Record<string, unknown>]>([
    ['of another issuer', (claims) => ({ ...claims, iss: 'https://other.example' })],
    ['for another client', (claims) => ({ ...claims, aud: 'other' })],
    ['that has run out', (claims) => ({ ...claims, exp: 1 })],
  ])('%s is response-jwt-invalid', async (_what, change) => {
    bend(asJwt(change))
    expect(await station.signIn({ provider: 'signed' })).toMatchObject({
      code: 'response-jwt-invalid',
      signedIn: false,
    })
  })
  test('may name the issuer twice, as claim and as parameter, where both say the same', async () => {
    const twice = (iss: string) => (claims: Record<string, unknown>) =>
      `{"iss":"${iss}",${JSON.stringify(claims).slice(1)}`
    bend(asJwt(twice(station.provider.issuer)))
    expect(await station.signIn({ provider: 'signed' })).toMatchObject({ code: null, signedIn: true })
    bend(asJwt(twice('https://other.example')))
    expect((await station.signIn({ provider: 'signed' })).code).toBe('response-jwt-invalid')
  })
  test('with a foreign signature is response-jwt-invalid', async () => {
    bend(asJwt((claims) => claims, station.provider.keys.foreign))
    expect((await station.signIn({ provider: 'signed' })).code).toBe('response-jwt-invalid')
  })
  test('is not taken unasked, and what is not signed is not taken in its place', async () => {
    bend({ responseMode: 'query' })
    expect((await station.signIn({ provider: 'signed' })).code).toBe('response-mode-unexpected')
    station.provider.straighten()
    bend(asJwt())
    expect((await station.signIn()).code).toBe('response-mode-unexpected')
  })
})

describe('an encrypted ID token', () => {
  const encrypt = async (text: string, pem = publicPem) =>
    new CompactEncrypt(new TextEncoder().encode(text))
      .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', cty: 'JWT' })
      .encrypt(await importSPKI(pem, 'RSA-OAEP-256'))
  const foreignPem = () =>
    generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' }) as string

  test('is opened by our key, whose public half is published', async () => {
    bend({ idToken: (token) => encrypt(token) })
    expect(await station.signIn({ provider: 'decrypting' })).toMatchObject({ code: null, signedIn: true })
    const { keys } = (await (await fetch(`${station.url}/oidc/jwks.json`)).json()) as { keys: Record<string, string>[] }
    const encryption = keys.find(({ use, alg }) => use === 'enc' && alg === 'RSA-OAEP-256')!
    await importJWK(encryption, 'RSA-OAEP-256')
    expect(Object.keys(encryption).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use'])
  })
  test.each<[string, string, Bends['idToken']]>([
    ['decryption-failed', 'decrypting', (token) => encrypt(token, foreignPem())],
    ['id-token-malformed', 'decrypting', () => encrypt(JSON.stringify({ sub: robin.sub }))],
    ['id-token-encrypted', 'default', (token) => encrypt(token)],
  ])('%s (%s)', async (code, provider, idToken) => {
    bend({ idToken })
    expect(await station.signIn({ provider })).toMatchObject({ code, signedIn: false })
  })
  test('userinfo may be encrypted, too', async () => {
    const sealed = await encrypt(JSON.stringify({ ...robin, name: 'Robin of the sealed letter' }))
    bend({ userinfo: () => sealed })
    const outcome = await station.signIn({ provider: 'decrypting' })
    const { user } = JSON.parse((await outcome.jar.send(`${station.url}/api/me`)).text)
    expect(user.name).toBe('Robin of the sealed letter')
  })
})

test('signing out gives the refresh token back, once the sessions here and at the provider have ended', async () => {
  bend({
    discovery: (d) => ({ ...d, revocation_endpoint: `${d['issuer']}/revoke` }),
    answer: (asked) => (asked.path === '/revoke' ? { status: 200 } : undefined),
  })
  const { jar, signedIn } = await station.signIn({ provider: 'scoped' })
  expect(signedIn).toBe(true)
  const { location } = await jar.send(`${station.url}/logout`, { method: 'POST', headers: { origin: station.url } })
  expect(await station.isSignedIn(jar)).toBe(false)
  // revoke-before-end-session: Keycloak would tell no other application of it.
  const back = await jar.send(location!)
  expect(askedAt('/revoke')).toHaveLength(0)
  await jar.send(back.location!)
  await until(async () => askedAt('/revoke').length === 1)
  const [{ form, headers } = {} as Asked] = askedAt('/revoke')
  expect(form.get('token')).toMatch(/^refresh-/)
  expect(form.get('token_type_hint')).toBe('refresh_token')
  expect([headers.authorization, form.get('client_secret')].filter(Boolean)).toHaveLength(1)
})
