import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createJar, type Jar } from '../kit/jar.ts'
import { hasKeycloak, type Keycloak, type KeycloakRealm, startKeycloak } from '../kit/keycloak.ts'
import { freePort } from '../kit/ports.ts'
import { startServer } from '../kit/server.ts'
import { until } from '../kit/until.ts'
import { openWay } from '../kit/way.ts'
import { clientSecret, makePair, type Pair, type PairOptions, walkKeycloak } from './pair.ts'

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
    env?: PairOptions['env'],
    client: PairOptions['client'] = {},
    provider?: PairOptions['provider'],
  ): Promise<Pair> {
    const made = await makePair(keycloak, realmName, { env, client, provider, clock })
    pairs.push(made)
    return made
  }
  const walk = walkKeycloak
  const me = async (url: string, jar: Jar) => (await jar.send(`${url}/api/me`)).status

  test('a server that knows Keycloak by an inner name calls it by that one alone, and browsers by the public one', async () => {
    const inner = keycloak.url.replace('127.0.0.1', 'localhost')
    const made = await pair('inner', () => ({ SIGNPOST_OIDC_BACKCHANNEL_URL: inner }))
    const jar = createJar()
    expect((await walk(made.url, jar)).code).toBeNull()
    const [attempt] = await made.server.context.attempts.list()
    const seen = (name: string) => attempt!.stages.find(({ stage }) => stage === name)!.evidence
    for (const stage of ['discovery', 'token', 'userinfo']) expect(seen(stage)['url']).toMatch(inner)
    expect(seen('discovery')['issuer']).toBe(made.realm.issuer)
    expect(seen('authorize')['authorizationEndpoint']).toMatch(keycloak.url)
    expect((await jar.send(`${made.url}/logout`)).location).toMatch(made.realm.issuer)
    const [user] = await made.server.context.accounts.users.list()
    expect(user).toMatchObject({ username: 'alice' })
  })

  describe('a session is re-validated', () => {
    const every = { SIGNPOST_REVALIDATE_EVERY: '2m' }
    const disable = async ({ realm }: Pair) => {
      await realm.admin('PUT', `/users/${await realm.userId('alice')}`, { enabled: false })
    }
    const groupsMapper = (fullPath: string) => ({
      name: 'groups',
      protocol: 'openid-connect',
      protocolMapper: 'oidc-group-membership-mapper',
      config: {
        'claim.name': 'groups',
        'full.path': fullPath,
        'id.token.claim': 'true',
        'userinfo.token.claim': 'true',
      },
    })
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
      expect(await usedAfterInterval(made, jar)).toEqual([expect.any(Number), 401])
      const attempts = await made.server.context.attempts.list(code)
      expect(attempts).toEqual([expect.objectContaining({ username: 'alice', outcome: 'failed' })])
      const again = createJar()
      await walk(made.url, again)
      expect(await me(made.url, again)).toBe(401)
    })

    test('who leaves a group is out of its team within the interval, and stays signed in', async () => {
      const env = { ...every, GORILLA_ENABLE_SSO_GROUP_CLAIMS: 'true' }
      const made = await pair('teams', () => env, { protocolMappers: [groupsMapper('true')] })
      const { appDb, accounts } = made.server.context
      const { id } = await accounts.users.create({ username: 'root', admin: true }, null)
      const { key } = await accounts.keys.create(id, 'test', null)
      const by = (await accounts.principalOfApiKey(key))!
      await accounts.teams.save(by, { name: 'ml-team', members: [] })
      const jar = await signedIn(made)
      const members = async () => (await accounts.teams.get(by, 'ml-team')).members
      expect(await members()).toEqual([{ username: 'alice', role: 'member' }])
      const alice = await made.realm.userId('alice')
      const [group] = (await made.realm.admin('GET', '/groups')) as { id: string }[]
      await made.realm.admin('DELETE', `/users/${alice}/groups/${group!.id}`)
      expect(await usedAfterInterval(made, jar)).toEqual([200, 200])
      expect(await members()).toEqual([])
      const audited = appDb.selectFrom('audit').select('actor').where('action', '=', 'team-member-removed')
      await until(async () => (await audited.execute()).some(({ actor }) => actor === 'provider default'))
    })

    test('who leaves the group that is admitted, the only one, is out within the interval', async () => {
      const made = await pair('group-left', () => every, {
        protocolMappers: [groupsMapper('false')],
      })
      await made.server.context.providerSettings.change('default', { allowedGroups: ['ml-team'] }, 'test')
      const jar = await signedIn(made)
      expect(await usedAfterInterval(made, jar)).toEqual([200, 200])
      const id = await made.realm.userId('alice')
      const [group] = (await made.realm.admin('GET', `/users/${id}/groups`)) as { id: string }[]
      await made.realm.admin('DELETE', `/users/${id}/groups/${group!.id}`)
      expect(await usedAfterInterval(made, jar)).toEqual([expect.any(Number), 401])
      expect(await made.server.context.attempts.list('not-in-allowed-group')).toHaveLength(1)
    })

    test('a session that is not heard of for too long goes on by a round trip to Keycloak, and ends where Keycloak knows the person no more', async () => {
      const limits = { SIGNPOST_REVALIDATE_EVERY: '2m', SIGNPOST_REVALIDATE_MAX: '5m' }
      // Without a refresh token; and after five minutes the access token is worth nothing more.
      const made = await pair('silent', () => limits, { attributes: { 'use.refresh.tokens': 'false' } })
      const jar = await signedIn(made)
      const open = () =>
        jar.walk(`${made.url}/home`, (to) => to.origin === made.url && to.pathname !== '/oidc/callback')
      ahead = 5 * 60_000
      expect(await me(made.url, jar)).toBe(401)
      expect((await open()).location).toBe(`${made.url}/home`)
      expect(await me(made.url, jar)).toBe(200)
      await made.realm.admin('POST', `/users/${await made.realm.userId('alice')}/logout`)
      ahead = 10 * 60_000
      expect((await open()).location).toBe(`${made.url}/login?return_to=%2Fhome`)
      expect(await me(made.url, jar)).toBe(401)
    })

    test('a Keycloak that cannot be reached ends no session', async () => {
      const way = await openWay(keycloak.url)
      const made = await pair('unreached', () => ({ ...every, SIGNPOST_OIDC_BACKCHANNEL_URL: way.url }))
      const jar = await signedIn(made)
      await way.close()
      await disable(made)
      expect(await usedAfterInterval(made, jar)).toEqual([200, 200])
      await way.open()
      expect(await usedAfterInterval(made, jar)).toEqual([expect.any(Number), 401])
      await way.close()
    })
  })

  test('Keycloak asks for the password anew where proof is wanted, and says when it was given', async () => {
    const made = await pair('proof', () => ({}))
    const jar = createJar()
    await walk(made.url, jar)
    const before = jar.cookie(made.url, 'signpost')
    // Keycloak has a session of the person, and a plain sign-in shows no page.
    expect((await jar.walk(`${made.url}/oidc/login?return_to=/home`, (at) => at.pathname === '/home')).text).toBe('')
    const page = await jar.walk(`${made.url}/oidc/login?reauth=1`)
    expect(page.text).toContain('kc-form-login')
    const { code, path } = await walk(made.url, jar, '/oidc/login?reauth=1&return_to=/admin')
    expect([code, path]).toEqual([null, '/admin'])
    expect(jar.cookie(made.url, 'signpost')).not.toBe(before)
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

  test.each<[string, string | null, PairOptions['env'], PairOptions['client']]>([
    ['healthy', null, () => ({}), {}],
    ['secret', 'secret-wrong', () => ({ OIDC_SECRET: 'not-the-secret-of-this-client-at-all' }), {}],
    ['client', 'client-id-wrong', () => ({ OIDC_CLIENT_ID: 'nobody' }), {}],
    ['redirect', 'redirect-uri-mismatch', () => ({}), { redirectUris: ['https://elsewhere.example/callback'] }],
  ])('preflight of a %s set-up finds %s before anybody signs in', async (name, code, env, client) => {
    const made = await pair(`preflight-${name}`, env, client)
    const settings = await made.server.context.providers.get('default')
    const checks = await made.server.context.sso.preflight(settings!)
    const wrong = checks.filter(({ status }) => status === 'error').map((each) => each.code)
    // With a client that is not there the token endpoint says so, too.
    expect([...new Set(wrong)].slice(0, 1)).toEqual(code === null ? [] : [code])
    if (code === null) expect(checks.map(({ status }) => status)).not.toContain('skipped')
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

  describe('in every way that a client can be set up:', () => {
    let keys: Record<'rsa' | 'ec', string>
    let folder: string
    beforeAll(async () => {
      folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-keys-'))
      keys = { rsa: path.join(folder, 'rsa.pem'), ec: path.join(folder, 'ec.pem') }
      const format = {
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      } as const
      await writeFile(keys.rsa, generateKeyPairSync('rsa', { modulusLength: 2048, ...format }).privateKey)
      await writeFile(keys.ec, generateKeyPairSync('ec', { namedCurve: 'P-256', ...format }).privateKey)
    })
    afterAll(() => rm(folder, { recursive: true, force: true }))

    interface Way {
      client: PairOptions['client']
      provider: (files: typeof keys) => Record<string, unknown>
      /** Of the stage `authorize`, and of the stage `token`. */
      plan?: Record<string, unknown>
      token?: Record<string, unknown>
    }
    const jwt = { clientAuthenticatorType: 'client-jwt' }
    const implicit = { implicitFlowEnabled: true }
    const encrypted = (alg: string, enc: string) => ({
      attributes: { 'id.token.encrypted.response.alg': alg, 'id.token.encrypted.response.enc': enc },
    })
    const secret = { clientSecret }

    test.each<[string, Way]>([
      [
        'private_key_jwt with an RSA key',
        { client: jwt, provider: ({ rsa }) => ({ signingKeyFile: rsa }), token: { clientAuth: 'private_key_jwt' } },
      ],
      [
        'private_key_jwt with an EC key',
        { client: jwt, provider: ({ ec }) => ({ signingKeyFile: ec }), token: { clientAuth: 'private_key_jwt' } },
      ],
      [
        'client_secret_jwt',
        {
          client: { clientAuthenticatorType: 'client-secret-jwt' },
          provider: () => ({ ...secret, clientAuth: 'client_secret_jwt' }),
          token: { clientAuth: 'client_secret_jwt' },
        },
      ],
      [
        'an ID token encrypted by RSA-OAEP',
        { client: encrypted('RSA-OAEP', 'A256GCM'), provider: ({ rsa }) => ({ ...secret, decryptionKeyFile: rsa }) },
      ],
      [
        'an ID token encrypted by RSA-OAEP-256',
        {
          client: encrypted('RSA-OAEP-256', 'A128CBC-HS256'),
          provider: ({ rsa }) => ({ ...secret, decryptionKeyFile: rsa }),
        },
      ],
      [
        'an ID token encrypted by ECDH-ES',
        {
          client: encrypted('ECDH-ES+A128KW', 'A128GCM'),
          provider: ({ ec }) => ({ ...secret, decryptionKeyFile: ec }),
        },
      ],
      [
        'the implicit flow',
        {
          client: implicit,
          provider: () => ({ ...secret, responseType: 'id_token' }),
          plan: { responseMode: 'form_post' },
        },
      ],
      [
        'the implicit flow as W&B Server has it',
        { client: implicit, provider: () => ({ authMethod: 'implicit' }), plan: { responseType: 'id_token' } },
      ],
      ['id_token token', { client: implicit, provider: () => ({ responseType: 'id_token token' }) }],
      ['code id_token', { client: implicit, provider: () => ({ ...secret, responseType: 'code id_token' }) }],
      ['code token', { client: implicit, provider: () => ({ ...secret, responseType: 'code token' }) }],
      [
        'code id_token token',
        { client: implicit, provider: () => ({ ...secret, responseType: 'token id_token code' }) },
      ],
      [
        'the code by form_post',
        { client: {}, provider: () => ({ ...secret, responseMode: 'form_post' }), plan: { responseMode: 'form_post' } },
      ],
      [
        'a signed answer (JARM)',
        { client: {}, provider: () => ({ ...secret, responseMode: 'jwt' }), plan: { responseMode: 'jwt' } },
      ],
      [
        'pushed requests that are demanded',
        {
          client: { attributes: { 'require.pushed.authorization.requests': 'true' } },
          provider: () => secret,
          plan: { request: 'pushed' },
        },
      ],
    ])('%s', async (what, { client, provider, plan = {}, token = {} }) => {
      const made = await pair(`way-${what.replace(/[^\w]+/g, '-').toLowerCase()}`, undefined, client, provider(keys))
      const walked = await walk(made.url, createJar(), '/oidc/login/kc?return_to=/home')
      const [attempt] = await made.server.context.attempts.list()
      expect([walked.code, attempt!.evidence['happened']]).toEqual([null, undefined])
      const evidenceOf = (name: string) => attempt!.stages.findLast(({ stage }) => stage === name)?.evidence ?? {}
      expect(evidenceOf('authorize')).toMatchObject(plan)
      expect(evidenceOf('token')).toMatchObject(token)
    })
  })
})
