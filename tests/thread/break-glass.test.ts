import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { send } from '../kit/askers.ts'
import { createJar } from '../kit/jar.ts'
import { type Served, serve } from '../kit/serve.ts'

let folder: string
let server: Served | undefined
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-glass-'))
  await signpost('user', 'create', 'chief', '--admin')
})
afterEach(async () => {
  await server?.stop()
  server = undefined
  await rm(folder, { recursive: true, force: true })
})

/** `signpost ARGUMENTS` on the same data, as somebody with a shell on the machine gives it. */
const signpost = async (...args: string[]) => {
  const env = { PATH: process.env['PATH'], SIGNPOST_DATA: folder }
  return (await promisify(execFile)(process.execPath, [path.resolve('scripts/signpost.js'), ...args], { env })).stdout
}

/** Single sign-on that lets nobody in. */
const broken = {
  OIDC_ISSUER: 'http://localhost:1',
  OIDC_CLIENT_ID: 'signpost',
  OIDC_SECRET: 'of-a-provider-that-is-down',
}

const restored = (output: string) => {
  const [, username, password] = /^restore user: (\S+) password: (\S+)$/m.exec(output) ?? []
  return { username, password }
}

/** The way in lets an administrator in, once. */
async function letsIn(url: string, credentials: ReturnType<typeof restored>) {
  expect(credentials.username).toBe('chief')
  const failed = await createJar().send(`${url}/oidc/login`)
  expect(failed.location).toContain('conn-refused-localhost')
  const signedIn = await send(`${url}/api/sign-in`, 'POST', credentials)
  expect(signedIn.body.user).toMatchObject({ username: 'chief', admin: true })
  expect((await send(`${url}/api/sign-in`, 'POST', credentials)).status).toBe(401)
}

test('T23 everyone is locked out: LOCAL_RESTORE=true gives an administrator a way in, once, loudly logged and audited', async () => {
  server = await serve({ ...broken, SIGNPOST_DATA: folder, LOCAL_RESTORE: 'true' }, /^restore user: /m)
  const credentials = restored(server.out())
  await letsIn(server.url, credentials)
  const logged = server
    .out()
    .split('\n')
    .filter((line) => line.startsWith('{'))
  expect(logged.join('\n')).not.toContain(credentials.password)
  expect(logged.join('\n')).toMatch(/"level":40[^}]*LOCAL_RESTORE/)
  for (const action of ['restore-password-made', 'signed-in'])
    expect(logged.filter((line) => line.includes('"audit"') && line.includes(action))).toHaveLength(1)
})

test('T23 so does signpost user restore, beside the running server', async () => {
  server = await serve({ ...broken, SIGNPOST_DATA: folder })
  await letsIn(server.url, restored(await signpost('user', 'restore', 'chief')))
})
