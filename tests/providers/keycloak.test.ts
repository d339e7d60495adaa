import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createJar, type Jar } from '../kit/jar.ts'
import { hasKeycloak, type Keycloak, type KeycloakRealm, startKeycloak } from '../kit/keycloak.ts'
import { freePort } from '../kit/ports.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { until } from '../kit/until.ts'
import { openWay } from '../kit/way.ts'
import { ended } from '../sso/walk.ts'

const clientSecret = 'a-secret-of-more-than-32-characters-for-hs256'
const password = 'Alice-pw-2026'

/** A server of ours and a realm of its own, whose clients know the server's address. */
interface Pair {
  url: string
  server: TestServer
  realm: KeycloakRealm
  stop(): Promise<void>
}

// Keycloak compiles its pages and makes keys for each realm: quick when alone, slow beside other suites.
describe.skipIf(!hasKeycloak)('with a real Keycloak', { timeout: 120_000 }, () => {
  let keycloak: Keycloak
  const pairs: Pair[] = []
  /** Milliseconds by which our servers are ahead of Keycloak. */
  let ahead = 0
  const clock = { now: () => Date.now() + ahead }
  afterEach(() => {
    ahead = 0
  })
  beforeAll(async () => {
    keycloak = await startKeycloak()
  }, 400_000)
  afterAll(async () => {
    for (const pair of pairs) await pair.stop()
    await keycloak.stop()
  })

  async function pair(
    realmName: string,
    env: (realm: KeycloakRealm) => Record<string, string>,
    client = {},
  ): Promise<Pair> {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const realm = await keycloak.realm(realmName, {
      users: [{ username: 'alice', password, groups: ['/ml-team'] }],
      groups: [{ name: 'ml-team' }],
      clients: [
        {
          clientId: 'signpost',
          publicClient: false,
          secret: clientSecret,
          redirectUris: [`${url}/oidc/callback`],
          attributes: {
            'post.logout.redirect.uris': `${url}/`,
            'backchannel.logout.url': `${url}/oidc/backchannel-logout`,
            'backchannel.logout.session.required': 'true',
          },
          ...client,
        },
        {
          clientId: 'signpost-public',
          publicClient: true,
          redirectUris: [`${url}/oidc/callback`],
          attributes: { 'pkce.code.challenge.method': 'S256', 'post.logout.redirect.uris': `${url}/` },
        },
      ],
    })
    const settings = { OIDC_ISSUER: realm.issuer, OIDC_CLIENT_ID: 'signpost', OIDC_SECRET: clientSecret, ...env(realm) }
    const set = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ''))
    const server = await startServer({ env: { PORT: String(port), HOST: url, ...set }, overrides: { clock } })
    const made = { url, server, realm, stop: () => server.stop() }
    pairs.push(made)
    return made
  }

  /** From the button to the end, with Keycloak's own page between. */
  async function walk(url: string, jar: Jar = createJar(), start = '/oidc/login?return_to=/home') {
    const isOurs = (at: URL) => at.origin === url && at.pathname !== '/oidc/login'
    let at = await jar.walk(url + start, isOurs)
    if (at.location === null) {
      if (!at.text.includes('kc-form-login')) return { ...ended(at), code: `keycloak ${at.status}` }
      at = await jar.submit(at, { username: 'alice', password }, /login-actions/)
    }
    return ended(
      at.location === null ? at : await jar.walk(at.location, (to) => isOurs(to) && to.pathname !== '/oidc/callback'),
    )
  }
  const me = async (url: string, jar: Jar) => (await jar.send(`${url}/api/me`)).status
  const sessionsOf = async ({ realm }: Pair) =>
    (await realm.admin('GET', `/users/${await realm.userId('alice')}/sessions`)) as { id: string }[]

  test('a confidential client signs in, and signing out ends the session of Keycloak too', async () => {
    const made = await pair('confidential', () => ({}))
    const jar = createJar()
    const { code, path } = await walk(made.url, jar)
    expect([code, path]).toEqual([null, '/home'])
    const { user } = JSON.parse((await jar.send(`${made.url}/api/me`)).text)
    expect(user).toMatchObject({ username: 'alice', email: 'alice@acme.example', admin: false })
    expect(await sessionsOf(made)).toHaveLength(1)
    const away = await jar.send(`${made.url}/logout`)
    const home = await jar.walk(away.location!, (at) => at.origin === made.url)
    expect(home.location).toBe(`${made.url}/`)
    expect(await me(made.url, jar)).toBe(401)
    expect(await sessionsOf(made)).toHaveLength(0)
    // Nobody is signed in by a session that was left behind: Keycloak asks for the password again.
    expect((await jar.walk(`${made.url}/oidc/login`)).text).toContain('kc-form-login')
  })

  test('a public client signs in without a secret', async () => {
    const made = await pair('public', () => ({ OIDC_CLIENT_ID: 'signpost-public', OIDC_SECRET: '' }))
    expect((await walk(made.url)).code).toBeNull()
    const [attempt] = await made.server.context.attempts.list()
    expect(attempt!.stages.find(({ stage }) => stage === 'token')?.evidence).toMatchObject({
      clientAuth: 'none',
      pkce: true,
    })
  })

  test('a person who is logged out by the administrator of Keycloak loses access at once', async () => {
    const made = await pair('backchannel', () => ({}))
    const jar = createJar()
    await walk(made.url, jar)
    expect(await me(made.url, jar)).toBe(200)
    await made.realm.admin('POST', `/users/${await made.realm.userId('alice')}/logout`)
    await until(async () => (await me(made.url, jar)) === 401)
  })

  describe('a session is re-validated', () => {
    const every = { SIGNPOST_REVALIDATE_EVERY: '2m' }
    const disable = async ({ realm }: Pair) => {
      await realm.admin('PUT', `/users/${await realm.userId('alice')}`, { enabled: false })
    }
    const signedIn = async (made: Pair) => {
      const jar = createJar()
      expect((await walk(made.url, jar)).code).toBeNull()
      return jar
    }
    /** Uses the session after the interval, waits for what that starts, and uses it again. */
    const usedAfterInterval = async (made: Pair, jar: Jar) => {
      ahead += 2 * 60_000
      const first = await me(made.url, jar)
      await made.server.context.liveSessions.settled()
      return [first, await me(made.url, jar)]
    }

    test.each([
      ['by refresh token', 'refreshed', {}, 'refresh-failed'],
      ['by userinfo', 'no-refresh', { attributes: { 'use.refresh.tokens': 'false' } }, 'access-revoked'],
      ['by refresh token of a public client', 'public-refreshed', null, 'refresh-failed'],
    ])('%s: who is there stays, and who is disabled is out within the interval', async (_, realmName, client, code) => {
      const isPublic = client === null
      const publicClient = { OIDC_CLIENT_ID: 'signpost-public', OIDC_SECRET: '' }
      const made = await pair(realmName, () => ({ ...every, ...(isPublic && publicClient) }), client ?? {})
      const jar = await signedIn(made)
      expect(await usedAfterInterval(made, jar)).toEqual([200, 200])
      await disable(made)
      expect(await me(made.url, jar)).toBe(200)
      expect(await usedAfterInterval(made, jar)).toEqual([200, 401])
      const attempts = await made.server.context.attempts.list(code)
      expect(attempts).toEqual([expect.objectContaining({ username: 'alice', outcome: 'failed' })])
      const again = createJar()
      await walk(made.url, again)
      expect(await me(made.url, again)).toBe(401)
    })

    test('a Keycloak that cannot be reached ends no session', async () => {
      const way = await openWay(keycloak.url)
      const made = await pair('unreached', () => ({ ...every, SIGNPOST_OIDC_BACKCHANNEL_URL: way.url }))
      const jar = await signedIn(made)
      await way.close()
      await disable(made)
      expect(await usedAfterInterval(made, jar)).toEqual([200, 200])
      await way.open()
      expect(await usedAfterInterval(made, jar)).toEqual([200, 401])
      await way.close()
    })
  })

  test('an account is known by provider and sub: a person who is renamed at Keycloak stays the same', async () => {
    const made = await pair('renamed', () => ({}))
    const jar = createJar()
    await walk(made.url, jar)
    const id = await made.realm.userId('alice')
    await made.realm.admin('PUT', `/users/${id}`, { email: 'alice@new.example', emailVerified: true })
    const again = createJar()
    expect((await walk(made.url, again)).code).toBeNull()
    const { user } = JSON.parse((await again.send(`${made.url}/api/me`)).text)
    expect(user).toMatchObject({ username: 'alice', email: 'alice@new.example' })
    expect(await made.server.context.accounts.users.list()).toHaveLength(1)
  })

  test('a key that Keycloak rotates is used at once', async () => {
    const made = await pair('rotated', () => ({}))
    expect((await walk(made.url)).code).toBeNull()
    await made.realm.admin('POST', '/components', {
      name: 'rotated',
      providerId: 'rsa-generated',
      providerType: 'org.keycloak.keys.KeyProvider',
      config: { priority: ['200'], enabled: ['true'], active: ['true'], algorithm: ['RS256'], keySize: ['2048'] },
    })
    expect((await walk(made.url)).code).toBeNull()
  })

  test.each(['ES256', 'PS256', 'EdDSA'])('an ID token signed by %s is proven', async (alg) => {
    const made = await pair(`alg-${alg.toLowerCase()}`, () => ({}), {
      attributes: { 'id.token.signed.response.alg': alg },
    })
    expect((await walk(made.url)).code).toBeNull()
  })

  test('an ID token signed by HS256 is refused: Keycloak signs it with a key of the realm that nobody else has', async () => {
    const made = await pair('alg-hs256', () => ({}), { attributes: { 'id.token.signed.response.alg': 'HS256' } })
    const failed = await walk(made.url)
    expect(failed.code).toBe('signature-bad')
    const record = await made.server.context.attempts.load(failed.attempt)
    expect(record!.mend.join()).toContain('ID token signature algorithm')
  })

  test.each<[string, string, (realm: KeycloakRealm) => Record<string, string>, RegExp]>([
    [
      'secret-wrong',
      'another secret',
      () => ({ OIDC_SECRET: 'not-the-secret-of-this-client-at-all' }),
      /Credentials, Client Secret/,
    ],
    ['secret-missing', 'no secret for a confidential client', () => ({ OIDC_SECRET: '' }), /OIDC_SECRET/],
    ['issuer-wrong-realm', 'a realm that is not there', (realm) => ({ OIDC_ISSUER: `${realm.issuer}-not` }), /realm/],
    [
      'keycloak-auth-prefix',
      'the path of old versions',
      (realm) => ({ OIDC_ISSUER: realm.issuer.replace('/realms', '/auth/realms') }),
      /realms/,
    ],
    [
      'issuer-is-authorize-url',
      'the sign-in address as issuer',
      (realm) => ({ OIDC_ISSUER: `${realm.issuer}/protocol/openid-connect/auth?response_type=code` }),
      /realms/,
    ],
  ])('%s: %s', async (code, what, env, mend) => {
    const made = await pair(`fault-${what.replaceAll(' ', '-')}`, env)
    const failed = await walk(made.url)
    expect(failed.code).toBe(code)
    const record = await made.server.context.attempts.load(failed.attempt)
    expect(record!.mend.join('\n')).toMatch(mend)
    const { suggestedIssuer } = record!.evidence
    if (suggestedIssuer !== undefined) expect(suggestedIssuer).toBe(made.realm.issuer)
  })

  test('a redirect URI that is not registered is refused by Keycloak itself, and the attempt tells which one was sent', async () => {
    const made = await pair('redirect', () => ({}), { redirectUris: ['https://elsewhere.example/oidc/callback'] })
    expect((await walk(made.url)).code).toBe('keycloak 400')
    const [attempt] = await made.server.context.attempts.list()
    expect(attempt).toMatchObject({ outcome: 'pending' })
    expect(attempt!.stages.at(-1)).toMatchObject({
      stage: 'authorize',
      evidence: { redirectUri: `${made.url}/oidc/callback` },
    })
  })

  test('a flow that is switched off at the client is named', async () => {
    const made = await pair('no-flow', () => ({}), { standardFlowEnabled: false })
    const failed = await walk(made.url)
    expect(['grant-not-enabled', 'response-type-disabled']).toContain(failed.code)
  })

  test('a workload signs in by a token of the client credentials grant, when its audience says so, and no longer when it is disabled', async () => {
    const mapper = (audience: string) => ({
      name: `for ${audience}`,
      protocol: 'openid-connect',
      protocolMapper: 'oidc-audience-mapper',
      config: { 'included.custom.audience': audience, 'access.token.claim': 'true', 'id.token.claim': 'false' },
    })
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const machine = {
      publicClient: false,
      secret: clientSecret,
      standardFlowEnabled: false,
      serviceAccountsEnabled: true,
    }
    const realm = await keycloak.realm('workload', {
      clients: [
        { clientId: 'trainer', ...machine, protocolMappers: [mapper(url)] },
        { clientId: 'for-others', ...machine, protocolMappers: [mapper('https://other.example')] },
      ],
    })
    const tokenOf = async (clientId: string): Promise<string> => {
      const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
      const answer = await fetch(`${realm.issuer}/protocol/openid-connect/token`, {
        method: 'POST',
        body: new URLSearchParams(form),
      })
      return ((await answer.json()) as { access_token: string }).access_token
    }
    const subjects = {
      [await realm.userId('service-account-trainer')]: 'ada',
      [await realm.userId('service-account-for-others')]: 'ada',
    }
    const folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-workload-'))
    const file = path.join(folder, 'signpost.yaml')
    await writeFile(file, JSON.stringify({ workloadIssuers: [{ issuer: realm.issuer, subjects }] }))
    const server = await startServer({ env: { PORT: String(port), HOST: url, SIGNPOST_CONFIG: file } })
    try {
      await server.context.accounts.users.create({ username: 'ada' }, null)
      const exchange = async (assertion: string) => {
        const form = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }
        const answer = await fetch(`${url}/oidc/token`, { method: 'POST', body: new URLSearchParams(form) })
        return (await answer.json()) as Record<string, string>
      }
      const { access_token: token } = await exchange(await tokenOf('trainer'))
      const who = async () => (await fetch(`${url}/api/me`, { headers: { authorization: `Bearer ${token}` } })).status
      expect(await who()).toBe(200)
      expect((await exchange(await tokenOf('for-others')))['code']).toBe('workload-audience-mismatch')
      await server.context.accounts.users.change('ada', { disabled: true }, null)
      expect(await who()).toBe(401)
      expect((await exchange(await tokenOf('trainer')))['code']).toBe('user-suspended')
    } finally {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    }
  })
})
