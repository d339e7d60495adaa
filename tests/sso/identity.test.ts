import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createJar } from '../kit/jar.ts'
import { type Signpost, startSignpost } from './signpost.ts'
import { type Ended, walkSignIn } from './walk.ts'

/** One server and one provider; each case sets rules by the page, as an administrator would, and bends what the provider says. */
let signpost: Signpost
beforeAll(async () => {
  signpost = await startSignpost()
})
afterAll(() => signpost.stop())
afterEach(() => {
  for (const name of Object.keys(signpost.idp.bends)) delete signpost.idp.bends[name as 'claims']
})

const rules = (fields: Record<string, unknown>) => {
  const nothing = Object.fromEntries(ruleNames.map((name) => [name, null]))
  return signpost.server.context.providerSettings.change('default', { ...nothing, ...fields }, 'test')
}
const ruleNames = ['profile', 'usernameClaim', 'emailClaim', 'groupsClaim', 'requireVerifiedEmail', 'allowedDomains']
ruleNames.push('allowedGroups', 'adminGroups', 'groupTeams', 'linkByEmail', 'claimIssuers')

let people = 0
interface Said {
  sub?: string
  /** All that userinfo says beside `sub`; by default an ordinary person. */
  userinfo?: Record<string, unknown>
  /** Added to the ID token. */
  idToken?: Record<string, unknown>
}

/** Somebody signs in of whom the provider says this: a new person unless `sub` is given. */
async function signIn({ sub = `person-${++people}`, userinfo, idToken = {} }: Said = {}) {
  const usual = { preferred_username: sub, name: sub, email: `${sub}@demo.example`, email_verified: true }
  signpost.idp.bends.claims = (claims) => ({ ...claims, ...idToken, sub })
  signpost.idp.bends.userinfo = () => ({ ...(userinfo ?? usual), sub })
  const jar = createJar()
  const ended: Ended = await walkSignIn(signpost.url, { jar })
  const me = JSON.parse((await jar.send(`${signpost.url}/api/me`)).text)
  const [attempt] = await signpost.attempts()
  const findings = attempt!.stages.map(({ evidence }) => evidence['finding']).filter(Boolean)
  return { sub, jar, code: ended.code, ended, user: me.user, attempt: attempt!, findings }
}

describe('requireVerifiedEmail and allowedDomains', () => {
  const demo = { email: 'x@demo.example' }
  const domains = { allowedDomains: ['Demo.example'] }
  test.each<[string | null, string, Record<string, unknown>, Record<string, unknown>]>([
    [null, 'auto asks for nothing', {}, { email_verified: false }],
    [null, 'auto lets a verified domain in', domains, { ...demo, email_verified: true }],
    [null, 'auto reads the text of Cognito', { profile: 'cognito', ...domains }, { ...demo, email_verified: 'true' }],
    [null, 'auto takes xms_edov of Entra', { profile: 'entra', ...domains }, { ...demo, xms_edov: true }],
    [
      null,
      'auto takes hd of Google',
      { profile: 'google', ...domains },
      { ...demo, email_verified: true, hd: 'demo.example' },
    ],
    [null, 'false takes the word of the provider', { requireVerifiedEmail: false, ...domains }, demo],
    [
      null,
      'a domain in letters of a language',
      { allowedDomains: ['münchen.example'] },
      { email: 'x@xn--mnchen-3ya.example', email_verified: true },
    ],
    ['domain-not-allowed', 'a domain that ends alike', domains, { email: 'x@notdemo.example', email_verified: true }],
    ['domain-not-allowed', 'a domain below it', domains, { email: 'x@sub.demo.example', email_verified: true }],
    [
      'domain-not-allowed',
      'a domain before the last @',
      domains,
      { email: '"x@demo.example"@evil.example', email_verified: true },
    ],
    ['domain-not-allowed', 'no address at all', domains, {}],
    ['domain-not-allowed', 'Google without hd', { profile: 'google', ...domains }, { ...demo, email_verified: true }],
    [
      'domain-not-allowed',
      'Google with another hd',
      { profile: 'google', ...domains },
      { ...demo, email_verified: true, hd: 'evil.example' },
    ],
    ['email-verified-false', 'the domain, not verified', domains, { ...demo, email_verified: false }],
    [
      'email-verified-false',
      'Okta says false of everybody',
      { profile: 'okta', ...domains },
      { ...demo, email_verified: false },
    ],
    ['email-verified-absent', 'the domain, and no word', domains, demo],
    [
      'email-verified-absent',
      'Entra says nothing',
      { profile: 'entra', ...domains },
      { ...demo, email_verified: true },
    ],
    [
      'email-verified-false',
      'true refuses what is not verified',
      { requireVerifiedEmail: true },
      { ...demo, email_verified: false },
    ],
    ['email-verified-absent', 'true refuses where nothing is said', { requireVerifiedEmail: true }, demo],
    ['email-required', 'true refuses whoever has no address', { requireVerifiedEmail: true }, {}],
  ])('%s: %s', async (code, _what, fields, userinfo) => {
    await rules(fields)
    const got = await signIn({ userinfo })
    expect(got.code).toBe(code)
    expect(got.attempt.code).toBe(code)
    if (code === null) return
    expect(new URL(got.ended.answer.location!).searchParams.get('error')).toBe('access_denied')
    expect(got.user).toBeUndefined()
    expect(got.attempt.mend.join(' ')).toMatch(/allowedDomains|requireVerifiedEmail/)
  })

  test('the mend speaks the words of the provider', async () => {
    await rules({ profile: 'entra', requireVerifiedEmail: true })
    expect((await signIn({ userinfo: demo })).attempt.mend[0]).toContain('xms_edov')
  })
})

describe('groupsClaim: where groups are found', () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['groups', {}, { groups: ['in'] }],
    ['groups', { groups: 'in' }, {}],
    ['realm_access.roles', { realm_access: { roles: ['in'] } }, {}],
    ['/resource_access/signpost/roles', { resource_access: { signpost: { roles: ['in'] } } }, {}],
    ['resource_access.my.client.roles', { resource_access: { 'my.client': { roles: ['in'] } } }, {}],
    ['https://acme.example/roles', { 'https://acme.example/roles': ['in'] }, {}],
    ['cognito:groups', {}, { 'cognito:groups': ['in'] }],
    ['urn:zitadel:iam:org:project:roles', {}, { 'urn:zitadel:iam:org:project:roles': { in: { '1': 'acme' } } }],
    [
      'resource_access.app.roles',
      { resource_access: { account: { roles: ['x'] } } },
      { resource_access: { app: { roles: ['in'] } } },
    ],
  ])('%s in %j and %j', async (groupsClaim, idToken, userinfo) => {
    await rules({ groupsClaim, allowedGroups: ['in'] })
    expect((await signIn({ idToken, userinfo })).code).toBeNull()
    await rules({ groupsClaim, allowedGroups: ['out'] })
    expect((await signIn({ idToken, userinfo })).code).toBe('not-in-allowed-group')
  })

  test('what the ID token says wins over userinfo', async () => {
    await rules({ allowedGroups: ['in'] })
    expect((await signIn({ idToken: { groups: [] }, userinfo: { groups: ['in'] } })).code).toBe('not-in-allowed-group')
  })

  test('groups-missing: nothing said of groups lets nobody in, and names what came', async () => {
    await rules({ allowedGroups: ['in'], groupsClaim: 'roles' })
    const { code, findings, attempt } = await signIn({ userinfo: { groups: ['in'] } })
    expect(code).toBe('not-in-allowed-group')
    expect(findings).toContain('groups-missing')
    expect(attempt.evidence).toMatchObject({ groupsClaim: 'roles', claims: expect.arrayContaining(['groups']) })
  })
})
