import { afterEach, expect, test } from 'vitest'
import { createJar } from '../kit/jar.ts'
import { type Signpost, type SignpostOptions, startSignpost } from './signpost.ts'
import { walkSignIn } from './walk.ts'

let signpost: Signpost
afterEach(() => signpost.stop())
const start = async (options?: SignpostOptions) => {
  signpost = await startSignpost(options)
  return signpost.server.context.accounts
}
const names = async () => (await signpost.server.context.accounts.users.list()).map(({ username }) => username).sort()

test('the first sign-in makes an account, the second finds it, and two at once make one', async () => {
  await start()
  const both = await Promise.all([walkSignIn(signpost.url), walkSignIn(signpost.url), walkSignIn(signpost.url)])
  expect(both.map(({ code }) => code)).toEqual([null, null, null])
  await walkSignIn(signpost.url)
  expect(await names()).toHaveLength(1)
})

test('DISABLE_SSO_PROVISIONING: who has no account is told so, who has one comes in', async () => {
  await start({ env: () => ({ DISABLE_SSO_PROVISIONING: 'true' }) })
  const refused = await walkSignIn(signpost.url)
  expect(refused.code).toBe('signup-disabled')
  expect(new URL(refused.answer.location!).searchParams.get('error')).toBe('access_denied')
  expect(await signpost.attempt(refused.attempt)).toMatchObject({ outcome: 'failed', code: 'signup-disabled' })
  expect(await names()).toEqual([])
})

test('a disabled account does not come in, and its session ends', async () => {
  const accounts = await start()
  const jar = createJar()
  await walkSignIn(signpost.url, { jar })
  await accounts.users.change('ben', { disabled: true }, 'test')
  expect((await jar.send(`${signpost.url}/api/me`)).status).toBe(401)
  expect((await walkSignIn(signpost.url)).code).toBe('user-suspended')
})

test('a name never leads to the account of somebody else, and an e-mail address is answered by a question', async () => {
  const accounts = await start()
  await accounts.users.create({ username: 'ben', email: 'other@demo.example', emailVerified: true, admin: true }, null)
  await accounts.users.create({ username: 'adler', email: 'ada@demo.example', emailVerified: true, admin: true }, null)
  const jar = createJar()
  expect((await walkSignIn(signpost.url, { jar })).code).toBeNull()
  const { user } = JSON.parse((await jar.send(`${signpost.url}/api/me`)).text)
  expect(user).toMatchObject({ username: 'ben-2', admin: false })
  expect((await walkSignIn(signpost.url, { person: 'ada' })).code).toBe('account-exists-unlinked')
  expect(await names()).toEqual(['adler', 'ben', 'ben-2'])
})

test('the same person at two providers has two accounts', async () => {
  await start({ second: { id: 'acme' } })
  await walkSignIn(signpost.url)
  await walkSignIn(signpost.url, { start: '/oidc/login/acme' })
  expect(await names()).toEqual(['ben', 'ben-2'])
})

test('groups of the provider decide who administers, where a rule says so', async () => {
  await start({ second: { id: 'acme', adminGroups: ['admins'] } })
  const isAdmin = async (person: string) => {
    const jar = createJar()
    await walkSignIn(signpost.url, { jar, person, start: '/oidc/login/acme' })
    return JSON.parse((await jar.send(`${signpost.url}/api/me`)).text).user.admin
  }
  expect([await isAdmin('ada'), await isAdmin('emil')]).toEqual([true, false])
})

test.each([
  ['domain-not-allowed', { allowedDomains: ['acme.example'] }, { allowedDomains: ['Demo.example'] }],
  ['not-in-allowed-group', { allowedGroups: ['platform'] }, { allowedGroups: ['other', 'research'] }],
])('%s: admission by rule', async (code, refusing, admitting) => {
  await start({ second: { id: 'acme', ...refusing } })
  expect((await walkSignIn(signpost.url, { start: '/oidc/login/acme' })).code).toBe(code)
  await signpost.stop()
  await start({ second: { id: 'acme', ...admitting } })
  expect((await walkSignIn(signpost.url, { start: '/oidc/login/acme' })).code).toBeNull()
  expect(await names()).toEqual(['ben'])
})

test('whoever comes back after half an hour is told so', async () => {
  let now = Date.now()
  signpost = await startSignpost({ clock: { now: () => now } })
  const later = () => {
    now += 31 * 60_000
  }
  expect((await walkSignIn(signpost.url, { onTheWayBack: later })).code).toBe('state-expired')
})
