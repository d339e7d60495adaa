import { afterEach, describe, expect, test } from 'vitest'
import { createJar, type Jar } from '../kit/jar.ts'
import { hasKeycloak } from '../kit/keycloak.ts'
import { until } from '../kit/until.ts'
import { openWay } from '../kit/way.ts'
import { signedInStatus as me, type Pair, useKeycloak, walkKeycloak as walk } from './pair.ts'

describe.skipIf(!hasKeycloak)('a session by a real Keycloak is re-validated', { timeout: 120_000 }, () => {
  /** Milliseconds by which our servers are ahead of Keycloak. */
  let ahead = 0
  afterEach(() => {
    ahead = 0
  })
  const { pair, keycloak } = useKeycloak({ now: () => Date.now() + ahead })
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
    const attempts = await made.server.context.attempts.list({ code })
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
    expect(await made.server.context.attempts.list({ code: 'not-in-allowed-group' })).toHaveLength(1)
  })

  test('a session that is not heard of for too long goes on by a round trip to Keycloak, and ends where Keycloak knows the person no more', async () => {
    const limits = { SIGNPOST_REVALIDATE_EVERY: '2m', SIGNPOST_REVALIDATE_MAX: '5m' }
    // Without a refresh token; and after five minutes the access token is worth nothing more.
    const made = await pair('silent', () => limits, { attributes: { 'use.refresh.tokens': 'false' } })
    const jar = await signedIn(made)
    const open = () => jar.walk(`${made.url}/home`, (to) => to.origin === made.url && to.pathname !== '/oidc/callback')
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
    const way = await openWay(keycloak().url)
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
