import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { send, signIn } from '../kit/askers.ts'
import { serve } from '../kit/serve.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { until } from '../kit/until.ts'

const script = path.resolve('scripts/signpost.js')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-cli-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Ended {
  code: number
  out: string
  err: string
}

/** `signpost ARGUMENTS`, as a process of its own. */
function signpost(data: string, ...args: string[]): Promise<Ended> {
  const env = { PATH: process.env['PATH'], SIGNPOST_DATA: data }
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    )
  })
}

const file = async (name: string, content: string) => {
  const place = path.join(folder, name)
  await writeFile(place, content)
  return place
}
const me = async (server: TestServer, key: string) => {
  const { status, body } = await send(`${server.url}/api/me`, 'GET', undefined, { authorization: `Bearer ${key}` })
  return status === 200 ? body.user.username : status
}

describe('beside a running server', () => {
  let server: TestServer
  let run: (...args: string[]) => Promise<Ended>
  beforeAll(async () => {
    server = await startServer()
    run = (...args) => signpost(server.dataFolder, ...args)
  })
  afterAll(() => server.stop())

  test('user create makes a key that works at once, in a file that only its owner reads', async () => {
    const keyFile = path.join(folder, 'new.key')
    const passwordFile = await file('password', 'pw of ann\n')
    const options = ['--email', 'ann@corp.example', '--name', 'Ann', '--admin', '--password-file', passwordFile]
    const made = await run('user', 'create', 'ann', ...options, '--api-key-file', keyFile)
    expect(made).toMatchObject({ code: 0, err: '' })
    const key = (await readFile(keyFile, 'utf8')).trim()
    expect(key).toMatch(/^local-[0-9a-f]{40}$/)
    expect(made.out).not.toContain(key)
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600)
    expect(await me(server, key)).toBe('ann')
    await signIn(server, 'ann', 'pw of ann')
    const list = await run('user', 'list')
    expect(list.out).toContain('ann\tann@corp.example\tadministrator\tactive')
  })

  test('user create imports the keys of a file and leaves the file as it is', async () => {
    const [first, second] = [`wandb_v1_${'A.b-'.repeat(20)}`, 'f'.repeat(40)]
    const content = `${first}\n\n  ${second}\r\n`
    const keyFile = await file('imported.keys', content)
    expect((await run('user', 'create', 'bob', '--api-key-file', keyFile)).code).toBe(0)
    expect([await me(server, first), await me(server, second)]).toEqual(['bob', 'bob'])
    expect(await readFile(keyFile, 'utf8')).toBe(content)
    await expect(signIn(server, 'bob', '')).rejects.toThrow()
  })

  test('an empty key file that everybody could read is closed before the key is written', async () => {
    const keyFile = await file('empty.key', '')
    await chmod(keyFile, 0o644)
    await run('user', 'create', 'carl', '--api-key-file', keyFile)
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600)
    expect(await me(server, (await readFile(keyFile, 'utf8')).trim())).toBe('carl')
  })

  test('disabling ends sessions and keys at once, enabling lets the key in again', async () => {
    const key = 'c'.repeat(64)
    const body = { username: 'dora', password: 'pw of dora' }
    const { id } = await server.context.accounts.users.create(body, 'test')
    await server.context.accounts.keys.import(id, key, 'test')
    const cookie = await signIn(server, 'dora', 'pw of dora')
    expect((await run('user', 'disable', 'dora')).code).toBe(0)
    expect(await me(server, key)).toBe(401)
    expect((await send(`${server.url}/api/me`, 'GET', undefined, { cookie })).status).toBe(401)
    expect((await run('user', 'enable', 'dora')).code).toBe(0)
    expect(await me(server, key)).toBe('dora')
  })

  test('promote, reset-password and restore', async () => {
    await server.context.accounts.users.create({ username: 'emil', password: 'forgotten' }, 'test')
    await run('user', 'promote', 'emil')
    expect((await server.context.accounts.users.get('emil')).admin).toBe(true)
    const reset = await run('user', 'reset-password', 'emil')
    const [, password = ''] = /^password of emil: (\S+)$/m.exec(reset.out) ?? []
    await signIn(server, 'emil', password)
    const restore = await run('user', 'restore', 'emil')
    const [, once = ''] = /^restore user: emil password: (\S+)$/m.exec(restore.out) ?? []
    await signIn(server, 'emil', once)
    await expect(signIn(server, 'emil', once)).rejects.toThrow(/401|sign-in-refused/)
  })

  test('restore lets an administrator in although only single sign-on lets people in, in one line, and is written down', async () => {
    const { accounts, appDb } = server.context
    await accounts.users.create({ username: 'gina', admin: true, password: 'pw of gina' }, 'test')
    const on = { name: 'require-sso', value: 'true', changed_at: 1, changed_by: 'test' }
    await appDb.insertInto('setting').values(on).execute()
    try {
      await expect(signIn(server, 'gina', 'pw of gina')).rejects.toThrow('sso-required')
      const { out, err, code } = await run('user', 'restore', 'gina')
      expect({ err, code }).toEqual({ err: '', code: 0 })
      expect(out).toMatch(/^restore user: gina password: \S+\n$/)
      const password = out.trim().split(' ').at(-1)!
      const options = async () => (await send(`${server.url}/api/sign-in-options`, 'GET')).body
      expect(await options()).toMatchObject({ password: false, restore: true })
      const cookie = await signIn(server, 'gina', password)
      expect(await options()).toMatchObject({ restore: false })
      const off = await send(`${server.url}/api/admin/require-sso`, 'PUT', { on: false }, { cookie })
      expect(off.status).toBe(200)
      await signIn(server, 'gina', 'pw of gina')
      const trail = async () => appDb.selectFrom('audit').selectAll().where('subject', '=', 'gina').execute()
      await until(async () => (await trail()).some(({ facts }) => facts.includes('restore password')))
      expect((await trail()).map(({ action }) => action)).toContain('restore-password-made')
      expect(JSON.stringify(await trail())).not.toContain(password)
    } finally {
      await appDb.deleteFrom('setting').where('name', '=', 'require-sso').execute()
    }
  })

  test('what the command line did is in the audit trail', async () => {
    const trail = await server.context.appDb.selectFrom('audit').selectAll().where('subject', '=', 'emil').execute()
    expect(trail.filter(({ actor }) => actor === 'command line').map(({ action }) => action)).toEqual(
      expect.arrayContaining(['user-promoted', 'password-changed', 'restore-password-made']),
    )
  })

  test.each([
    [['user', 'create', 'a/b'], /user name/],
    [['user', 'create', 'zoe', '--password-file', '/nowhere/at-all'], /\/nowhere\/at-all cannot be read/],
    [['user', 'create', 'zoe', '--api-key-file', '/nowhere/at-all'], /cannot be written/],
    [['user', 'disable', 'nobody-here'], /no user "nobody-here"/],
    [['user', 'reset-password', 'nobody-here'], /no user "nobody-here"/],
    [['user', 'restore', 'nobody-here'], /no user "nobody-here"/],
  ])('%j says why in one line, ends with 1 and makes nobody', async (args, why) => {
    const { code, out, err } = await run(...args)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(why)
    expect(err.trim().split('\n')).toHaveLength(1)
    expect(await server.context.accounts.users.find('zoe')).toBeNull()
  })

  test('a key that cannot be imported makes nobody and is not repeated', async () => {
    const keyFile = await file('bad.keys', 'too-short-a-secret')
    const { code, err } = await run('user', 'create', 'zoe', '--api-key-file', keyFile)
    expect(code).toBe(1)
    expect(err).not.toContain('too-short-a-secret')
    expect(await server.context.accounts.users.find('zoe')).toBeNull()
  })
})

test('without a server: the data folder is made, and the people are there when the server comes', async () => {
  const data = path.join(folder, 'fresh')
  const keyFile = path.join(folder, 'fresh.key')
  expect((await signpost(data, 'user', 'create', 'admin', '--admin', '--api-key-file', keyFile)).code).toBe(0)
  expect((await signpost(data, 'migrate')).out).toMatch(/up to date/)
  const server = await startServer({ env: { SIGNPOST_DATA: data } })
  try {
    expect(await me(server, (await readFile(keyFile, 'utf8')).trim())).toBe('admin')
  } finally {
    await server.stop()
  }
})

describe('signpost serve', () => {
  test('prints the set-up link once, outside of the log, until an administrator exists', async () => {
    const data = path.join(folder, 'serve-setup')
    const first = await serve({ SIGNPOST_DATA: data }, /^set-up link: /m)
    const [link = ''] = /http\S+\/setup\?token=\S+/.exec(first.out()) ?? []
    const logged = first
      .out()
      .split('\n')
      .filter((line) => line.startsWith('{'))
    const token = new URL(link).searchParams.get('token') ?? ''
    expect(logged.join('\n')).not.toContain(token)
    const made = await send(`${first.url}/api/setup`, 'POST', { token, username: 'root', password: 'long enough' })
    expect(made.status).toBe(200)
    await first.stop()
    const second = await serve({ SIGNPOST_DATA: data })
    await until(async () => (await send(`${second.url}/ready`, 'GET')).status === 200)
    expect(second.out()).not.toContain('set-up link')
    await second.stop()
  })
})
