import { expect, test } from 'vitest'
import { ended } from '../walk.ts'
import { github } from './github.ts'
import type { Emulation } from './kit/emulation.ts'
import { startWorld } from './world.ts'

async function signInAt(emulation: Emulation, fields: Record<string, unknown> = {}) {
  const world = await startWorld([emulation], { fields: () => fields })
  const end = await world.signIn(emulation)
  const identity = await world.server.context.appDb.selectFrom('identity').select('issuer').executeTakeFirst()
  const { tokenCalls } = world.provider(emulation)
  await world.stop()
  return { ...end, identity, tokenCalls }
}

const api = (user: object, emails: unknown = github.withoutOpenId!['https://api.github.com/user/emails']) => ({
  ...github,
  withoutOpenId: { 'https://api.github.com/user': user, 'https://api.github.com/user/emails': emails },
})

test('a person signs in with issuer, id and secret alone: by code, PKCE and the API', async () => {
  const { code, user, identity, tokenCalls } = await signInAt(github)
  expect({ code, user, identity }).toMatchObject({
    code: null,
    user: { username: 'yara', name: 'Yara Young', email: 'yara@acme.example' },
    identity: { issuer: 'https://github.com/login/oauth' },
  })
  expect(tokenCalls.map(({ challenged, credentials }) => [challenged, credentials.length])).toEqual([[true, 1]])
})

test('an address counts for rules of admission where the API says that it is verified', async () => {
  const allowedDomains = ['acme.example']
  expect((await signInAt(github, { allowedDomains })).code).toBeNull()
  const unverified = [{ email: 'yara@acme.example', primary: true, verified: false }]
  const { code } = await signInAt(api({ id: 1, login: 'yara' }, unverified), { allowedDomains })
  expect(code).toMatch(/^(domain-not-allowed|email-verified-false)$/)
})

test('without a look at the addresses the person gets in, and the attempt says what is missing', async () => {
  const { code, user, record } = await signInAt(api({ id: 1, login: 'yara' }, { message: 'Not Found' }))
  expect({ code, user }).toMatchObject({ code: null, user: { username: 'yara', email: null } })
  expect(JSON.stringify(record.stages)).toContain('userinfo-thin')
})

test.each([{ login: 'yara' }, { id: '', login: 'yara' }, { id: { a: 1 } }, { id: 2 ** 60 }])(
  'an answer of the API that names nobody is refused: %j',
  async (user) => {
    expect((await signInAt(api(user))).code).toBe('userinfo-identity')
  },
)

test('a wrong secret is named, though GitHub refuses it with HTTP 200', async () => {
  const { code } = await signInAt(github, { clientSecret: 'another secret' })
  expect(code).toBe('secret-wrong')
})

test('that everybody in the world may sign in is warned of, until a rule says who', async () => {
  const findings = async (fields: Record<string, unknown>) =>
    (await signInAt(github, fields)).record.stages.find(({ stage }) => stage === 'config')?.evidence['findings']
  expect(await findings({})).toContain('open-to-anybody')
  expect(await findings({ allowedDomains: ['acme.example'] })).not.toContain('open-to-anybody')
})

test('a profile that there is not is warned of, and the one that the issuer tells is used', async () => {
  const { code, record } = await signInAt(github, { profile: 'githup' })
  expect(code).toBeNull()
  const { evidence } = record.stages[0]!
  expect(evidence).toMatchObject({ profile: 'github', findings: expect.arrayContaining(['profile-unknown']) })
})

test('an own GitHub Enterprise Server, named by its profile, is asked at its own API', async () => {
  const moved = (value: unknown) =>
    JSON.parse(
      JSON.stringify(value)
        .replaceAll('https://api.github.com', 'https://github.acme.example/api/v3')
        .replaceAll('https://github.com', 'https://github.acme.example'),
    )
  const own: Emulation = { ...github, document: moved(github.document), withoutOpenId: moved(github.withoutOpenId) }
  const { code, user } = await signInAt(own, { profile: 'github' })
  expect({ code, user }).toMatchObject({ code: null, user: { email: github.email } })
})

test('it is found in order before anybody signs in, and a wrong secret is found out', async () => {
  const examineWith = async (fields: Record<string, unknown>) => {
    const world = await startWorld([github], { fields: () => fields })
    const checks = await world.examine(github)
    await world.stop()
    return checks.filter(({ status }) => status === 'error').map(({ code }) => code)
  }
  expect(await examineWith({})).toEqual([])
  expect(await examineWith({ clientSecret: 'another secret' })).toEqual(['secret-wrong'])
})

test('a code of another sign-in is worth nothing, though there is no nonce', async () => {
  const world = await startWorld([github])
  const isCallback = (url: URL) => url.pathname.startsWith('/oidc/callback')
  const callbackOf = async (jar = world.jar()) => {
    const { location } = await jar.walk(`${world.signpost}/oidc/login/p0`, isCallback)
    return { jar, callback: new URL(location!) }
  }
  const [victim, attacker] = [await callbackOf(), await callbackOf()]
  victim.callback.searchParams.set('code', attacker.callback.searchParams.get('code')!)
  const { code } = ended(await victim.jar.send(victim.callback.href))
  expect(code).toBe('pkce-verifier-mismatch')
  expect((await victim.jar.send(`${world.signpost}/api/me`)).status).toBe(401)
  await world.stop()
})

test('whether a sign-in stands is asked of the API, and an answer about somebody else ends the session', async () => {
  const person = { id: 4711, login: 'yara' }
  const emulation = api(person)
  const world = await startWorld([emulation])
  try {
    const { jar } = await world.signIn(emulation)
    const { appDb, liveSessions } = world.server.context
    const me = async () => (await jar.send(`${world.signpost}/api/me`)).status
    const usedLater = async () => {
      await appDb
        .updateTable('session')
        .set({ asked_at: 1, validated_at: Date.now() - 60_000 })
        .execute()
      await me()
      await liveSessions.settled()
      const session = await appDb.selectFrom('session').select('validated_at').executeTakeFirst()
      return { status: await me(), isHeard: session && Date.now() - session.validated_at! < 30_000 }
    }
    expect(await usedLater()).toEqual({ status: 200, isHeard: true })
    person.id = 4712
    expect(await usedLater()).toMatchObject({ status: 401 })
  } finally {
    await world.stop()
  }
})
