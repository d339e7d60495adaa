import { importJWK, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type DemoIdp, startDemoIdp } from '../../demo-idp/index.ts'
import { createJar } from '../kit/jar.ts'
import { type Signpost, startSignpost } from './signpost.ts'
import { walkSignIn } from './walk.ts'

/** Claims that somebody else has signed (OpenID Connect Core 5.6.2), and groups that are too many for a token. */
let signpost: Signpost
let other: DemoIdp
beforeAll(async () => {
  other = await startDemoIdp({ port: 0, redirectUris: [] })
  signpost = await startSignpost()
})
afterAll(async () => {
  await signpost.stop()
  await other.stop()
})
afterEach(() => {
  for (const name of Object.keys(signpost.idp.bends)) delete signpost.idp.bends[name as 'claims']
})

const rules = (fields: Record<string, unknown>) =>
  signpost.server.context.providerSettings.change(
    'default',
    { profile: null, groupsClaim: null, allowedGroups: null, adminGroups: null, claimIssuers: null, ...fields },
    'test',
  )

async function signIn(said: Record<string, unknown>, where: 'userinfo' | 'claims' = 'userinfo') {
  signpost.idp.bends.userinfo = (claims) => ({ ...claims, groups: undefined, ...(where === 'userinfo' && said) })
  signpost.idp.bends.claims = (claims) => ({ ...claims, ...(where === 'claims' && said) })
  const jar = createJar()
  const { code } = await walkSignIn(signpost.url, { jar, person: 'emil' })
  const me = JSON.parse((await jar.send(`${signpost.url}/api/me`)).text)
  const [attempt] = await signpost.attempts()
  const warned = attempt!.stages.map(({ evidence }) => evidence).filter(({ finding }) => finding)
  return { code, user: me.user, attempt: attempt!, warned, reasons: warned.map(({ reason }) => String(reason)).join() }
}

const sign = async (claims: JWTPayload, by: DemoIdp, keys: 'published' | 'foreign' = 'published') => {
  const jwk = by.keys[keys].find(({ kid }) => kid === 'demo-RS256')!
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'demo-RS256' }).sign(await importJWK(jwk, 'RS256'))
}
const passedOn = (JWT: unknown, names: string[] = ['groups']) => ({
  _claim_names: Object.fromEntries(names.map((name) => [name, 'src1'])),
  _claim_sources: { src1: { JWT } },
})

describe('claims that others have signed', () => {
  const groups = ['in']
  const past = Math.floor(Date.now() / 1000) - 3600

  test.each<[string, 'userinfo' | 'claims', () => Promise<string>]>([
    ['the provider itself, in userinfo', 'userinfo', () => sign({ iss: signpost.idp.issuer, groups }, signpost.idp)],
    ['the provider itself, in the ID token', 'claims', () => sign({ iss: signpost.idp.issuer, groups }, signpost.idp)],
    ['an issuer that is allowed', 'userinfo', () => sign({ iss: other.issuer, sub: 'another name', groups }, other)],
    [
      'with everything that may stand in them',
      'userinfo',
      () =>
        sign(
          { iss: other.issuer, aud: ['x', 'signpost'], exp: past + 7200, nbf: past, sub: 'somebody', groups },
          other,
        ),
    ],
  ])('believed of %s', async (_what, where, token) => {
    await rules({ allowedGroups: ['in'], claimIssuers: [other.issuer] })
    const { code, warned } = await signIn(passedOn(await token()), where)
    expect(code).toBeNull()
    expect(warned).toEqual([])
  })

  test.each<[string, () => unknown, RegExp]>([
    ['of an issuer that is not allowed', () => sign({ iss: 'https://evil.example', groups }, other), /claimIssuers/],
    [
      'by a key that the provider does not publish',
      () => sign({ iss: signpost.idp.issuer, groups }, signpost.idp, 'foreign'),
      /signature-bad/,
    ],
    [
      'in the name of an allowed issuer, by the key of the provider',
      () => sign({ iss: other.issuer, groups }, signpost.idp),
      /signature-bad/,
    ],
    [
      'in the name of the provider, by the key of an allowed issuer',
      () => sign({ iss: signpost.idp.issuer, groups }, other),
      /signature-bad/,
    ],
    ['without an issuer', () => sign({ groups }, signpost.idp), /no issuer/],
    ['without a signature', () => new UnsecuredJWT({ iss: signpost.idp.issuer, groups }).encode(), /alg-none/],
    ['that have run out', () => sign({ iss: other.issuer, exp: past, groups }, other), /run out/],
    ['that begin later', () => sign({ iss: other.issuer, nbf: past + 7200, groups }, other), /later/],
    [
      'for another client',
      () => sign({ iss: signpost.idp.issuer, aud: 'other', groups }, signpost.idp),
      /another client/,
    ],
    [
      'of another person',
      () => sign({ iss: signpost.idp.issuer, sub: 'demo-ada', groups }, signpost.idp),
      /another person/,
    ],
    ['that are no token', () => 'in', /no signed token/],
    ['that are no text', () => ({ groups }), /fetched from elsewhere/],
  ])('left out, with the reason: %s', async (_what, token, reason) => {
    await rules({ allowedGroups: ['in'], claimIssuers: [other.issuer] })
    const { code, warned, reasons } = await signIn(passedOn(await token()))
    expect(code).toBe('not-in-allowed-group')
    expect(warned.map(({ finding }) => finding)).toContain('claims-not-used')
    expect(reasons).toMatch(reason)
    expect(signpost.log.join()).not.toContain('eyJ')
  })

  test('count for the names for which they are named, never for who it is', async () => {
    await rules({ allowedGroups: ['in'], adminGroups: ['in'] })
    const token = await sign({ iss: signpost.idp.issuer, groups, email: 'ada@demo.example' }, signpost.idp)
    expect((await signIn(passedOn(token, ['sub', 'iss', 'email']))).code).toBe('not-in-allowed-group')
    const { user } = await signIn(passedOn(token, ['sub', 'groups']))
    expect(user).toMatchObject({ username: 'emil', email: 'emil@demo.example' })
  })

  test('that would have to be fetched are not: nobody is called', async () => {
    const calls: string[] = []
    other.bends.answers = new Proxy({}, { get: (_, path) => void calls.push(String(path)) })
    await rules({ allowedGroups: ['in'] })
    const source = { endpoint: `${other.issuer}/claims`, access_token: 'planted-token' }
    const { code } = await signIn({ _claim_names: { roles: 'a' }, _claim_sources: { a: source } })
    delete other.bends.answers
    expect(code).toBe('not-in-allowed-group')
    expect(calls).toEqual([])
    expect(signpost.log.join()).not.toContain('planted-token')
  })
})

describe('groups that are too many for a token', () => {
  const overage = {
    _claim_names: { groups: 'src1' },
    _claim_sources: { src1: { endpoint: 'https://graph.windows.net/x/users/y/getMemberObjects' } },
  }
  const graph = '/v1.0/me/transitiveMemberOf'
  const page = (ids: string[], more = {}) => ({
    body: JSON.stringify({ value: ids.map((id) => ({ '@odata.type': '#microsoft.graph.group', id })), ...more }),
  })

  test.each<[string, Record<string, unknown>]>([
    ['_claim_names', overage],
    ['hasgroups', { hasgroups: true }],
    ['hasgroups as text', { hasgroups: 'true' }],
  ])('%s: gives nothing, takes nothing, and says so', async (_what, said) => {
    await rules({ adminGroups: ['boss'] })
    await signpost.server.context.accounts.users.create({ username: `spare-${Date.now()}`, admin: true }, 'test')
    expect((await signIn({ groups: ['boss'] })).user.admin).toBe(true)
    const { code, user, warned } = await signIn(said)
    expect([code, user.admin]).toEqual([null, true])
    expect(warned.map(({ finding }) => finding)).toContain('groups-overage')
    await rules({ allowedGroups: ['boss'] })
    expect((await signIn(said)).code).toBe('not-in-allowed-group')
  })

  test('Entra: asked for at Graph, all pages, groups only', async () => {
    await rules({ profile: 'entra', allowedGroups: ['second'], adminGroups: ['role'] })
    const next = { '@odata.nextLink': `${signpost.idp.issuer}/v1.0/next` }
    const role = { '@odata.type': '#microsoft.graph.directoryRole', id: 'role' }
    const last = JSON.parse(page(['second']).body)
    signpost.idp.bends.answers = {
      [graph]: page(['first'], next),
      '/v1.0/next': { body: JSON.stringify({ value: [...last.value, role, null, 7] }) },
    }
    const { code, user, warned } = await signIn(overage, 'claims')
    expect(code).toBeNull()
    expect(user.admin).toBe(false)
    expect(warned.map(({ finding }) => finding)).not.toContain('groups-overage')
  })

  test.each<[string, object, RegExp]>([
    ['a refusal', { [graph]: { status: 403, body: '{"error":{"code":"Authorization_RequestDenied"}}' } }, /HTTP 403/],
    ['no list', { [graph]: { body: '{"value":"in"}' } }, /no list/],
    [
      'a next page at another origin',
      { [graph]: page(['in'], { '@odata.nextLink': 'http://127.0.0.1:1/x' }) },
      /another origin/,
    ],
    ['pages without end', { [graph]: page(['in'], { '@odata.nextLink': 'SELF' }) }, /more than 10 pages/],
  ])('Entra: %s at Graph gives nothing', async (_what, answers, reason) => {
    await rules({ profile: 'entra', allowedGroups: ['in'] })
    const self = JSON.stringify(answers).replace('SELF', `${signpost.idp.issuer}${graph}`)
    signpost.idp.bends.answers = JSON.parse(self)
    const { code, reasons } = await signIn(overage, 'claims')
    expect(code).toBe('not-in-allowed-group')
    expect(reasons).toMatch(reason)
  })
})
