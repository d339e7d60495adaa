import { describe, expect, test } from 'vitest'
import { passwordOf } from '../kit/askers.ts'
import { createJar, type Jar } from '../kit/jar.ts'
import { hasKeycloak } from '../kit/keycloak.ts'
import { clientSecret, type Pair, useKeycloak, walkKeycloak } from './pair.ts'

describe.skipIf(!hasKeycloak)('testing a sign-in with a real Keycloak', { timeout: 120_000 }, () => {
  const { pair } = useKeycloak()

  /** An administrator, signed in by password at a server for which nothing is set. */
  async function administrator(realm: string): Promise<Pair & { jar: Jar; draft: Record<string, unknown> }> {
    const made = await pair(realm, () => ({ OIDC_ISSUER: '', OIDC_CLIENT_ID: '', OIDC_SECRET: '' }))
    const { users } = made.server.context.accounts
    await users.create({ username: 'root', admin: true, password: passwordOf('root') }, 'test')
    const jar = createJar()
    await call(made.url, jar, 'POST', '/api/sign-in', { username: 'root', password: passwordOf('root') })
    return { ...made, jar, draft: { issuer: made.realm.issuer, clientId: 'signpost', clientSecret } }
  }

  async function call(url: string, jar: Jar, method: string, path: string, body?: unknown) {
    const headers = { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }) }
    const answer = await jar.send(url + path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    })
    // biome-ignore lint/suspicious/noExplicitAny: each test says what it expects
    return { status: answer.status, body: JSON.parse(answer.text || '{}') as any }
  }

  async function tested({ url, jar }: { url: string; jar: Jar }, draft: Record<string, unknown>) {
    const path = '/api/admin/providers/default/test-sign-in'
    const { body } = await call(url, jar, 'POST', path, draft)
    const { path: end } = await walkKeycloak(url, jar, body.start)
    expect(end).toBe(`/settings/sign-in-tests/default/${body.test}`)
    return (await call(url, jar, 'GET', `${path}/${body.test}`)).body.test
  }

  test('a draft passes before anything is set, makes nobody, and is what single sign-on can then rest on', async () => {
    const made = await administrator('draft')
    const { url, jar, draft, server } = made
    const result = await tested(made, draft)
    expect(result).toMatchObject({ state: 'passed', fault: null })
    expect(result.foreseen.account).toMatchObject({ username: 'alice', how: 'made', admin: false })
    expect(result.received.idToken).toMatchObject({ iss: draft['issuer'], preferred_username: 'alice' })
    expect((await server.context.accounts.users.list()).map(({ username }) => username)).toEqual(['root'])
    expect((await walkKeycloak(url)).code).toBe('sso-not-configured')

    expect((await call(url, jar, 'PATCH', '/api/admin/providers/default', draft)).status).toBe(200)
    await call(url, jar, 'PUT', '/api/admin/break-glass/root', { password: passwordOf('root') })
    expect((await call(url, jar, 'PUT', '/api/admin/require-sso', { on: true })).body).toMatchObject({ isOn: true })
    const alice = createJar()
    expect((await walkKeycloak(url, alice)).code).toBeNull()
    expect((await call(url, alice, 'GET', '/api/me')).body.user).toMatchObject({ username: 'alice' })
    expect((await tested(made, {})).foreseen.account).toMatchObject({ username: 'alice', how: 'known' })
  })

  test('an answer that comes by POST from Keycloak’s site is one of a test too', async () => {
    const made = await administrator('draft-by-post')
    expect(await tested(made, { ...made.draft, responseMode: 'form_post' })).toMatchObject({ state: 'passed' })
  })

  test('a wrong secret is named, with the mend in Keycloak’s own words', async () => {
    const made = await administrator('draft-wrong')
    const { fault, state } = await tested(made, { ...made.draft, clientSecret: 'not-the-secret-of-this-client' })
    expect({ state, code: fault.code }).toEqual({ state: 'failed', code: 'secret-wrong' })
    expect(fault.mend.join(' ')).toContain('Credentials')
  })
})
