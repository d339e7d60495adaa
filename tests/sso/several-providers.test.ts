import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DemoIdp, startDemoIdp } from '../../demo-idp/index.ts'
import { appApi } from '../kit/app-api.ts'
import { createJar } from '../kit/jar.ts'
import { freePort } from '../kit/ports.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { ended, walkSignIn } from './walk.ts'

/** Two real providers in the file, none in the environment; a third one is only half set up. */
let folder: string
let acme: DemoIdp
let globex: DemoIdp
let server: TestServer
const picture = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><rect width="9" height="9"/></svg>'

const provider = (port: number, id: string) =>
  startDemoIdp({
    port: 0,
    redirectUris: [`http://127.0.0.1:${port}/oidc/callback/${id}`],
    backchannelLogoutUri: `http://127.0.0.1:${port}/oidc/backchannel-logout/${id}`,
    postLogoutRedirectUris: [`http://127.0.0.1:${port}/`],
  })
const client = ({ issuer, clientId, clientSecret }: DemoIdp) => ({ issuer, clientId, clientSecret })

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-several-'))
  const port = await freePort()
  acme = await provider(port, 'acme')
  globex = await provider(port, 'globex')
  await writeFile(path.join(folder, 'acme.svg'), picture)
  await writeFile(path.join(folder, 'notes.txt'), 'not for everybody')
  const providers = [
    { id: 'later', name: 'Later', order: 3, clientId: 'x', logo: path.join(folder, 'notes.txt') },
    { id: 'globex', name: 'Globex', order: 2, emailDomains: ['globex.example', '@Bücher.example'], ...client(globex) },
    {
      id: 'acme',
      name: 'Acme',
      order: 1,
      logo: path.join(folder, 'acme.svg'),
      emailDomains: 'acme.example',
      ...client(acme),
    },
  ]
  await writeFile(path.join(folder, 'signpost.yaml'), JSON.stringify({ providers }))
  server = await startServer({ env: { PORT: String(port), SIGNPOST_CONFIG: path.join(folder, 'signpost.yaml') } })
})
afterAll(async () => {
  await server.stop()
  await Promise.all([acme.stop(), globex.stop()])
  await rm(folder, { recursive: true })
})

interface Options {
  providers: { id: string; name: string; start: string; complete: boolean; logo?: string }[]
  emailRouting: boolean
  autoSignIn: string | null
}
const optionsOf = async (url: string) =>
  (await appApi(url, null).get('/api/sign-in-options')).body as unknown as Options
const goesTo = async (path: string, init?: RequestInit) =>
  (await createJar().send(server.url + path, init)).location ?? ''

test('each has its button, in the order that was set, also the one that is not complete', async () => {
  const { providers } = await optionsOf(server.url)
  expect(providers.map(({ id, name, start, complete }) => [id, name, start, complete])).toEqual([
    ['acme', 'Acme', '/oidc/login/acme', true],
    ['globex', 'Globex', '/oidc/login/globex', true],
    ['later', 'Later', '/oidc/login/later', false],
  ])
})

test('each is signed in at, by its own callback address, and gives accounts of its own', async () => {
  for (const id of ['acme', 'globex']) {
    const jar = createJar()
    expect((await walkSignIn(server.url, { start: `/oidc/login/${id}`, person: 'ben', jar })).code).toBeNull()
    const { body } = { body: JSON.parse((await jar.send(`${server.url}/api/me`)).text) }
    expect(body.user).toMatchObject({ provider: id })
  }
  const people = await server.context.appDb.selectFrom('user').select('username').execute()
  expect(people.map(({ username }) => username).filter((name) => name.startsWith('ben'))).toHaveLength(2)
})

test('an answer of one at the address of another is refused', async () => {
  const jar = createJar()
  const { location } = await jar.send(`${server.url}/oidc/login/acme`)
  const state = new URL(location!).searchParams.get('state')!
  const mixed = await jar.send(`${server.url}/oidc/callback/globex?${new URLSearchParams({ code: 'c', state })}`)
  expect(ended(mixed).code).toBe('callback-wrong-provider')
})
describe('the picture of a button', () => {
  test('is served by us, and may do nothing', async () => {
    const { logo } = (await optionsOf(server.url)).providers[0]!
    expect(logo).toMatch(/^\/oidc\/logo\/acme\?v=/)
    const answer = await fetch(server.url + logo)
    expect(answer.headers.get('content-type')).toBe('image/svg+xml')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(answer.headers.get('content-security-policy')).toContain('sandbox')
    expect(await answer.text()).toBe(picture)
  })

  test('that is none is not shown, no file is given away by it, and the administrator reads why', async () => {
    const { providers } = await optionsOf(server.url)
    expect(providers.find(({ id }) => id === 'later')!.logo).toBeUndefined()
    const answer = await fetch(`${server.url}/oidc/logo/later`)
    expect([answer.status, await answer.text()]).toEqual([404, expect.not.stringContaining('everybody')])
    expect((await fetch(`${server.url}/oidc/logo/nobody`)).status).toBe(404)
    const { id } = await server.context.accounts.users.create({ username: 'root', admin: true }, null)
    const { key } = await server.context.accounts.keys.create(id, 'test', null)
    const { body } = await appApi(server.url, key).get('/api/admin/providers/later')
    expect((body['provider'] as { findings: string[] }).findings.join()).toMatch(/notes\.txt is no PNG/)
  })
})

describe('an e-mail address', () => {
  const find = (email: string) => appApi(server.url, null).post('/api/sign-in-provider', { email })

  test.each([
    ['ben@acme.example', 'acme'],
    [' Ben@ACME.example ', 'acme'],
    ['ben@globex.example', 'globex'],
    ['ben@bücher.example', 'globex'],
    ['ben@xn--bcher-kva.example', 'globex'],
    ['"a@globex.example"@acme.example', 'acme'],
  ])('%s leads to %s', async (email, id) => {
    expect((await optionsOf(server.url)).emailRouting).toBe(true)
    expect(await find(email)).toMatchObject({ status: 200, body: { provider: { id, start: `/oidc/login/${id}` } } })
  })

  test.each(['ben@other.example', 'ben@mail.acme.example', 'acme.example', '@acme.example', ''])(
    '"%s" leads nowhere',
    async (email) => {
      expect(await find(email)).toMatchObject({ status: 404, body: { error: { code: 'no-provider-for-email' } } })
    },
  )

  test('is handed on as a hint', async () => {
    const url = new URL(await goesTo('/oidc/login/acme?login_hint=ben%40acme.example'))
    expect([url.origin, url.searchParams.get('login_hint')]).toEqual([acme.issuer, 'ben@acme.example'])
  })
})

describe('a sign-in that somebody else begins', () => {
  test.each<[string, () => string, () => string]>([
    ['its issuer', () => acme.issuer, () => acme.issuer],
    ['its issuer with a slash more', () => `${globex.issuer}/`, () => globex.issuer],
  ])('goes to the provider of %s, by link as by form', async (_what, iss, expected) => {
    const body = new URLSearchParams({ iss: iss(), login_hint: 'ben', target_link_uri: `${server.url}/acme/p` })
    for (const location of [
      await goesTo(`/oidc/initiate?${body}`),
      await goesTo('/oidc/initiate', { method: 'POST', body }),
    ]) {
      const url = new URL(location)
      expect([url.origin, url.searchParams.get('login_hint')]).toEqual([expected(), 'ben'])
    }
  })

  test('at an issuer that is none of ours is explained, with those that there are', async () => {
    const { code, attempt } = ended(
      await createJar().send(`${server.url}/oidc/initiate?iss=https%3A%2F%2Fevil.example`),
    )
    expect(code).toBe('provider-unknown')
    const record = (await server.context.attempts.load(attempt))!
    expect(record.evidence).toMatchObject({ provider: 'https://evil.example', known: ['acme', 'globex', 'later'] })
  })
})

describe('without the sign-in page in between', () => {
  test('nobody is sent on where there is something to choose', async () => {
    expect((await optionsOf(server.url)).autoSignIn).toBeNull()
  })

  test('one provider is gone to where the administrator wants it, but not by who has just signed out', async () => {
    const env = { OIDC_ISSUER: acme.issuer, OIDC_CLIENT_ID: 'x' }
    const [automatic, plain] = [
      await startServer({ env: { ...env, SIGNPOST_AUTO_SIGN_IN: 'true' } }),
      await startServer({ env }),
    ]
    const start = async ({ url }: TestServer) => (await optionsOf(url)).autoSignIn
    // While there is no administrator, the page tells where the set-up link is.
    expect(await start(automatic)).toBeNull()
    for (const each of [automatic, plain])
      await each.context.accounts.users.create(
        { username: 'root', admin: true, password: 'correct horse battery' },
        null,
      )
    expect([await start(automatic), await start(plain)]).toEqual(['/oidc/login', null])
    const jar = createJar()
    await jar.send(`${automatic.url}/logout`)
    expect(JSON.parse((await jar.send(`${automatic.url}/api/sign-in-options`)).text).autoSignIn).toBeNull()
    await Promise.all([automatic.stop(), plain.stop()])
  })
})
