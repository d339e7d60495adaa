import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { send } from '../kit/askers.ts'
import { createJar, type Jar } from '../kit/jar.ts'
import { until } from '../kit/until.ts'
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

const accounts = () => signpost.server.context.accounts

/** The API key of an administrator. */
async function createRoot(): Promise<string> {
  const { users, keys } = accounts()
  const { id } = (await users.find('root')) ?? (await users.create({ username: 'root', admin: true }, 'test'))
  return (await keys.create(id, 'test', 'test')).key
}

const ask = (key: string, method: string, path: string, body?: unknown) =>
  send(signpost.url + path, method, body, key === 'stranger' ? {} : { authorization: `Bearer ${key}` })

/** The audit trail is written after the answer. */
const isAudited = (subject: string, action: string, actor: string) =>
  until(async () => {
    const { appDb } = signpost.server.context
    const rows = appDb.selectFrom('audit').select('id').where('subject', '=', subject).where('action', '=', action)
    return (await rows.where('actor', '=', actor).execute()).length > 0
  })

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

  const guid = '6f1c3b9e-0000-4000-8000-1234567890ab'
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['namespaced-claim', { adminGroups: ['in'] }, { 'https://acme.example/groups': ['in'] }],
    ['groups-missing', { adminGroups: ['in'] }, { 'https://acme.example/colour': ['in'] }],
    ['groups-guid-vs-name', { adminGroups: ['in'] }, { groups: [guid] }],
    ['group-teams-invalid', { groupTeams: { out: { team: 'x', role: 'owner' } } }, { groups: ['out'] }],
    ['role-no-match', { groupTeams: { in: 'team' } }, { groups: ['/in'] }],
    ['role-no-match', { adminGroups: [guid] }, { groups: [guid.replace('6', '7')] }],
  ])('%s is noted, and gives nothing: %j and %j', async (finding, fields, userinfo) => {
    await rules(fields)
    const { code, user, findings } = await signIn({ userinfo: { name: `n-${++people}`, ...userinfo } })
    expect([code, user.admin]).toEqual([null, false])
    expect(findings.filter((each) => each !== 'email-missing')).toEqual([finding])
  })

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['a rule that matches', { adminGroups: ['in'] }, { groups: ['in', 'out'] }],
    ['nobody in any group', { adminGroups: ['in'] }, { groups: [] }],
    ['no rule', {}, {}],
    ['teams by name', { groupTeams: true }, { groups: [] }],
  ])('nothing is noted for %s', async (_what, fields, userinfo) => {
    await rules(fields)
    await createRoot()
    const { findings } = await signIn({
      userinfo: { name: `n-${++people}`, email: `${people}@x.example`, ...userinfo },
    })
    expect(findings).toEqual([])
  })

  test('groups-shape: another form than a list is read, and noted', async () => {
    await rules({ allowedGroups: ['in'] })
    const { code, attempt } = await signIn({ userinfo: { groups: '["in"]' } })
    expect(code).toBeNull()
    expect(attempt.evidence['mended']).toContain('groups-shape')
  })

  test.each([
    ['cognito', 'cognito:groups', ['in']],
    ['zitadel', 'urn:zitadel:iam:org:project:roles', { in: { '1': 'acme' } }],
  ])('%s has its groups in %s, which need not be set', async (profile, claim, value) => {
    await rules({ profile, allowedGroups: ['in'] })
    expect((await signIn({ userinfo: { [claim]: value } })).code).toBeNull()
    await rules({ profile: 'generic', allowedGroups: ['in'] })
    expect((await signIn({ userinfo: { [claim]: value } })).code).toBe('not-in-allowed-group')
  })

  test('groups-missing: nothing said of groups lets nobody in, and names what came', async () => {
    await rules({ allowedGroups: ['in'], groupsClaim: 'roles' })
    const { code, findings, attempt } = await signIn({ userinfo: { groups: ['in'] } })
    expect(code).toBe('not-in-allowed-group')
    expect(findings).toContain('groups-missing')
    expect(attempt.evidence).toMatchObject({ groupsClaim: 'roles', claims: expect.arrayContaining(['groups']) })
  })
})

describe('a sign-in whose verified address an account has', () => {
  let count = 0
  const local = async (more = {}) => {
    const username = `local-${++count}`
    const email = `${username}@demo.example`
    await accounts().users.create({ username, email, emailVerified: true, password: 'its password', ...more }, 'test')
    return { username, userinfo: { email, email_verified: true, preferred_username: username } }
  }
  const link = (jar: Jar, attempt: string, password: string) =>
    jar.send(`${signpost.url}/api/sign-in/link`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ attempt, password }),
    })
  const me = async (jar: Jar) => JSON.parse((await jar.send(`${signpost.url}/api/me`)).text).user

  test('is refused, and linked by the password of the account; after that it needs nothing more', async () => {
    await rules({})
    const { username, userinfo } = await local({ admin: true })
    const { jar, code, ended, attempt, sub } = await signIn({ userinfo })
    expect(code).toBe('account-exists-unlinked')
    expect(ended.answer.location).not.toContain(username)
    expect(attempt.evidence).toMatchObject({ username, notLinked: 'linkByEmail of the provider is off' })
    expect(attempt.mend.join(' ')).toContain(`/api/admin/users/${username}/identities`)
    expect((await link(jar, attempt.id, 'guessed')).status).toBe(401)
    expect(await me(jar)).toBeUndefined()
    const linked = await link(jar, attempt.id, 'its password')
    expect(linked.status).toBe(200)
    expect(await me(jar)).toMatchObject({ username, admin: true, provider: 'default' })
    expect((await signIn({ sub, userinfo })).user).toMatchObject({ username })
  })

  test('is linked by nobody in another browser, and by nobody twice', async () => {
    await rules({})
    const { userinfo } = await local()
    const { jar, attempt } = await signIn({ userinfo })
    for (const stranger of [createJar(), (await signIn()).jar]) {
      const answer = await link(stranger, attempt.id, 'its password')
      expect([answer.status, JSON.parse(answer.text).error.code]).toEqual([403, 'link-expired'])
    }
    expect((await link(jar, attempt.id, 'its password')).status).toBe(200)
    expect((await link(jar, attempt.id, 'its password')).status).toBe(403)
  })

  test('guessing the password there and at the sign-in page has one limit', async () => {
    await rules({})
    const { username, userinfo } = await local()
    const { jar, attempt } = await signIn({ userinfo })
    const statuses: number[] = []
    for (let guess = 0; guess < 6; guess++) {
      statuses.push((await link(jar, attempt.id, `guess ${guess}`)).status)
      const headers = { 'content-type': 'application/json' }
      const body = JSON.stringify({ username, password: `guess ${guess}` })
      statuses.push((await fetch(`${signpost.url}/api/sign-in`, { method: 'POST', headers, body })).status)
    }
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(401))
    expect(statuses.slice(10)).toEqual([429, 429])
  })

  test('is linked by the address alone where linkByEmail is set, and never to an administrator', async () => {
    await rules({ linkByEmail: true })
    const [plain, admin] = [await local(), await local({ admin: true })]
    expect((await signIn({ userinfo: plain.userinfo })).user).toMatchObject({ username: plain.username })
    const refused = await signIn({ userinfo: admin.userinfo })
    expect(refused.code).toBe('account-exists-unlinked')
    expect(refused.attempt.evidence['notLinked']).toBe('the account administers this server')
  })

  test('nOAuth: an address that the provider does not prove leads nowhere, and tells nothing', async () => {
    await rules({ profile: 'entra', linkByEmail: true })
    const { username, userinfo } = await local()
    const { code, user, findings, ended } = await signIn({ userinfo })
    expect(code).toBeNull()
    expect(user).toMatchObject({ username: `${username}-2`, admin: false })
    expect(findings).toEqual(['username-collision', 'link-takeover'])
    expect(ended.answer.text + ended.answer.location).not.toContain('takeover')
    await rules({ profile: 'entra', linkByEmail: true, requireVerifiedEmail: false })
    expect((await signIn({ userinfo })).code).toBe('account-exists-unlinked')
  })

  test('an administrator approves it, sees it, and unlinks it', async () => {
    await rules({})
    const root = await createRoot()
    const { username, userinfo } = await local()
    const { attempt, sub } = await signIn({ userinfo })
    const path = `/api/admin/users/${username}/identities`
    expect((await ask('stranger', 'GET', path)).status).toBe(401)
    expect((await ask(root, 'POST', path, { attempt: 'unknown' })).body.error.code).toBe('link-expired')
    const approved = await ask(root, 'POST', path, { attempt: attempt.id })
    expect(approved.status).toBe(201)
    expect(approved.body.identities).toMatchObject([{ provider: 'default', subject: sub, issuer: signpost.idp.issuer }])
    const { jar, user } = await signIn({ sub, userinfo })
    expect(user.username).toBe(username)
    const query = new URLSearchParams({ provider: 'default', subject: sub })
    expect((await ask(root, 'DELETE', `${path}?${query}`)).status).toBe(204)
    expect(await me(jar)).toBeUndefined()
    expect((await ask(root, 'GET', path)).body).toEqual({ identities: [] })
    expect((await ask(root, 'POST', path, { provider: 'default', subject: sub })).status).toBe(201)
    expect((await signIn({ sub, userinfo })).user.username).toBe(username)
    await isAudited(username, 'identity-linked', 'root')
    await isAudited(username, 'identity-unlinked', 'root')
  })
})

test('Entra: who comes by a new registration of the application is a new account, and tid and oid tell whose', async () => {
  await rules({ profile: 'entra' })
  const idToken = { tid: 'tenant', oid: 'object' }
  const before = await signIn({ idToken, userinfo: { name: 'Noor Nasser' } })
  const after = await signIn({ idToken, userinfo: { name: 'Noor Nasser' } })
  expect(after.user.username).not.toBe(before.user.username)
  expect(after.findings).toContain('sub-changed')
  const noted = after.attempt.stages.find(({ evidence }) => evidence['finding'] === 'sub-changed')
  expect(noted!.evidence['username']).toBe(before.user.username)
  const other = await signIn({ idToken: { ...idToken, tid: 'other' }, userinfo: { name: 'Noor Nasser' } })
  expect(other.findings).not.toContain('sub-changed')
})

describe('groups make administrators and members of teams', () => {
  test('adminGroups gives and takes; nothing said changes nothing', async () => {
    await rules({ adminGroups: ['admins'] })
    await createRoot()
    const { sub, user } = await signIn({ userinfo: { groups: ['admins'] } })
    expect(user.admin).toBe(true)
    expect((await signIn({ sub, userinfo: {} })).user.admin).toBe(true)
    expect((await signIn({ sub, userinfo: { groups: [] } })).user.admin).toBe(false)
    await isAudited(user.username, 'user-promoted', 'provider default')
    await isAudited(user.username, 'user-demoted', 'provider default')
  })

  test('groupTeams puts in and takes out, and names the team that is not there', async () => {
    const root = await createRoot()
    for (const name of ['vision', 'speech']) await ask(root, 'POST', '/api/admin/teams', { name })
    await rules({ groupTeams: { see: 'vision', hear: { team: 'speech', role: 'viewer' }, smell: 'noses' } })
    const { sub, user, findings } = await signIn({ userinfo: { groups: ['see', 'hear', 'smell', 'else'] } })
    expect(findings).toContain('team-missing')
    const members = async (team: string) => (await ask(root, 'GET', `/api/admin/teams/${team}`)).body.team.members
    expect(await members('vision')).toContainEqual({ username: user.username, role: 'member' })
    expect(await members('speech')).toContainEqual({ username: user.username, role: 'viewer' })
    await signIn({ sub, userinfo: { groups: ['hear'] } })
    expect(await members('vision')).not.toContainEqual({ username: user.username, role: 'member' })
    await signIn({ sub, userinfo: {} })
    expect(await members('speech')).toContainEqual({ username: user.username, role: 'viewer' })
  })
})

describe('user names', () => {
  test.each<[string, Record<string, unknown>, RegExp]>([
    ['preferred_username', { preferred_username: 'Grace.Hopper', name: 'x' }, /^Grace\.Hopper$/],
    ['of an address only what is before the @', { preferred_username: 'grace@corp.example' }, /^grace$/],
    ['name, where there is no other', { name: 'Ada Lovelace', email: 'x@y.example' }, /^Ada-Lovelace$/],
    ['the e-mail address', { email: 'marie.curie@y.example' }, /^marie\.curie$/],
    ['letters that no name may have', { preferred_username: 'Ødegård/../x y', name: 'x' }, /^[A-Za-z0-9][\w.-]*$/],
    ['nothing that could be a name', { preferred_username: '李雷', name: '李雷' }, /^person(-\d+)?$/],
    ['a name that the server needs itself', { preferred_username: 'graphql', email: 'g.q@y.example' }, /^g\.q$/],
    ['a name that is taken, in another case', { preferred_username: 'GRACE' }, /^GRACE-2$/],
  ])('%s', async (_what, userinfo, username) => {
    await rules({})
    expect((await signIn({ userinfo })).user.username).toMatch(username)
  })
})

test('display-name-missing: a name is made of what came, and that is noted', async () => {
  await rules({})
  const { user, attempt } = await signIn({ userinfo: { given_name: 'Ada', family_name: 'Lovelace' } })
  expect(user.name).toBe('Ada Lovelace')
  expect(attempt.evidence['mended']).toEqual(['display-name-missing'])
})

test('the variables of W&B Server: groups are names of teams, and names come from the address', async () => {
  const env = { GORILLA_ENABLE_SSO_GROUP_CLAIMS: 'true', GORILLA_USE_IDENTIFIER_CLAIMS: 'false' }
  const own = await startSignpost({ env: () => env })
  try {
    const { users, keys, teams } = own.server.context.accounts
    const root = await users.create({ username: 'root', admin: true }, null)
    const { key } = await keys.create(root.id, 'test', null)
    const by = (await own.server.context.accounts.principalOfApiKey(key))!
    for (const name of ['research', 'platform']) await teams.save(by, { name, members: [] })
    own.idp.bends.userinfo = (claims) => ({
      ...claims,
      email: 'b.baker@demo.example',
      groups: ['/research', 'unknown'],
    })
    expect((await walkSignIn(own.url)).code).toBeNull()
    expect((await teams.get(by, 'research')).members).toEqual([{ username: 'b.baker', role: 'member' }])
    expect((await teams.get(by, 'platform')).members).toEqual([])
  } finally {
    await own.stop()
  }
})
