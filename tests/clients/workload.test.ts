import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { type ClientMachine, clientMachine, hasPython, wandbEnvironment, wandbVersions } from '../kit/wandb.ts'
import { startWorkloadIssuer, type WorkloadIssuerServer } from '../sso/workload-issuer.ts'
import { runOf } from './ask.ts'

const script = (name: string) => path.join(import.meta.dirname, 'scripts', `${name}.py`)

/** The unmodified client on a machine that has a token of its own, WANDB_IDENTITY_TOKEN_FILE, and no key. */
describe.skipIf(!hasPython).each(Object.values(wandbVersions))(
  'wandb %s with an identity token',
  { timeout: 120_000 },
  (version) => {
    let issuer: WorkloadIssuerServer
    let server: TestServer
    let ada: Person
    let folder: string
    let machine: ClientMachine
    let tokenFile: string
    let cache: string
    const cached = async () =>
      JSON.parse(await readFile(cache, 'utf8')).credentials[server.url] as { access_token: string }
    const give = async (options?: Parameters<WorkloadIssuerServer['token']>[1]) =>
      writeFile(tokenFile, `${await issuer.token(server.url, options)}\n`)

    beforeAll(async () => {
      const environment = await wandbEnvironment(version)
      issuer = await startWorkloadIssuer()
      folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-workload-'))
      tokenFile = path.join(folder, 'token')
      // The client does not make the folder of its own place, ~/.config/wandb.
      cache = path.join(folder, 'credentials.json')
      const config = path.join(folder, 'signpost.yaml')
      await writeFile(config, `workloadIssuers:\n  - issuer: ${issuer.issuer}\n    subjects:\n      job:nightly: ada\n`)
      server = await startServer({ env: { SIGNPOST_CONFIG: config } })
      ada = await person(server, 'ada')
      machine = await clientMachine({
        environment,
        baseUrl: server.url,
        env: { WANDB_IDENTITY_TOKEN_FILE: tokenFile, WANDB_CREDENTIALS_FILE: cache },
      })
    }, 300_000)
    afterAll(async () => {
      await machine?.remove()
      await server?.stop()
      await issuer?.stop()
      await rm(folder, { recursive: true, force: true })
    })

    test('logs a whole run, and keeps the access token for the next one', async () => {
      await give()
      const { code, stderr } = await machine.python(script('full_run'))
      expect(code, stderr).toBe(0)
      const full = await runOf(server.url, ada.apiKey, { entity: 'ada', project: 'life', run: 'full' })
      expect(full).toMatchObject({ state: 'finished', historyLineCount: 20, files: { 'notes and more.txt': 'kept' } })
      expect(await server.context.accounts.accessTokens.principalOf((await cached()).access_token)).toMatchObject({
        username: 'ada',
        via: 'access-token',
      })
    })

    // The older one has a public API that knows API keys only.
    test.skipIf(version !== wandbVersions.newest)('reads the run back by the public API', async () => {
      const before = await cached()
      const { result, stderr } = await machine.python(script('read_back'), machine.home)
      expect(result, stderr).toMatchObject({ state: 'finished', downloaded: 'kept', user: 'ada' })
      expect(await cached()).toEqual(before)
    })

    test('fetches a new one when that has run out, with the token that is in the file by then', async () => {
      const before = await cached()
      await writeFile(
        cache,
        JSON.stringify({ credentials: { [server.url]: { ...before, expires_at: '2020-01-01 00:00:00' } } }),
      )
      await give()
      const { code, stderr } = await machine.python(script('resume'))
      expect(code, stderr).toBe(0)
      expect((await cached()).access_token).not.toBe(before.access_token)
    })

    test('is told why it is refused', async () => {
      await rm(cache, { force: true })
      await give({ claims: { sub: 'job:else' } })
      const { code, stderr } = await machine.python(script('full_run'))
      expect(code).not.toBe(0)
      expect(stderr).toContain('has no entry in workloadIssuers')
    })
  },
)
