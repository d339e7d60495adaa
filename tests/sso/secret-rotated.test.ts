import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { providerSettings } from '../../src/sso/index.ts'
import { createJar } from '../kit/jar.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { type BentProvider, startBentProvider } from './conformance/provider.ts'
import { ended } from './walk.ts'

let provider: BentProvider
let folder: string
beforeAll(async () => {
  provider = await startBentProvider()
  folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-key-'))
})
afterAll(async () => {
  await provider.stop()
  await rm(folder, { recursive: true })
})

/** On the embedded database: in MySQL the key is a row, and goes where the others go. */
const start = (): Promise<TestServer> => startServer({ env: { SIGNPOST_DATA: folder, MYSQL: '' } })

test('secret-rotated: a database whose server key is gone says so, before a sign-in and by its attempt', async () => {
  const { issuer, clientId, clientSecret } = provider
  const before = await start()
  await before.context.providerSettings.create('acme', { issuer, clientId, clientSecret }, 'test')
  await before.stop()
  await rm(path.join(folder, 'keys'), { recursive: true })

  const after = await start()
  const { providerSettings: kept, sso, attempts } = after.context
  const checks = await sso.preflight(providerSettings(await kept.get('acme')))
  const looked = checks.filter(({ status }) => status !== 'skipped')
  expect(looked.map(({ status, code }) => [status, code])).toEqual([['error', 'secret-rotated']])

  const refused = ended(await createJar().send(`${after.url}/oidc/login/acme`))
  expect(refused.code).toBe('secret-rotated')
  const record = await attempts.load(refused.attempt)
  expect(record!.mend.join('\n')).toMatch(/keys\/server\.key.*"acme" anew on the settings page/s)

  // What the mend says is enough.
  await kept.change('acme', { clientSecret }, 'test')
  const again = createJar()
  const { location } = await again.send(`${after.url}/oidc/login/acme`)
  const callback = (await again.send(location!)).location!
  expect(ended(await again.send(callback)).code).toBeNull()
  await after.stop()
})
