import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DemoIdp, startDemoIdp } from '../../demo-idp/index.ts'
import { createJar } from '../kit/jar.ts'
import { freePort } from '../kit/ports.ts'
import { type Served, serve } from '../kit/serve.ts'
import { spellings, unzipped } from '../kit/zip.ts'
import { walkSignIn } from '../sso/walk.ts'

const script = path.resolve('scripts/signpost.js')
let folder: string
let idp: DemoIdp
let server: Served
let env: Record<string, string>
/** What must not be in a bundle: planted in the environment, or made by the sign-ins. */
const secrets: Record<string, string> = { password: randomBytes(18).toString('base64url') }

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-t18-'))
  const port = await freePort()
  idp = await startDemoIdp({ port: 0, redirectUris: [`http://localhost:${port}/oidc/callback`] })
  env = {
    PORT: String(port),
    HOST: `http://localhost:${port}`,
    SIGNPOST_DATA: path.join(folder, 'data'),
    OIDC_ISSUER: idp.issuer,
    OIDC_CLIENT_ID: idp.clientId,
    OIDC_SECRET: idp.clientSecret,
    // Somebody else's, in the same environment.
    SMTP_PASSWORD: secrets['password']!,
  }
  secrets['client secret'] = idp.clientSecret
  await run('user', 'create', 'chief', '--admin', '--api-key-file', path.join(folder, 'key'))
  secrets['API key'] = (await readFile(path.join(folder, 'key'), 'utf8')).trim()
  server = await serve(env)
})
afterAll(async () => {
  await server?.stop()
  await idp?.stop()
  await rm(folder, { recursive: true, force: true })
})

const run = (...args: string[]) =>
  promisify(execFile)(process.execPath, [script, ...args], { env: { PATH: process.env['PATH'], ...env } })

/** Two sign-ins, one that ends well and one that does not; code, state and cookie of each are secrets. */
async function signIn(): Promise<string> {
  const jar = createJar()
  const note = (what: string) => (callback: URL) => {
    secrets[`code ${what}`] = callback.searchParams.get('code')!
    secrets[`state ${what}`] = callback.searchParams.get('state')!
  }
  await walkSignIn(server.url, { jar, onTheWayBack: note('of who got in') })
  secrets['session'] = jar.cookie(server.url, 'signpost')!
  idp.bends.claims = (claims) => ({ ...claims, aud: 'somebody-else' })
  const failed = await walkSignIn(server.url, { onTheWayBack: note('of who did not') })
  idp.bends.claims = undefined
  expect(failed.code).toBe('aud-mismatch')
  return failed.attempt
}

test.each<[string, () => Promise<Uint8Array>]>([
  [
    'from the settings page',
    async () => {
      const headers = { authorization: `Bearer ${secrets['API key']}`, 'content-type': 'application/json' }
      const answer = await fetch(`${server.url}/api/admin/bundle`, { method: 'POST', headers, body: '{}' })
      return new Uint8Array(await answer.arrayBuffer())
    },
  ],
  [
    'by signpost bundle beside the running server',
    async () => {
      const file = path.join(folder, 'bundle.zip')
      await run('bundle', file)
      return readFile(file)
    },
  ],
])('T18 the debug bundle %s: all that helps, and no secret, token, code or cookie', async (_how, make) => {
  const attempt = await signIn()
  const files = unzipped(await make())
  const json = (name: string) => JSON.parse(files[name]!)
  expect(files['README.html']).toContain('aud-mismatch')
  expect(json('versions.json')).toHaveProperty('node')
  expect(JSON.stringify(json('configuration.json'))).toMatch(/"OIDC_ISSUER".*"origin":"environment"/)
  expect(json('doctor.json').map(({ id }: { id: string }) => id)).toContain('provider.default.settings')
  const diagnosed = json('attempts.json').find(({ id }: { id: string }) => id === attempt)
  expect(diagnosed).toMatchObject({ code: 'aud-mismatch', mend: expect.arrayContaining([expect.any(String)]) })
  expect(files['logs.txt']).toContain('"listening"')
  expect(json('host.json')).toHaveProperty('limits')
  const all = Object.values(files).join('\n')
  for (const [what, secret] of Object.entries(secrets))
    for (const spelling of spellings(secret)) expect(all.includes(spelling), `${what} as ${spelling}`).toBe(false)
  expect(all).not.toMatch(/eyJ[\w-]{10,}\.[\w-]{10,}/)
})
