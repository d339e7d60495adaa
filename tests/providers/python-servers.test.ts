import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createJar, type JarAnswer } from '../kit/jar.ts'
import { freePort } from '../kit/ports.ts'
import { hasPython, pythonEnvironment, startPythonServer } from '../kit/python.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { ended } from '../sso/walk.ts'

/** Two providers of other makers, which are of another mind about client authentication. */
const makers = [
  {
    // Takes the one method that is registered, compares the raw text of Basic, and asks for name and password on two pages.
    title: 'Canaille 0.3.6',
    environment: ['canaille-0.3.6', ['canaille[front,oidc]==0.3.6']] as const,
    script: 'canaille_server.py',
    issuer: (origin: string) => origin,
  },
  {
    // Lists client_secret_post first, takes either, and has the issuer below a path.
    title: 'django-oauth-toolkit 3.4.1',
    environment: ['django-oauth-toolkit-3.4.1', ['django==5.2.19', 'django-oauth-toolkit==3.4.1']] as const,
    script: 'django_server.py',
    issuer: (origin: string) => `${origin}/o`,
  },
]

const password = 'Alice-pw-2026'
const plain = 'a-plain-secret-of-40-characters-and-more'
/** The two spellings of HTTP Basic write it differently. */
const spelled = 'a+secret/with=signs that need spelling'
const clients = [
  { clientId: 'basic', clientAuth: 'client_secret_basic', clientSecret: plain },
  { clientId: 'basic-spelled', clientAuth: 'client_secret_basic', clientSecret: spelled },
  { clientId: 'post-spelled', clientAuth: 'client_secret_post', clientSecret: spelled },
  { clientId: 'wrong', clientAuth: 'client_secret_basic', clientSecret: plain },
]

describe.skipIf(!hasPython).each(makers)('with a real $title', { timeout: 120_000 }, (maker) => {
  const stops: (() => unknown)[] = []
  let url: string
  let server: TestServer
  /** A provider with these clients, and a server of ours that knows issuer, ids and secrets, and nothing else. */
  beforeAll(async () => {
    const [name, packages] = maker.environment
    const environment = await pythonEnvironment(name, packages)
    const [port, ours] = [await freePort(), await freePort()]
    url = `http://127.0.0.1:${ours}`
    const registered = clients.map((each) => ({ ...each, redirectUri: `${url}/oidc/callback/${each.clientId}` }))
    const issuer = maker.issuer(`http://localhost:${port}`)
    const provider = await startPythonServer(
      environment,
      path.join(import.meta.dirname, 'servers', maker.script),
      [String(port), JSON.stringify({ password, clients: registered })],
      `${issuer}/.well-known/openid-configuration`,
    )
    stops.push(() => provider.stop())
    const folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-makers-'))
    stops.push(() => rm(folder, { recursive: true, force: true }))
    const file = path.join(folder, 'signpost.yaml')
    const providers = clients.map(({ clientId, clientSecret }) => ({
      id: clientId,
      issuer,
      clientId,
      clientSecret: clientId === 'wrong' ? 'another-secret-than-the-one-registered' : clientSecret,
    }))
    await writeFile(file, JSON.stringify({ providers }))
    server = await startServer({ env: { PORT: String(ours), HOST: url, SIGNPOST_CONFIG: file } })
    stops.push(() => server.stop())
  }, 400_000)
  afterAll(async () => {
    for (const stop of stops.reverse()) await stop()
  })

  /** Fills in whatever the provider's pages ask for, until it sends the browser back for good. */
  async function walk(provider: string) {
    const jar = createJar()
    const isOurs = (at: URL) => at.origin === url && !at.pathname.startsWith('/oidc/')
    let at: JarAnswer = await jar.walk(`${url}/oidc/login/${provider}?return_to=/home`, isOurs)
    for (let page = 0; page < 4 && at.location === null; page++) {
      at = await jar.submit(at, { login: 'alice', username: 'alice', password }, /^/)
      if (at.location !== null && !isOurs(new URL(at.location))) at = await jar.walk(at.location, isOurs)
    }
    const [attempt] = await server.context.attempts.list()
    return { ...ended(at), jar, record: attempt! }
  }

  test.each(['basic', 'basic-spelled', 'post-spelled'])('a person signs in (%s)', async (provider) => {
    const { code, path: where, record, jar } = await walk(provider)
    expect([code, where, record.evidence['happened']]).toEqual([null, '/home', undefined])
    const { user } = JSON.parse((await jar.send(`${url}/api/me`)).text)
    expect(user).toMatchObject({ email: 'alice@acme.example', name: 'Alice Ames' })
  })

  test('another secret is named', async () => {
    expect((await walk('wrong')).code).toBe('secret-wrong')
  })
})
