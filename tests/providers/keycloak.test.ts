import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { createJar } from '../kit/jar.ts'
import { hasKeycloak, type KeycloakRealm } from '../kit/keycloak.ts'
import { freePort } from '../kit/ports.ts'
import { startServer } from '../kit/server.ts'
import { clientSecret, type PairOptions, useKeycloak, walkKeycloak as walk } from './pair.ts'

// Keycloak compiles its pages and makes keys for each realm: quick when alone, slow beside other suites.
describe.skipIf(!hasKeycloak)('with a real Keycloak', { timeout: 120_000 }, () => {
  const { pair, keycloak } = useKeycloak()

  test('a server that knows Keycloak by an inner name calls it by that one alone, and browsers by the public one', async () => {
    const inner = keycloak().url.replace('127.0.0.1', 'localhost')
    const made = await pair('inner', () => ({ SIGNPOST_OIDC_BACKCHANNEL_URL: inner }))
    const jar = createJar()
    expect((await walk(made.url, jar)).code).toBeNull()
    const [attempt] = await made.server.context.attempts.list()
    const seen = (name: string) => attempt!.stages.find(({ stage }) => stage === name)!.evidence
    for (const stage of ['discovery', 'token', 'userinfo']) expect(seen(stage)['url']).toMatch(inner)
    expect(seen('discovery')['issuer']).toBe(made.realm.issuer)
    expect(seen('authorize')['authorizationEndpoint']).toMatch(keycloak().url)
    expect((await jar.send(`${made.url}/logout`)).location).toMatch(made.realm.issuer)
    const [user] = await made.server.context.accounts.users.list()
    expect(user).toMatchObject({ username: 'alice' })
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
    const skipped = checks.filter(({ status }) => status === 'skipped').map(({ id }) => id.split('.').at(-1))
    // Plain http; and Keycloak says no time.
    if (code === null) expect(skipped).toEqual(['tls', 'clock'])
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
    const realm = await keycloak().realm('workload', {
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
