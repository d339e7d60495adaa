import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AttemptRecord } from '../../src/sso/index.ts'
import { appApi } from '../kit/app-api.ts'
import { createJar } from '../kit/jar.ts'
import { type Front, startFront } from './front.ts'
import { type Signpost, startSignpost } from './signpost.ts'
import { ended, walkSignIn } from './walk.ts'

const document = '/.well-known/openid-configuration'
let front: Front
let signpost: Signpost
let ahead = 0

/** `default` is the demo provider as it is; `inner` is the same one, which this server reaches by the front alone. */
beforeAll(async () => {
  front = await startFront()
  signpost = await startSignpost({
    second: { id: 'inner', backchannelUrl: front.url },
    clock: { now: () => Date.now() + ahead },
  })
  front.to = signpost.idp.issuer
})
afterAll(async () => {
  await signpost.stop()
  front.stop()
})
beforeEach(() => {
  Object.assign(front, { seen: [], headers: {}, status: null })
})
afterEach(() => {
  for (const name of Object.keys(signpost.idp.bends)) delete signpost.idp.bends[name as keyof Signpost['idp']['bends']]
})

const set = (id: string, fields: Record<string, unknown>) =>
  signpost.server.context.providerSettings.change(id, fields, 'test')
const start = async (id: string) => ended(await createJar().send(`${signpost.url}/oidc/login/${id}`))
const asked = () => front.seen.filter(({ path }) => path === document)
const lastAttempt = async (): Promise<AttemptRecord> => (await signpost.attempts())[0]!
const stageOf = (attempt: AttemptRecord, name: string) => attempt.stages.find(({ stage }) => stage === name)

describe('a back-channel address', () => {
  test('is where every call of the server goes, while the browser goes to the issuer', async () => {
    const { answer } = await start('inner')
    // This provider names itself as it was asked: its document holds the inner address for everything, sign-in page included.
    expect(new URL(answer.location!).origin).toBe(signpost.idp.issuer)
    front.seen = []
    expect((await walkSignIn(signpost.url, { start: '/oidc/login/inner' })).code).toBeNull()
    expect(front.seen.map(({ path }) => path)).toEqual([document, '/token', '/jwks', '/me'])
    expect((await lastAttempt()).stages.map(({ evidence }) => evidence['url']).filter(Boolean)).not.toContainEqual(
      expect.stringContaining(signpost.idp.issuer),
    )
  })

  test('is not where a person is signed out', async () => {
    const jar = createJar()
    await walkSignIn(signpost.url, { start: '/oidc/login/inner', jar })
    expect(new URL((await jar.send(`${signpost.url}/logout`)).location!).origin).toBe(signpost.idp.issuer)
  })

  test('does not make the inner name an issuer', async () => {
    signpost.idp.bends.discovery = (each) => ({ ...each, issuer: front.url })
    const { code, attempt } = await start('inner')
    expect(code).toBe('issuer-mismatch')
    const record = (await signpost.attempt(attempt))!
    expect(record.evidence).toMatchObject({ issuer: signpost.idp.issuer, documentIssuer: front.url })
    expect(record.mend).toEqual([expect.stringContaining(`KC_HOSTNAME=${signpost.idp.issuer}`)])
  })

  test('that is no address is named', async () => {
    await set('default', { backchannelUrl: 'keycloak:8080' })
    const { code, attempt } = ended(await createJar().send(`${signpost.url}/oidc/login`))
    expect(code).toBe('address-invalid')
    expect((await signpost.attempt(attempt))!.mend).toEqual([
      'Set backchannelUrl to the whole address: https://HOST/PATH.',
    ])
    await set('default', { backchannelUrl: null })
  })
})

describe('the issuer is compared with that of the document to the letter, but for its last slash', () => {
  const spelt = (change: (issuer: string) => string) => {
    const { issuer } = signpost.idp
    signpost.idp.bends.discovery = (each) => ({ ...each, issuer: change(issuer) })
    return start('default').then(({ code }) => code)
  }
  test('one slash more is mended', async () => {
    expect(await spelt((issuer) => `${issuer}/`)).toBeNull()
    expect((await lastAttempt()).evidence['mended']).toContain('issuer-trailing-slash')
  })
  test.each<[string, (issuer: string) => string]>([
    ['two slashes more', (issuer) => `${issuer}//`],
    ['capital letters', (issuer) => issuer.toUpperCase()],
    ['another scheme', (issuer) => issuer.replace('http:', 'https:')],
    ['another name of the same machine', (issuer) => issuer.replace('localhost', '127.0.0.1')],
    ['a path', (issuer) => `${issuer}/realms/acme`],
    ['a query', (issuer) => `${issuer}?tenant=1`],
    ['an encoded letter', (issuer) => issuer.replace('localhost', 'l%6Fcalhost')],
  ])('%s is another issuer', async (_what, change) => {
    expect(await spelt(change)).toBe('issuer-mismatch')
  })
})

describe('a provider without discovery', () => {
  const byHand = () => {
    const { issuer } = signpost.idp
    return {
      authorizationEndpoint: `${issuer}/auth`,
      tokenEndpoint: `${issuer}/token`,
      jwksUri: `${issuer}/jwks`,
      userinfoEndpoint: `${issuer}/me`,
      endSessionEndpoint: `${issuer}/session/end`,
    }
  }
  beforeEach(() => {
    signpost.idp.bends.answers = { [document]: { status: 404, body: '{}' } }
  })
  afterEach(async () => {
    await set('default', Object.fromEntries(Object.keys(byHand()).map((name) => [name, null])))
  })

  test('signs in by the endpoints that were given by hand, and out', async () => {
    expect((await walkSignIn(signpost.url)).code).toBe('discovery-404')
    await set('default', byHand())
    const jar = createJar()
    expect((await walkSignIn(signpost.url, { jar })).code).toBeNull()
    const attempt = await lastAttempt()
    expect(stageOf(attempt, 'discovery')!.evidence).toMatchObject({ givenByHand: true })
    expect(stageOf(attempt, 'userinfo')!.status).toBe('ok')
    const away = new URL((await jar.send(`${signpost.url}/logout`)).location!)
    expect(away.origin + away.pathname).toBe(`${signpost.idp.issuer}/session/end`)
  })

  test('is told of keys that are missing, and of an address that is none', async () => {
    await set('default', { ...byHand(), jwksUri: null })
    const { code, attempt } = await walkSignIn(signpost.url)
    expect([code, (await signpost.attempt(attempt))!.evidence['missing']]).toEqual(['partial-config', 'jwksUri'])
    await set('default', { ...byHand(), authorizationEndpoint: 'javascript:alert(1)' })
    expect((await walkSignIn(signpost.url)).code).toBe('address-invalid')
  })

  test('some endpoints by hand stand in place of what the document says', async () => {
    delete signpost.idp.bends.answers
    await set('default', { userinfoEndpoint: `${signpost.idp.issuer}/elsewhere` })
    expect((await walkSignIn(signpost.url)).code).toBeNull()
    expect(stageOf(await lastAttempt(), 'userinfo')!.evidence).toMatchObject({ status: 404 })
  })

  test('counts as complete with endpoints and a client id, without an issuer', async () => {
    const complete = async () => {
      const { body } = await appApi(signpost.url, null).get('/api/sign-in-options')
      return (body['providers'] as { id: string; complete: boolean }[]).find(({ id }) => id === 'byhand')?.complete
    }
    const { authorizationEndpoint, ...rest } = byHand()
    const { clientId, clientSecret } = signpost.idp
    const store = signpost.server.context.providerSettings
    await store.create('byhand', { ...rest, clientId, clientSecret }, 'test')
    expect(await complete()).toBe(false)
    await store.change('byhand', { authorizationEndpoint }, 'test')
    expect(await complete()).toBe(true)
    const { code, answer } = await start('byhand')
    expect([code, new URL(answer.location!).pathname]).toEqual([null, '/auth'])
    await store.remove('byhand', 'test')
  })
})

test('without encryption keys the key set is empty', async () => {
  expect(await (await fetch(`${signpost.url}/oidc/jwks.json`)).json()).toEqual({ keys: [] })
})

test('a provider that is down stops neither the start nor its button', async () => {
  const alone = await startSignpost({ env: () => ({ OIDC_ISSUER: 'http://localhost:1' }) })
  const { body } = await appApi(alone.url, null).get('/api/sign-in-options')
  expect(body['providers']).toMatchObject([{ id: 'default', complete: true }])
  expect(ended(await createJar().send(`${alone.url}/oidc/login`)).code).toBe('conn-refused-localhost')
  await alone.stop()
})

/** The last block: it moves the clock by days. */
describe('what a provider says of how long its document lasts', () => {
  // What the test before was told has run out.
  beforeEach(() => {
    ahead += 2 * 3_600_000
  })
  const begin = async () => (await start('inner')).code

  test('nothing: it is asked at each sign-in', async () => {
    expect([await begin(), await begin()]).toEqual([null, null])
    expect(asked()).toHaveLength(2)
  })

  test('a minute: it is asked again when that is over, and only whether something changed', async () => {
    front.headers = { 'cache-control': 'public, max-age=60', etag: '"v1"' }
    expect([await begin(), await begin()]).toEqual([null, null])
    expect(asked()).toHaveLength(1)
    expect(stageOf(await lastAttempt(), 'discovery')!.evidence).toMatchObject({ readAt: expect.any(String) })
    ahead += 61_000
    front.status = 304
    expect(await begin()).toBeNull()
    expect(asked()).toHaveLength(2)
    expect(asked()[1]!.headers['if-none-match']).toBe('"v1"')
    expect(await begin()).toBeNull()
    expect(asked()).toHaveLength(2)
  })

  test('a year: it is asked again after an hour', async () => {
    front.headers = { 'cache-control': 'max-age=31536000' }
    await begin()
    ahead += 3_599_000
    await begin()
    expect(asked()).toHaveLength(1)
    ahead += 2_000
    await begin()
    expect(asked()).toHaveLength(2)
  })

  test('that it lasts: it is used further while the provider is out of order, and the attempt says so', async () => {
    front.headers = { 'cache-control': 'max-age=60' }
    await begin()
    ahead += 61_000
    front.status = 503
    expect(await begin()).toBeNull()
    const { status, evidence } = stageOf(await lastAttempt(), 'discovery')!
    expect([status, evidence['finding']]).toEqual(['warning', 'discovery-unavailable'])
    // Not when the provider says that it is gone, and not for ever.
    front.status = 404
    expect(await begin()).toBe('discovery-404')
    front.status = 503
    ahead += 25 * 3_600_000
    expect(await begin()).toBe('discovery-unavailable')
  })

  test('is forgotten with the settings', async () => {
    front.headers = { 'cache-control': 'max-age=3600' }
    await begin()
    await begin()
    expect(asked()).toHaveLength(1)
    await set('inner', { usernameClaim: 'nickname' })
    expect(await begin()).toBeNull()
    expect(asked()).toHaveLength(2)
  })

  test('many people at once make one request', async () => {
    signpost.idp.bends.delays = { [document]: 200 }
    expect(await Promise.all(Array.from({ length: 8 }, begin))).toEqual(Array(8).fill(null))
    expect(asked()).toHaveLength(1)
  })
})
