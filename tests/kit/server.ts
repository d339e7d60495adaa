import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { type Config, readConfig } from '../../src/config/config.ts'
import { type Context, createContext, type Overrides } from '../../src/context.ts'
import { createServer } from '../../src/server.ts'
import { databases } from './databases.ts'
import { createLeakWatch } from './leaks.ts'
import { freePort } from './ports.ts'

export { freePort } from './ports.ts'

export interface TestServer {
  /** `http://127.0.0.1:PORT`, which is also its public URL. */
  url: string
  config: Config
  context: Context
  dataFolder: string
  stop(): Promise<void>
}

export interface TestServerOptions {
  env?: Record<string, string>
  overrides?: Overrides
}

/** The real server, in this process, on a free loopback port and an empty data folder. */
export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const dataFolder = await mkdtemp(path.join(os.tmpdir(), 'signpost-test-'))
  const port = Number(options.env?.['PORT'] ?? (await freePort()))
  const url = `http://127.0.0.1:${port}`
  const elsewhere = await otherDatabase()
  const config = readConfig({
    PORT: String(port),
    HOST: url,
    SIGNPOST_DATA: dataFolder,
    SIGNPOST_EXAMINE_EVERY: '0',
    ...elsewhere?.env,
    ...options.env,
  })
  const leaks = createLeakWatch()
  const context = await createContext(config, { log: leaks.log, ...options.overrides })
  const server = await createServer(context)
  leaks.watch(server, config)
  await server.listen({ host: '127.0.0.1', port })
  return {
    url,
    config,
    context,
    dataFolder,
    async stop() {
      await server.close()
      const leaked = await leaks.check(context).catch((error: Error) => error)
      await context.close()
      await elsewhere?.stop()
      await rm(dataFolder, { recursive: true, force: true })
      if (leaked) throw leaked
    },
  }
}

/** Where `npm run test:all` runs the whole-server tests a second time, on a database of their own. */
async function otherDatabase(): Promise<{ env: Record<string, string>; stop(): Promise<void> } | null> {
  const wanted = process.env['SIGNPOST_TEST_DATABASE']
  const kind = databases.find(({ name }) => name === wanted)
  if (!kind) return null
  const server = await kind.start()
  const { env } = await server.fresh()
  return { env, stop: () => server.stop() }
}
