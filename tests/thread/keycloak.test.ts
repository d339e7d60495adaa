import { describe, expect, test } from 'vitest'
import { createJar, type Jar } from '../kit/jar.ts'
import { hasKeycloak } from '../kit/keycloak.ts'
import { until } from '../kit/until.ts'
import { type Pair, useKeycloak, walkKeycloak } from '../providers/pair.ts'
import { administrator, newestAttempt } from './explained.ts'

describe.skipIf(!hasKeycloak)('T15 Keycloak, the real server', { timeout: 120_000 }, () => {
  /** Milliseconds by which our servers are ahead of Keycloak. */
  let ahead = 0
  const { pair } = useKeycloak({ now: () => Date.now() + ahead })

  async function signedIn(realm: string, env: Record<string, string> = {}): Promise<Pair & { jar: Jar }> {
    const made = await pair(realm, () => env)
    const jar = createJar()
    const { code, path } = await walkKeycloak(made.url, jar)
    expect([code, path]).toEqual([null, '/home'])
    return { ...made, jar }
  }
  const me = async ({ url, jar }: { url: string; jar: Jar }) => (await jar.send(`${url}/api/me`)).status
  const sessionsOf = async ({ realm }: Pair) =>
    (await realm.admin('GET', `/users/${await realm.userId('alice')}/sessions`)) as { id: string }[]

  test('T15 a confidential client signs in, and signing out ends Keycloak’s session too', async () => {
    const made = await signedIn('confidential')
    const { url, jar } = made
    const { user } = JSON.parse((await jar.send(`${url}/api/me`)).text)
    expect(user).toMatchObject({ username: 'alice', email: 'alice@acme.example', admin: false })
    expect(await sessionsOf(made)).toHaveLength(1)
    const away = await jar.send(`${url}/logout`)
    const home = await jar.walk(away.location!, (at) => at.origin === url)
    expect(home.location).toMatch(`${url}/?state=`)
    expect((await jar.send(home.location!)).location).toBe(`${url}/signed-out`)
    expect(await me(made)).toBe(401)
    expect(await sessionsOf(made)).toHaveLength(0)
    // Nobody is signed in by a session that was left behind: Keycloak asks for the password again.
    expect((await jar.walk(`${url}/oidc/login`)).text).toContain('kc-form-login')
  })

  test('T15 a public client signs in without a secret', async () => {
    const { server } = await signedIn('public', { OIDC_CLIENT_ID: 'signpost-public', OIDC_SECRET: '' })
    const { stages } = await newestAttempt(server)
    expect(stages.find(({ stage }) => stage === 'token')?.evidence).toMatchObject({ clientAuth: 'none', pkce: true })
  })

  test('T15 a person who is logged out by Keycloak’s administrator loses access at once', async () => {
    const made = await signedIn('logged-out')
    expect(await me(made)).toBe(200)
    await made.realm.admin('POST', `/users/${await made.realm.userId('alice')}/logout`)
    await until(async () => (await me(made)) === 401)
  })

  test('T15 a person who is disabled there, of which Keycloak sends nothing, is out within the interval of five minutes', async () => {
    const made = await signedIn('disabled')
    await made.realm.admin('PUT', `/users/${await made.realm.userId('alice')}`, { enabled: false })
    expect(await me(made)).toBe(200)
    ahead += 5 * 60_000
    await me(made)
    await made.server.context.liveSessions.settled()
    expect(await me(made)).toBe(401)
    const { body } = await (await administrator(made.server)).get('/api/admin/sign-in-attempts?code=refresh-failed')
    expect(body['attempts']).toMatchObject([{ username: 'alice', outcome: 'failed' }])
    const again = createJar()
    await walkKeycloak(made.url, again)
    expect(await me({ url: made.url, jar: again })).toBe(401)
  })
})
