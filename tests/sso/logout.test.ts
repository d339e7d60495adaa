import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { CompactEncrypt, importJWK, SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createJar, type Jar } from '../kit/jar.ts'
import { until } from '../kit/until.ts'
import { type Signpost, startSignpost } from './signpost.ts'
import { walkSignIn } from './walk.ts'

let signpost: Signpost
let folder: string
/** For tokens that are encrypted for us. */
const ours = generateKeyPairSync('rsa', { modulusLength: 2048 })
/** Milliseconds by which our server is ahead of the provider. */
let ahead = 0
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-logout-'))
  const decryptionKeyFile = path.join(folder, 'key.pem')
  await writeFile(decryptionKeyFile, ours.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  signpost = await startSignpost({
    second: { id: 'acme', decryptionKeyFile },
    clock: { now: () => Date.now() + ahead },
  })
})
afterAll(async () => {
  await signpost.stop()
  await rm(folder, { recursive: true })
})
afterEach(() => {
  Object.assign(signpost.idp.bends, { discovery: undefined, claims: undefined, sign: undefined, jwks: undefined })
})

const isSignedIn = async (jar: Jar) => (await jar.send(`${signpost.url}/api/me`)).status === 200
async function signedIn(provider = ''): Promise<Jar> {
  const jar = createJar()
  await walkSignIn(signpost.url, { jar, person: 'dora', start: `/oidc/login${provider}` })
  expect(await isSignedIn(jar)).toBe(true)
  return jar
}
const logout = (jar: Jar, method: string, headers: Record<string, string> = {}) =>
  jar.send(`${signpost.url}/logout`, { method, headers })

describe('signing out', () => {
  const hintOf = async (jar: Jar) => {
    const { searchParams } = new URL((await logout(jar, 'GET')).location!)
    expect(searchParams.get('client_id')).toBe('signpost')
    return searchParams.has('id_token_hint')
  }
  /** What the audit trail has of the last sign-out. */
  const noted = async () => {
    const rows = signpost.server.context.appDb.selectFrom('audit').selectAll().where('action', '=', 'signed-out')
    const all = await rows.orderBy('id', 'desc').execute()
    return JSON.parse(String(all[0]?.facts ?? '{}'))
  }
  const isNoted = (facts: Record<string, unknown>) =>
    until(async () => JSON.stringify(await noted()) === JSON.stringify(facts))

  test('ends the session here and at the provider, and comes back to HOST', async () => {
    const jar = await signedIn()
    const cookie = jar.cookie(signpost.url, 'signpost')!
    const away = await logout(jar, 'GET')
    expect(Object.fromEntries(new URL(away.location!).searchParams)).toMatchObject({
      client_id: 'signpost',
      post_logout_redirect_uri: `${signpost.url}/`,
      id_token_hint: expect.stringMatching(/^eyJ/),
      state: expect.stringMatching(/^[\w-]{43}$/),
    })
    expect(await isSignedIn(jar)).toBe(false)
    const page = await jar.walk(away.location!)
    const back = (await jar.submit(page, { logout: 'yes' })).location!
    expect(back.replace(/state=.*/, 'state=')).toBe(`${signpost.url}/?state=`)
    // Only the state of this browser's own sign-out is told that all went well.
    expect((await jar.send(`${signpost.url}/?state=made-up`)).location).toBeNull()
    expect((await createJar().send(back)).location).toBeNull()
    expect((await jar.send(back)).location).toBe(`${signpost.url}/signed-out`)
    // The old cookie is worth nothing, and the provider asks again who it is.
    const old = await createJar().send(`${signpost.url}/api/me`, { headers: { cookie: `signpost=${cookie}` } })
    expect(old.status).toBe(401)
    expect((await jar.walk(`${signpost.url}/oidc/login`)).text).toContain('Who are you?')
  })

  test('works here although the provider has no address for it', async () => {
    const jar = await signedIn()
    signpost.idp.bends.discovery = ({ end_session_endpoint: _, ...document }) => document
    await jar.send(`${signpost.url}/oidc/login`)
    expect((await logout(jar, 'GET')).location).toBe(`${signpost.url}/login`)
    expect(await isSignedIn(jar)).toBe(false)
    await isNoted({ provider: 'default', atProvider: false, findings: ['logout-endpoint-fake-or-absent'] })
  })

  test('goes to the address that older versions of PingFederate publish by a name of their own', async () => {
    signpost.idp.bends.discovery = ({ end_session_endpoint, ...document }) => ({
      ...document,
      end_session_endpoint: null,
      ping_end_session_endpoint: end_session_endpoint,
    })
    expect(new URL((await logout(await signedIn(), 'GET')).location!).pathname).toBe('/session/end')
    // Where there is a standard one too, that is it.
    signpost.idp.bends.discovery = (document) => ({ ...document, ping_end_session_endpoint: 'https://x.example/slo' })
    expect(new URL((await logout(await signedIn(), 'GET')).location!).pathname).toBe('/session/end')
  })

  test('leaves the ID token out where the address would be too long for servers', async () => {
    signpost.idp.bends.claims = (claims) => ({ ...claims, groups: Array(500).fill('engineers') })
    expect(await hintOf(await signedIn())).toBe(false)
    await isNoted({ provider: 'default', atProvider: true, findings: ['logout-hint-expired'] })
  })

  test('leaves the ID token out where its key is no longer published', async () => {
    const jar = await signedIn()
    signpost.idp.bends.discovery = (document) => ({ ...document, jwks_uri: `${document['jwks_uri']}?round=2` })
    signpost.idp.bends.jwks = () => ({ keys: [] })
    await jar.send(`${signpost.url}/oidc/login`)
    expect(await hintOf(jar)).toBe(false)
    await isNoted({ provider: 'default', atProvider: true, findings: ['logout-hint-expired'] })
  })

  test('goes without the ID token where it cannot be opened any more', async () => {
    const jar = await signedIn()
    await signpost.server.context.appDb.updateTable('session').set({ sealed_tokens: 'by-another-key' }).execute()
    expect(await hintOf(jar)).toBe(false)
    await isNoted({ provider: 'default', atProvider: true, findings: ['id-token-hint-missing'] })
  })

  test.each([
    ['cognito', true, '/logout', 'logout_uri'],
    ['auth0', false, '/v2/logout', 'returnTo'],
    ['auth0', true, '/session/end', 'post_logout_redirect_uri'],
  ])('at %s, which publishes its address (%s), goes to %s with %s', async (profile, publishes, path, parameter) => {
    await signpost.server.context.providerSettings.change('acme', { profile }, 'test')
    if (!publishes) signpost.idp.bends.discovery = ({ end_session_endpoint: _, ...document }) => document
    const away = new URL((await logout(await signedIn('/acme'), 'GET')).location!)
    expect([away.pathname, away.searchParams.get(parameter)]).toEqual([path, `${signpost.url}/`])
    expect(away.searchParams.get('client_id')).toBe('signpost')
    await signpost.server.context.providerSettings.change('acme', { profile: null }, 'test')
  })

  test.each([
    ['a link of ours', 'GET', { 'sec-fetch-site': 'same-origin' }, true],
    ['the address bar', 'GET', { 'sec-fetch-site': 'none' }, true],
    ['a form of ours', 'POST', { 'sec-fetch-site': 'same-origin' }, true],
    ['a link of another site', 'GET', { 'sec-fetch-site': 'cross-site' }, false],
    ['a form of another site', 'POST', { 'sec-fetch-site': 'cross-site' }, false],
    ['a form of another site in an old browser', 'POST', { origin: 'https://evil.example' }, false],
    ['a form without origin', 'POST', { origin: 'null' }, false],
  ])('by %s', async (_what, method, headers, ends) => {
    const jar = await signedIn()
    const answer = await logout(jar, method, headers as Record<string, string>)
    expect(await isSignedIn(jar)).toBe(!ends)
    if (!ends && method === 'GET') expect(answer.text).toMatch(/<form[^>]*action="\/logout"/)
    if (!ends && method === 'POST') expect(answer.status).toBe(403)
  })
})

describe('a logout token', () => {
  const now = () => Math.floor(Date.now() / 1000)
  const event = { 'http://schemas.openid.net/event/backchannel-logout': {} }
  const claims = (): Record<string, unknown> => ({
    iss: signpost.idp.issuer,
    aud: signpost.idp.clientId,
    sub: 'demo-dora',
    iat: now(),
    exp: now() + 120,
    jti: crypto.randomUUID(),
    events: event,
  })
  async function sign(
    changes: Record<string, unknown> = {},
    { key = 'published', typ = 'logout+jwt', alg = 'RS256' }: Partial<Record<'key' | 'typ' | 'alg', string>> = {},
  ) {
    const jwk = signpost.idp.keys[key as 'published' | 'foreign'].find((each) => each.kid === `demo-${alg}`)
    const body = Object.fromEntries(
      Object.entries({ ...claims(), ...changes }).filter(([, value]) => value !== undefined),
    )
    return new SignJWT(body)
      .setProtectedHeader({ alg, typ, ...(jwk && { kid: jwk.kid! }) })
      .sign(jwk ? await importJWK(jwk, alg) : new TextEncoder().encode(signpost.idp.clientSecret))
  }
  const send = async (token: string, path = '/oidc/backchannel-logout') => {
    const answer = await fetch(signpost.url + path, {
      method: 'POST',
      body: new URLSearchParams({ logout_token: token }),
    })
    expect(answer.headers.get('cache-control')).toBe('no-store')
    return answer.status
  }

  test('of the provider ends the sessions of the person at once, and counts once', async () => {
    const jar = await signedIn()
    const token = await sign()
    expect(await send(token)).toBe(200)
    expect(await isSignedIn(jar)).toBe(false)
    expect(await send(token)).toBe(400)
  })

  const sidOf = async () => {
    const sessions = signpost.server.context.appDb.selectFrom('session').select('provider_session')
    return (await sessions.orderBy('created_at', 'desc').executeTakeFirstOrThrow()).provider_session!
  }

  test('by sid ends that session alone, by both too, by sub all of the person', async () => {
    const [first, second, third, fourth] = [await signedIn(), await signedIn(), await signedIn(), await signedIn()]
    const sid = await sidOf()
    const still = () => Promise.all([first, second, third, fourth].map(isSignedIn))
    expect(await send(await sign({ sid, sub: undefined }))).toBe(200)
    expect(await still()).toEqual([true, true, true, false])
    const fifth = await signedIn()
    expect(await send(await sign({ sid: await sidOf() }))).toBe(200)
    expect([await isSignedIn(fifth), ...(await still())]).toEqual([false, true, true, true, false])
    expect(await send(await sign({ sub: 'demo-ben' }))).toBe(200)
    expect(await still()).toEqual([true, true, true, false])
    expect(await send(await sign())).toBe(200)
    expect(await still()).toEqual([false, false, false, false])
  })

  test('at a provider that is not there is 400', async () => {
    expect(await send(await sign(), '/oidc/backchannel-logout/nobody')).toBe(400)
  })

  test('signed with the client secret counts for nothing at a provider that has keys', async () => {
    const algorithms = { id_token_signing_alg_values_supported: ['RS256', 'HS256'] }
    signpost.idp.bends.discovery = (document) => ({ ...document, ...algorithms })
    const jar = await signedIn()
    expect(await send(await sign({}, { alg: 'HS256' }))).toBe(400)
    expect(await isSignedIn(jar)).toBe(true)
    algorithms.id_token_signing_alg_values_supported = ['HS256']
    signpost.idp.bends.sign = { alg: 'HS256', key: 'client-secret' }
    const other = await signedIn()
    expect(await send(await sign({}, { alg: 'HS256' }))).toBe(200)
    expect(await isSignedIn(other)).toBe(false)
  })

  test('may be encrypted for us, as ID tokens are, and must be signed inside', async () => {
    const encrypt = (text: string) =>
      new CompactEncrypt(new TextEncoder().encode(text))
        .setProtectedHeader({ alg: 'RSA-OAEP', enc: 'A256GCM', cty: 'JWT' })
        .encrypt(ours.publicKey)
    const jar = await signedIn('/acme')
    const acme = '/oidc/backchannel-logout/acme'
    expect(await send(await encrypt(JSON.stringify(claims())), acme)).toBe(400)
    expect(await send(await encrypt(await sign({}, { key: 'foreign' })), acme)).toBe(400)
    expect(await isSignedIn(jar)).toBe(true)
    expect(await send(await encrypt(await sign()), acme)).toBe(200)
    expect(await isSignedIn(jar)).toBe(false)
  })

  test('of an unknown key makes the provider be asked for its keys once in half a minute, whoever sends it', async () => {
    const jar = await signedIn()
    let asked = 0
    signpost.idp.bends.jwks = (keys) => {
      asked += 1
      return keys
    }
    const unheard = async (kid: string) => {
      const [jwk] = signpost.idp.keys.foreign
      const token = new SignJWT(claims()).setProtectedHeader({ alg: 'RS256', kid, typ: 'logout+jwt' })
      return token.sign(await importJWK(jwk!, 'RS256'))
    }
    ahead = 31_000
    for (const kid of ['one', 'two', 'three']) expect(await send(await unheard(kid))).toBe(400)
    expect(asked).toBe(1)
    expect(await isSignedIn(jar)).toBe(true)
  })

  test('that comes as anything but a form is 400, too', async () => {
    const init = { method: 'POST', body: 'logout_token=x', headers: { 'content-type': 'text/plain' } }
    const answer = await fetch(`${signpost.url}/oidc/backchannel-logout`, init)
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([400, 'no-store'])
  })

  test('ends no sessions of another provider', async () => {
    const jar = await signedIn()
    expect(await send(await sign(), '/oidc/backchannel-logout/acme')).toBe(200)
    expect(await isSignedIn(jar)).toBe(true)
  })

  test.each<[string, () => Promise<string>]>([
    ['nobody wrote', async () => ''],
    ['is no token', async () => 'nonsense'],
    ['somebody else signed', () => sign({}, { key: 'foreign' })],
    [
      'nobody signed',
      async () => `${btoa('{"alg":"none"}').replace(/=+$/, '')}.${btoa(JSON.stringify(claims())).replace(/=+$/, '')}.`,
    ],
    ['is an ID token', () => sign({}, { typ: 'id_token+jwt' })],
    ['is of another issuer', () => sign({ iss: 'https://other.example' })],
    ['is for another application', () => sign({ aud: 'other' })],
    ['has run out', () => sign({ exp: now() - 600, iat: now() - 700 })],
    ['has no end', () => sign({ exp: undefined })],
    ['is from the future', () => sign({ iat: now() + 600, exp: now() + 700 })],
    ['has no id', () => sign({ jti: undefined })],
    ['has a nonce', () => sign({ nonce: 'x' })],
    ['has no event', () => sign({ events: undefined })],
    ['has another event', () => sign({ events: { 'http://other': {} } })],
    ['names nobody', () => sign({ sub: undefined })],
  ])('that %s is refused, and nobody is signed out', async (_what, make) => {
    const jar = await signedIn()
    expect(await send(await make())).toBe(400)
    expect(await isSignedIn(jar)).toBe(true)
  })

  test('that names nobody is refused by its code, and the log says why', async () => {
    const body = new URLSearchParams({ logout_token: await sign({ sub: undefined }) })
    const answer = await fetch(`${signpost.url}/oidc/backchannel-logout`, { method: 'POST', body })
    expect(await answer.json()).toEqual({ error: 'invalid_request', error_description: 'backchannel-invalid' })
    expect(signpost.log.some((line) => line.includes('it names neither'))).toBe(true)
  })
})

describe('a front-channel logout, which any page can make a browser send', () => {
  const providerSession = async () => {
    const sessions = signpost.server.context.appDb.selectFrom('session').select('provider_session')
    const { provider_session: sid } = await sessions.orderBy('created_at', 'desc').executeTakeFirstOrThrow()
    return sid!
  }
  const frame = (query: Record<string, string>, provider = '') =>
    createJar().send(`${signpost.url}/oidc/frontchannel-logout${provider}?${new URLSearchParams(query)}`)

  test('ends the session that issuer and sid name together, and no other', async () => {
    const other = await signedIn()
    const jar = await signedIn()
    const answer = await frame({ iss: signpost.idp.issuer, sid: await providerSession() })
    expect(answer.status).toBe(200)
    expect(await isSignedIn(jar)).toBe(false)
    expect(await isSignedIn(other)).toBe(true)
  })

  test('ends nothing by another issuer, a made-up sid, half of it, or at another provider', async () => {
    const jar = await signedIn()
    const [iss, sid] = [signpost.idp.issuer, await providerSession()]
    for (const query of [{ iss: 'https://evil.example', sid }, { iss, sid: 'made-up' }, { iss }, { sid }, {}])
      expect((await frame(query as Record<string, string>)).status).toBe(200)
    await frame({ iss, sid }, '/acme')
    expect(await isSignedIn(jar)).toBe(true)
  })

  test('may stand in a frame of the provider, and of nobody else', async () => {
    const policy = async (path: string) => {
      const answer = await createJar().send(signpost.url + path)
      return /frame-ancestors ([^;]*)/.exec(answer.headers.get('content-security-policy')!)![1]
    }
    const { issuer } = signpost.idp
    expect(await policy('/oidc/frontchannel-logout')).toBe(issuer)
    expect(await policy('/oidc/frontchannel-logout/acme?iss=https://evil.example')).toBe(issuer)
    expect(await policy('/oidc/frontchannel-logout/nobody')).toBe("'none'")
    expect(await policy('/login')).toBe("'self'")
  })

  test('comes to /logout where the provider was told so for W&B Server', async () => {
    const [jar, other] = [await signedIn(), await signedIn()]
    const query = new URLSearchParams({ iss: signpost.idp.issuer, sid: await providerSession() })
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'iframe' }
    const answer = await createJar().send(`${signpost.url}/logout?${query}`, { headers })
    expect(answer.headers.get('content-security-policy')).toContain(`frame-ancestors ${signpost.idp.issuer}`)
    expect([await isSignedIn(jar), await isSignedIn(other)]).toEqual([true, false])
    // Whatever the frame says, the cookie of the person ends nothing.
    const away = await jar.send(`${signpost.url}/logout?iss=${signpost.idp.issuer}`, { headers })
    expect([away.status, await isSignedIn(jar)]).toEqual([200, true])
  })
})
