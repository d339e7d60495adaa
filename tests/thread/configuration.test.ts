import { afterEach, expect, test } from 'vitest'
import { createJar } from '../kit/jar.ts'
import { type Signpost, type SignpostOptions, startSignpost } from '../sso/signpost.ts'
import { ended, walkSignIn } from '../sso/walk.ts'
import { administrator, explained, newestAttempt } from './explained.ts'

/** Each situation is a server of its own: what the thread tried is the configuration. */
let signpost: Signpost | undefined
const start = async (env?: SignpostOptions['env']) => {
  signpost = await startSignpost({ env })
  return signpost
}
afterEach(async () => {
  await signpost?.stop()
  signpost = undefined
})
const withoutSecret = () => ({ OIDC_SECRET: '' })

test('T01 issuer and client id set, no secret, a public application: signs in by code and PKCE', async () => {
  const { url, server } = await start((idp) => ({ OIDC_CLIENT_ID: idp.publicClientId, OIDC_SECRET: '' }))
  expect((await walkSignIn(url)).code).toBeNull()
  const { stages, outcome } = await newestAttempt(server)
  expect(outcome).toBe('signed-in')
  expect(stages.find(({ stage }) => stage === 'token')?.evidence).toMatchObject({ clientAuth: 'none', pkce: true })
})

test('T02 the same with a confidential application: secret-missing names the variable and the field', async () => {
  const { url, server } = await start(withoutSecret)
  const { mend, evidence } = await explained(server, await walkSignIn(url), 'secret-missing')
  expect(mend.join(' ')).toMatch(/OIDC_SECRET.*Client secret/)
  expect(JSON.stringify(evidence)).toContain('invalid_client')
})

test.each<[string, Record<string, string>, boolean, RegExp | null]>([
  ['complete', {}, true, null],
  ['without a secret', { OIDC_SECRET: '' }, true, null],
  ['without a client id', { OIDC_CLIENT_ID: '' }, false, /OIDC_CLIENT_ID/],
  ['without an issuer', { OIDC_ISSUER: '' }, false, /OIDC_ISSUER/],
])(
  'T03 single sign-on %s: the button stands beside the password form, and what is missing is said',
  async (_what, env, complete, missing) => {
    const { url, server } = await start(() => env)
    const { body } = await (await administrator(server)).get('/api/sign-in-options')
    expect(body).toMatchObject({ providers: [{ id: 'default', complete }], password: true })
    if (missing === null) return
    const { mend } = await explained(server, await walkSignIn(url), 'partial-config')
    expect(mend.join(' ')).toMatch(missing)
    const checked = await (await administrator(server)).post('/api/admin/providers/default/test', {})
    expect(JSON.stringify(checked.body)).toMatch(missing)
  },
)

test('T04 the authorize URL as issuer: the right issuer is found by probing, and adopted by one click', async () => {
  const { url, idp, server } = await start((idp) => ({ OIDC_ISSUER: '', OIDC_CLIENT_ID: idp.clientId }))
  const admin = await administrator(server)
  const pasted = `${idp.issuer}/oidc/auth?response_type=code&client_id=${idp.clientId}&scope=openid&state=`
  await admin.send('PATCH', '/api/admin/providers/default', { issuer: pasted })
  const { id, evidence, mend } = await explained(server, await walkSignIn(url), 'issuer-is-authorize-url')
  expect(evidence).toMatchObject({ suggestedIssuer: idp.issuer })
  expect(mend[0]).toContain(idp.issuer)
  const adopted = await admin.post(`/api/admin/sign-in-attempts/${id}/fixes/adopt-issuer`, {})
  expect(adopted.status).toBe(200)
  expect((await walkSignIn(url)).code).toBeNull()
})

test('T05 a sign-in URL built by hand, with an empty state: never accepted, and a clean sign-in is one click away', async () => {
  const { url, server } = await start()
  const jar = createJar()
  const failed = ended(await jar.send(`${url}/oidc/callback?code=made-by-hand&state=`))
  await explained(server, failed, 'idp-initiated-no-state')
  expect((await jar.send(`${url}/api/me`)).status).toBe(401)
  const { body } = await (await administrator(server)).get('/api/sign-in-options')
  const [{ start: oneClick } = { start: '' }] = body['providers'] as { start: string }[]
  expect((await walkSignIn(url, { jar, start: oneClick })).code).toBeNull()
})

test('T06 the tile at the provider: a third-party-initiated sign-in starts clean and ends signed in', async () => {
  const { url, idp } = await start()
  const jar = createJar()
  const target = `${url}/ben/first-steps`
  const tile = new URLSearchParams({ iss: idp.issuer, target_link_uri: target })
  const { code, answer } = await walkSignIn(url, { jar, start: `/oidc/initiate?${tile}` })
  expect([code, answer.location]).toEqual([null, target])
  expect((await jar.send(`${url}/api/me`)).status).toBe(200)
})

test('T17 the secret is added in the settings page: it works at once, and each value says where it came from', async () => {
  const { url, idp, server } = await start(withoutSecret)
  await explained(server, await walkSignIn(url), 'secret-missing')
  const admin = await administrator(server)
  const { status, body } = await admin.send('PATCH', '/api/admin/providers/default', { clientSecret: idp.clientSecret })
  expect(status).toBe(200)
  expect(body).toMatchObject({
    provider: {
      fields: {
        issuer: { value: idp.issuer, origin: 'environment' },
        clientId: { value: idp.clientId, origin: 'environment' },
        clientSecret: { set: true, origin: 'page' },
        pkce: { value: null, origin: null },
      },
    },
  })
  expect(JSON.stringify(body)).not.toContain(idp.clientSecret)
  expect((await walkSignIn(url)).code).toBeNull()
})

test('T22 signing out: our session ends, the provider’s session ends, the browser lands on HOST', async () => {
  const { url } = await start()
  const jar = createJar()
  expect((await walkSignIn(url, { jar })).code).toBeNull()
  const away = await jar.send(`${url}/logout`, { headers: { 'sec-fetch-site': 'same-origin' } })
  expect((await jar.send(`${url}/api/me`)).status).toBe(401)
  const asked = await jar.walk(away.location!)
  const back = await jar.submit(asked, { logout: 'yes' })
  expect(new URL(back.location!).origin + new URL(back.location!).pathname).toBe(`${url}/`)
  // The provider knows nobody any more: it asks again who it is.
  expect((await jar.walk(`${url}/oidc/login`)).text).toContain('Who are you?')
})
