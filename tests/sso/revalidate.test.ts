import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Bends } from '../../demo-idp/index.ts'
import { createJar, type Jar } from '../kit/jar.ts'
import { type Signpost, startSignpost } from './signpost.ts'
import { walkSignIn } from './walk.ts'

const minutes = 60_000
let ahead = 0
let signpost: Signpost
/** How often the token endpoint gave tokens, and userinfo claims. */
const asked = { token: 0, userinfo: 0 }
const counting: Bends = {
  token: (body) => {
    asked.token++
    return body
  },
  userinfo: (claims) => {
    asked.userinfo++
    return claims
  },
}

// Two providers at the same issuer: `default`, and `acme` that admits one group only and makes administrators of another.
beforeAll(async () => {
  signpost = await startSignpost({
    clock: { now: () => Date.now() + ahead },
    env: () => ({ SIGNPOST_REVALIDATE_EVERY: '5m', SIGNPOST_REVALIDATE_MAX: '30m' }),
    second: { id: 'acme', allowedGroups: ['research'], adminGroups: ['chiefs'] },
  })
  await signpost.server.context.accounts.users.create({ username: 'root', admin: true }, null)
})
afterAll(() => signpost.stop())
afterEach(async () => {
  ahead = 0
  bend({})
  await signpost.server.context.appDb.deleteFrom('sign_in_attempt').execute()
})

function bend(bends: Bends): void {
  for (const name of Object.keys(signpost.idp.bends)) delete signpost.idp.bends[name as keyof Bends]
  Object.assign(signpost.idp.bends, { ...counting, ...bends })
  Object.assign(asked, { token: 0, userinfo: 0 })
}
const withoutRefreshToken: Bends = { token: ({ refresh_token: _, ...body }) => body }
const withLastingToken = (seconds: number | undefined): Bends => ({
  token: ({ refresh_token: _, ...body }) => ({ ...body, expires_in: seconds }),
})

/** The provider's word, in place of a code. */
function refused(url: URL, error: string): void {
  url.searchParams.delete('code')
  url.searchParams.set('error', error)
}

async function signedIn(person = 'ben', start = '/oidc/login'): Promise<Jar> {
  const jar = createJar()
  const { code } = await walkSignIn(signpost.url, { jar, person, start })
  expect(code).toBeNull()
  return jar
}
const me = async (jar: Jar) => (await jar.send(`${signpost.url}/api/me`)).status
/** Uses the session so much later, waits for what that starts, and uses it again: the two statuses. */
async function usedAfter(jar: Jar, time: number): Promise<[number, number]> {
  ahead += time
  const first = await me(jar)
  await signpost.server.context.liveSessions.settled()
  return [first, await me(jar)]
}
const goesOn = [200, 200]
const ends = [401, 401]

describe('by refresh token', () => {
  test('a person who was disabled at the provider is out within the interval, and the administrator reads why', async () => {
    const jar = await signedIn('dora')
    bend({ gone: ['dora'] })
    expect(await usedAfter(jar, 4 * minutes)).toEqual(goesOn)
    expect(await usedAfter(jar, 1 * minutes)).toEqual(ends)
    const [attempt] = await signpost.attempts()
    expect(attempt).toMatchObject({ code: 'refresh-failed', username: 'dora', provider: 'default', outcome: 'failed' })
    expect(attempt!.evidence).toMatchObject({ error: 'invalid_grant' })
    const { appDb } = signpost.server.context
    const noted = () => appDb.selectFrom('audit').selectAll().where('action', '=', 'session-ended').execute()
    expect(await noted()).toEqual([expect.objectContaining({ subject: 'dora', actor: 'provider default' })])
  })

  test('is asked once for all requests of a moment, and not again before the interval is over', async () => {
    const jar = await signedIn()
    bend({})
    ahead = 5 * minutes
    const statuses = await Promise.all(Array.from({ length: 12 }, () => me(jar)))
    expect(new Set(statuses)).toEqual(new Set([200]))
    await signpost.server.context.liveSessions.settled()
    expect(await usedAfter(jar, 4 * minutes)).toEqual(goesOn)
    expect(asked.token).toBe(1)
  })

  test('goes on with the refresh token that came last, each of which is good for one use', async () => {
    const jar = await signedIn()
    bend({})
    for (let round = 1; round <= 4; round++) expect(await usedAfter(jar, 5 * minutes)).toEqual(goesOn)
    expect(asked).toEqual({ token: 4, userinfo: 4 })
  })

  test('a request goes on while a slow provider is asked, whose word counts for the next', async () => {
    const jar = await signedIn('dora')
    bend({ gone: ['dora'], delays: { '/token': 4000 } })
    expect(await usedAfter(jar, 5 * minutes)).toEqual([200, 401])
  })

  test('an unused session asks nothing', async () => {
    await signedIn()
    bend({})
    ahead = 20 * minutes
    await (await signedIn('chen')).send(`${signpost.url}/api/me`)
    expect(asked.token).toBe(1)
  })

  test('what the provider says of the person now counts as in a sign-in', async () => {
    const jar = await signedIn('chen', '/oidc/login/acme')
    const user = async () => JSON.parse((await jar.send(`${signpost.url}/api/me`)).text).user
    expect(await user()).toMatchObject({ admin: false, name: 'Chen Cui' })
    bend({ userinfo: (claims) => ({ ...claims, groups: ['research', 'chiefs'], name: 'Chen Now' }) })
    expect(await usedAfter(jar, 5 * minutes)).toEqual(goesOn)
    expect(await user()).toMatchObject({ admin: true, name: 'Chen Now' })
    bend({})
    expect(await usedAfter(jar, 5 * minutes)).toEqual(goesOn)
    expect(await user()).toMatchObject({ admin: false, name: 'Chen Cui' })
  })

  test('who left the group that is admitted is out, in every browser, and the reason is noted', async () => {
    const [jar, other] = [await signedIn('ben', '/oidc/login/acme'), await signedIn('ben', '/oidc/login/acme')]
    const elsewhere = await signedIn('ben')
    bend({ userinfo: (claims) => ({ ...claims, groups: ['gardening'] }) })
    expect(await usedAfter(jar, 5 * minutes)).toEqual(ends)
    expect([await me(other), await me(elsewhere)]).toEqual([401, 200])
    const [attempt] = await signpost.attempts()
    expect(attempt).toMatchObject({ code: 'not-in-allowed-group', username: expect.stringMatching(/^ben/) })
    expect(attempt!.mend.join()).toContain('allowedGroups')
  })

  test('groups that are left out where they were said before are none: so providers say that there are none', async () => {
    const jar = await signedIn('ben', '/oidc/login/acme')
    bend({ userinfo: ({ groups: _, ...claims }) => claims })
    expect(await usedAfter(jar, 5 * minutes)).toEqual(ends)
    expect((await signpost.attempts())[0]).toMatchObject({ code: 'not-in-allowed-group' })
  })

  test('an answer without ID token is enough, and userinfo then says who it is', async () => {
    const jar = await signedIn('ben', '/oidc/login/acme')
    const thin: Bends = { token: ({ id_token: _, ...body }) => body }
    bend(thin)
    expect(await usedAfter(jar, 5 * minutes)).toEqual(goesOn)
    bend({ ...thin, userinfo: (claims) => ({ ...claims, groups: [] }) })
    expect(await usedAfter(jar, 5 * minutes)).toEqual(ends)
  })

  test('userinfo that takes the new access token no more ends it; userinfo that is out of order does not', async () => {
    const jar = await signedIn('ben', '/oidc/login/acme')
    bend({ answers: { '/me': { status: 503 } } })
    expect(await usedAfter(jar, 5 * minutes)).toEqual(goesOn)
    bend({ answers: { '/me': { status: 401, body: '{"error":"invalid_token"}' } } })
    expect(await usedAfter(jar, 5 * minutes)).toEqual(ends)
    expect((await signpost.attempts())[0]).toMatchObject({ code: 'access-revoked' })
  })

  test('userinfo that never took an access token is not asked', async () => {
    bend({ answers: { '/me': { status: 401 } } })
    const jar = await signedIn()
    expect(await usedAfter(jar, 5 * minutes)).toEqual(goesOn)
    expect(await usedAfter(jar, 5 * minutes)).toEqual(goesOn)
  })
})

describe('trouble at the provider ends no session', () => {
  test.each<[string, Bends]>([
    ['HTTP 503', { answers: { '/token': { status: 503, body: '{"error":"server_error"}' } } }],
    ['a page of a gateway', { answers: { '/token': { status: 502, type: 'text/html', body: '<html>Bad Gateway' } } }],
    ['too many requests', { answers: { '/token': { status: 429, body: '{"error":"slow_down"}' } } }],
    ['an answer that is no JSON', { answers: { '/token': { body: 'hello' } } }],
    [
      'our secret that is no longer right',
      { answers: { '/token': { status: 401, body: '{"error":"invalid_client"}' } } },
    ],
    [
      'a grant that was switched off',
      { answers: { '/token': { status: 400, body: '{"error":"unauthorized_client"}' } } },
    ],
    ['keys that cannot be fetched', { answers: { '/jwks': { status: 500 } }, sign: { alg: 'RS256', kid: 'unseen' } }],
  ])('%s; and it is asked again later', async (_, bends) => {
    const jar = await signedIn()
    bend(bends)
    expect(await usedAfter(jar, 6 * minutes)).toEqual(goesOn)
    expect(signpost.log.join('')).toContain('could not say whether a sign-in stands')
    bend({ gone: ['ben'] })
    expect(await usedAfter(jar, 6 * minutes)).toEqual(ends)
  })

  test('a provider that is not there at all', async () => {
    const jar = await signedIn()
    bend({ discovery: (document) => ({ ...document, token_endpoint: 'http://localhost:1/token' }) })
    expect(await usedAfter(jar, 11 * minutes)).toEqual(goesOn)
    bend({})
    expect(await usedAfter(jar, 11 * minutes)).toEqual(goesOn)
    expect(asked.token).toBe(1)
  })

  test('and a session of which nothing was heard for too long waits for the answer, until there is one', async () => {
    const jar = await signedIn()
    bend({ answers: { '/token': { status: 503 } } })
    expect(await usedAfter(jar, 30 * minutes)).toEqual([401, 401])
    bend({})
    expect(await usedAfter(jar, 5 * minutes)).toEqual(goesOn)
    expect(asked.token).toBe(1)
  })

  test('a person who was disabled does not get a single answer after such a time', async () => {
    const jar = await signedIn()
    bend({ gone: ['ben'] })
    expect(await usedAfter(jar, 30 * minutes)).toEqual([401, 401])
  })
})

describe('the ID token of a refresh (OpenID Connect Core 12.2)', () => {
  test.each<[string, Bends]>([
    ['without a nonce', { claims: ({ nonce: _, ...claims }) => claims }],
    ['with the nonce of the sign-in', { claims: (claims) => claims }],
  ])('%s is taken', async (_, bends) => {
    const jar = await signedIn()
    bend(bends)
    for (let round = 0; round < 7; round++) expect(await usedAfter(jar, 5 * minutes)).toEqual(goesOn)
  })

  test.each<[string, Bends]>([
    ['of another issuer', { claims: (claims) => ({ ...claims, iss: 'https://evil.example' }) }],
    ['for another application', { claims: (claims) => ({ ...claims, aud: 'another' }) }],
    ['with another nonce', { claims: (claims) => ({ ...claims, nonce: 'another' }) }],
    ['signed by a foreign key', { sign: { alg: 'RS256', key: 'foreign' } }],
  ])('%s proves nothing: the session goes on as if nobody had answered, and not for ever', async (_, bends) => {
    const jar = await signedIn()
    bend({ ...bends, userinfo: (claims) => ({ ...claims, name: 'Not Believed' }) })
    expect(await usedAfter(jar, 6 * minutes)).toEqual(goesOn)
    expect(JSON.parse((await jar.send(`${signpost.url}/api/me`)).text).user.name).toBe('Ben Baker')
    expect(await usedAfter(jar, 24 * minutes)).toEqual([401, 401])
  })

  test('about somebody else ends the session', async () => {
    const jar = await signedIn()
    bend({ claims: (claims) => ({ ...claims, sub: 'demo-ada' }) })
    expect(await usedAfter(jar, 5 * minutes)).toEqual(ends)
    expect((await signpost.attempts())[0]!.evidence).toMatchObject({ reason: 'its ID token is about somebody else' })
  })
})

describe('by access token, where there is no refresh token', () => {
  test('who was disabled, or left the group, is out; who is still there stays', async () => {
    bend(withoutRefreshToken)
    const [ben, chen] = [await signedIn('ben', '/oidc/login/acme'), await signedIn('chen', '/oidc/login/acme')]
    bend({})
    expect(await usedAfter(ben, 5 * minutes)).toEqual(goesOn)
    expect(asked).toEqual({ token: 0, userinfo: 1 })
    bend({ gone: ['ben'], userinfo: (claims) => ({ ...claims, groups: ['vision'] }) })
    expect(await usedAfter(ben, 5 * minutes)).toEqual(ends)
    expect((await signpost.attempts())[0]).toMatchObject({
      code: 'access-revoked',
      username: expect.stringMatching(/^ben/),
    })
    expect(await usedAfter(chen, 0)).toEqual(ends)
    expect((await signpost.attempts())[0]).toMatchObject({ code: 'not-in-allowed-group' })
  })

  test.each<[string, Bends]>([
    ['HTTP 500', { answers: { '/me': { status: 500 } } }],
    ['HTTP 403', { answers: { '/me': { status: 403 } } }],
    ['a page', { answers: { '/me': { type: 'text/html', body: '<html>' } } }],
  ])('%s ends no session', async (_, bends) => {
    bend(withoutRefreshToken)
    const jar = await signedIn()
    bend(bends)
    expect(await usedAfter(jar, 5 * minutes)).toEqual(goesOn)
  })

  test('userinfo about somebody else ends it', async () => {
    bend(withoutRefreshToken)
    const jar = await signedIn()
    bend({ userinfo: (claims) => ({ ...claims, sub: 'demo-ada' }) })
    expect(await usedAfter(jar, 5 * minutes)).toEqual(ends)
  })

  test('once it has run out nothing is asked: the session goes on, and not longer than SIGNPOST_REVALIDATE_MAX', async () => {
    bend(withLastingToken(120))
    const jar = await signedIn()
    bend({ gone: ['ben'] })
    expect(await usedAfter(jar, 29 * minutes)).toEqual(goesOn)
    expect(await usedAfter(jar, 1 * minutes)).toEqual([401, 401])
  })

  test('where the provider did not say how long it lasts, a refusal may mean just that', async () => {
    bend(withLastingToken(undefined))
    const jar = await signedIn()
    bend({ gone: ['ben'] })
    expect(await usedAfter(jar, 5 * minutes)).toEqual(goesOn)
    expect(await usedAfter(jar, 25 * minutes)).toEqual([401, 401])
  })
})

test('what another replica has begun to ask is not asked here, and what it heard counts', async () => {
  const jar = await signedIn()
  const token = jar.cookie(signpost.url, 'signpost')!
  const { sessions } = signpost.server.context.accounts
  bend({})
  ahead = 30 * minutes
  const tokens = await sessions.takeTurn(token, (await sessions.find(token))!.provider!.askedAt)
  expect(await me(jar)).toBe(401)
  await sessions.renew(token, tokens!, Date.now() + ahead)
  expect(await usedAfter(jar, 0)).toEqual(goesOn)
  expect(asked.token).toBe(0)
})

describe('when nothing was heard for too long', () => {
  /** A person whose provider gave nothing to ask it with, after that time. */
  async function overdue(): Promise<Jar> {
    bend(withLastingToken(120))
    const jar = await signedIn()
    bend({})
    ahead = 30 * minutes
    return jar
  }
  const isOurs = (url: URL) => url.origin === signpost.url && url.pathname !== '/oidc/callback'
  const open = (jar: Jar, path: string) => jar.walk(signpost.url + path, isOurs)

  test('programs are answered 401, and the next page goes round by the provider without showing anything', async () => {
    const jar = await overdue()
    const before = jar.cookie(signpost.url, 'signpost')
    const api = await jar.send(`${signpost.url}/api/me`, { headers: { accept: 'application/json' } })
    expect([api.status, api.location]).toEqual([401, null])
    const away = await jar.send(`${signpost.url}/ben/project?tab=runs`)
    expect(new URL(away.location!).searchParams.get('prompt')).toBe('none')
    const back = await jar.walk(away.location!, isOurs)
    expect(back.location).toBe(`${signpost.url}/ben/project?tab=runs`)
    expect(await me(jar)).toBe(200)
    expect(jar.cookie(signpost.url, 'signpost')).not.toBe(before)
    const old = await createJar().send(`${signpost.url}/api/me`, { headers: { cookie: `signpost=${before}` } })
    expect(old.status).toBe(401)
    ahead += 29 * minutes
    expect(await me(jar)).toBe(200)
  })

  test('going on like that is no proof of who it is, where the provider does not say when that was given', async () => {
    const { accounts } = signpost.server.context
    const jar = await overdue()
    bend({ claims: ({ auth_time: _, ...claims }) => claims })
    await open(jar, '/')
    const { username } = JSON.parse((await jar.send(`${signpost.url}/api/me`)).text).user
    await accounts.users.change(username, { admin: true }, null)
    const body = JSON.stringify({ username: 'planted', admin: true })
    const headers = { 'content-type': 'application/json' }
    const made = await jar.send(`${signpost.url}/api/admin/users`, { method: 'POST', headers, body })
    await accounts.users.change(username, { admin: false }, null)
    expect(JSON.parse(made.text).error.code).toBe('reauthentication-needed')
  })

  test('the sign-in page goes round, too: the web app leads there', async () => {
    const jar = await overdue()
    expect((await open(jar, '/login?return_to=%2Fben%2Fproject')).location).toBe(`${signpost.url}/ben/project`)
    expect(await me(jar)).toBe(200)
  })

  test.each<[string, (jar: Jar) => void]>([
    ['has no session of the person any more', (jar) => jar.forget(signpost.idp.issuer)],
    ['says so in other words', () => bend({ callback: (url) => refused(url, 'interaction_required') })],
    ['breaks down', () => bend({ answers: { '/token': { status: 500 } } })],
  ])('a provider that %s leads to the sign-in page, without an error, once', async (_, make) => {
    const jar = await overdue()
    make(jar)
    const page = await open(jar, '/ben/project')
    expect(page.location).toBe(`${signpost.url}/login?return_to=%2Fben%2Fproject`)
    expect(jar.cookie(signpost.url, 'signpost')).toBeUndefined()
    expect((await jar.send(page.location!)).location).toBeNull()
    expect((await jar.send(`${signpost.url}/ben/project`)).location).toBeNull()
    bend({})
    jar.forget(signpost.idp.issuer)
    await walkSignIn(signpost.url, { jar })
    expect(await me(jar)).toBe(200)
  })

  test('another person who is signed in at the provider does not take the place of the first', async () => {
    const ben = `signpost=${(await overdue()).cookie(signpost.url, 'signpost')}`
    const jar = await signedIn('ada')
    const away = await jar.send(`${signpost.url}/ben/project`, { headers: { cookie: ben } })
    const callback = (await jar.walk(away.location!, (url) => url.pathname === '/oidc/callback')).location!
    const binding = `signpost-sign-in=${jar.cookie(signpost.url, 'signpost-sign-in')}`
    const ended = await jar.send(callback, { headers: { cookie: `${ben}; ${binding}` } })
    expect(ended.location).toBe(`${signpost.url}/login?return_to=%2Fben%2Fproject`)
    expect((await signpost.attempts())[0]).toMatchObject({ code: 'prompt-none-other-person' })
  })

  test('a session that is in order is not sent anywhere, and a stranger neither', async () => {
    const jar = await signedIn()
    expect((await jar.send(`${signpost.url}/ben/project`)).location).toBeNull()
    expect((await createJar().send(`${signpost.url}/ben/project`)).location).toBeNull()
  })
})

test('a provider that is set up anew as another application is never shown the tokens of the old one', async () => {
  const { context } = signpost.server
  const root = await context.accounts.users.get('root')
  const { key } = await context.accounts.keys.create(root.id, 'test', null)
  const api = (method: string, path: string, body: unknown) =>
    fetch(`${signpost.url}/api/admin/providers${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const { issuer, clientId, clientSecret } = signpost.idp
  expect((await api('POST', '', { id: 'paged', issuer, clientId, clientSecret })).status).toBe(201)
  const session = await context.accounts.signIn.withIdentity(
    {
      ...{
        provider: 'paged',
        issuer,
        subject: 'demo-emil',
        beyondSub: null,
        providerSession: null,
        username: 'emil',
        name: null,
      },
      ...{
        email: null,
        emailVerified: false,
        emailCounts: false,
        groups: [],
        admin: null,
        teams: null,
        ifInNoGroup: null,
      },
      authenticatedAt: null,
      tokens: {
        ...{ issuer, clientId, idToken: 'a.b.c', claims: { sub: 'demo-emil' }, nonce: 'n' },
        ...{ accessToken: 'planted-access', accessUntil: null, refreshToken: 'planted-refresh', groupsSaid: true },
      },
    },
    { provisioning: true, linkingProviders: async () => [] },
  )
  const jar = createJar()
  const cookie = { headers: { cookie: `signpost=${session.token}` } }
  await api('PATCH', '/paged', { clientId: signpost.idp.publicClientId })
  ahead = 5 * minutes
  expect((await jar.send(`${signpost.url}/api/me`, cookie)).status).toBe(200)
  await context.liveSessions.settled()
  // Shown as another client's, the made-up token would have been refused by `invalid_grant`, which ends a session.
  expect((await jar.send(`${signpost.url}/api/me`, cookie)).status).toBe(200)
  // And where it is taken away, nobody is shown the failure of a sign-in that nobody asked for.
  expect((await api('DELETE', '/paged', {})).status).toBe(204)
  ahead = 30 * minutes
  expect((await jar.send(`${signpost.url}/emil`, cookie)).location).toBe(`${signpost.url}/login?return_to=%2Femil`)
})

test('an API key of a person whom the provider disabled goes on working', async () => {
  const jar = await signedIn('emil')
  const { context } = signpost.server
  const { id } = await context.accounts.users.get(
    JSON.parse((await jar.send(`${signpost.url}/api/me`)).text).user.username,
  )
  const { key } = await context.accounts.keys.create(id, 'script', null)
  bend({ gone: ['emil'] })
  expect(await usedAfter(jar, 5 * minutes)).toEqual(ends)
  const answer = await fetch(`${signpost.url}/api/me`, { headers: { authorization: `Bearer ${key}` } })
  expect(answer.status).toBe(200)
})

test('no token is in the log or in a record of all this', async () => {
  const given: string[] = []
  const remember: Bends = {
    token: (body) => {
      given.push(...[body['refresh_token'], body['access_token'], body['id_token']].map(String))
      return body
    },
  }
  bend(remember)
  const jar = await signedIn()
  await usedAfter(jar, 5 * minutes)
  bend({ ...remember, gone: ['ben'] })
  await usedAfter(jar, 5 * minutes)
  const written = signpost.log.join('') + JSON.stringify(await signpost.attempts())
  expect(given).toHaveLength(6)
  for (const token of given) expect(written).not.toContain(token)
})
