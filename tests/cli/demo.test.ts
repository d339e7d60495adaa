import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createJar } from '../kit/jar.ts'
import { freePort } from '../kit/ports.ts'
import { until } from '../kit/until.ts'

const root = path.join(import.meta.dirname, '../..')
let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'signpost-demo-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Demo {
  child: ChildProcess
  said(): string
}

function serveDemo(env: Record<string, string>): Demo {
  const args = [path.join(root, 'src/main.ts'), 'serve', '--demo']
  const child = spawn(process.execPath, args, { env: { ...process.env, SIGNPOST_DATA: folder, ...env } })
  let said = ''
  child.stdout.on('data', (part) => {
    said += part
  })
  child.stderr.on('data', (part) => {
    said += part
  })
  return { child, said: () => said }
}

test('the demo says in ten lines how to get in, lets its people in, and ends at once with all it started', async () => {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const { child, said } = serveDemo({ PORT: String(port) })
  await until(() => said().includes('Ctrl-C'))
  expect(said().trim().split('\n').length).toBeLessThanOrEqual(10)
  expect(said()).toContain(`wandb login --host ${url}`)
  expect(said()).toContain('ada (administrator)')

  const jar = createJar()
  const page = await jar.walk(`${url}/oidc/login`)
  expect(page.text).toContain('Who are you?')
  const answer = await jar.submit(page, { login: 'ada' })
  await jar.walk(answer.location ?? answer.url)
  const me = await jar.send(`${url}/api/me`)
  expect(JSON.parse(me.text)).toMatchObject({ user: { username: 'ada', admin: true, provider: 'default' } })

  const issuer = new URL(page.url).origin
  child.kill('SIGTERM')
  const [code] = await once(child, 'exit')
  expect(code).toBe(0)
  await expect(fetch(issuer)).rejects.toThrow()
})

test.each([
  ['HOST', { HOST: 'https://signpost.example' }],
  ['SIGNPOST_LISTEN', { SIGNPOST_LISTEN: '0.0.0.0' }],
])('the demo, which lets anyone in, does not start beyond loopback: %s', async (name, env) => {
  const { child, said } = serveDemo({ PORT: String(await freePort()), ...(env as Record<string, string>) })
  const [code] = await once(child, 'exit')
  expect(code).toBe(2)
  expect(said()).toContain(name)
})

test('a port that is taken is said in a sentence', async () => {
  const port = String(await freePort())
  const first = serveDemo({ PORT: port })
  await until(() => first.said().includes('Ctrl-C'))
  const second = serveDemo({ PORT: port })
  const [code] = await once(second.child, 'exit')
  expect(code).toBe(2)
  expect(second.said()).toContain(`PORT ${port} is taken`)
  first.child.kill('SIGTERM')
  await once(first.child, 'exit')
})
