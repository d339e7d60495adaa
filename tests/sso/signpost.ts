import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { type DemoIdp, startDemoIdp } from '../../demo-idp/index.ts'
import type { Clock } from '../../src/base/clock.ts'
import { createLog } from '../../src/base/log.ts'
import type { AttemptRecord } from '../../src/sso/index.ts'
import { freePort } from '../kit/ports.ts'
import { startServer, type TestServer } from '../kit/server.ts'

export interface Signpost {
  url: string
  idp: DemoIdp
  server: TestServer
  /** Every line that was logged, at the level `debug`. */
  log: string[]
  attempt(id: string): Promise<AttemptRecord | null>
  /** Newest first. */
  attempts(): Promise<AttemptRecord[]>
  stop(): Promise<void>
}

export interface SignpostOptions {
  /** On top of the demo provider's; an empty text takes a variable away. */
  env?: (idp: DemoIdp) => Record<string, string>
  /** A second provider in the configuration file, at the same issuer (and this path below it), with any fields of the file. */
  second?: { id: string; path?: string } & Record<string, unknown>
  /** More callback addresses that the provider knows, by the id of a provider here. */
  callbacks?: string[]
  clock?: Clock
}

/** The real server beside a demo provider of its own, whose confidential client it is. */
export async function startSignpost(options: SignpostOptions = {}): Promise<Signpost> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const ids = [...(options.second ? [options.second.id] : []), ...(options.callbacks ?? [])]
  const paths = ['/oidc/callback', ...ids.map((id) => `/oidc/callback/${id}`)]
  const idp = await startDemoIdp({
    port: 0,
    redirectUris: paths.map((each) => url + each),
    postLogoutRedirectUris: [`${url}/`],
    backchannelLogoutUri: `${url}/oidc/backchannel-logout`,
  })
  const { issuer, clientId, clientSecret } = idp
  const env: Record<string, string> = {
    PORT: String(port),
    HOST: url,
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: clientId,
    OIDC_SECRET: clientSecret,
    ...options.env?.(idp),
  }
  if (options.second) {
    const { path: below = '', ...fields } = options.second
    env['SIGNPOST_CONFIG'] = await configFile({ ...fields, issuer: issuer + below, clientId, clientSecret })
  }
  const log: string[] = []
  const server = await startServer({
    env: Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')),
    overrides: { log: createLog('debug', { write: (line) => void log.push(line) }), clock: options.clock },
  })
  return {
    url,
    idp,
    server,
    log,
    attempt: (id) => server.context.attempts.load(id),
    attempts: () => server.context.attempts.list(),
    async stop() {
      await server.stop()
      await idp.stop()
      const file = env['SIGNPOST_CONFIG']
      if (file) await rm(path.dirname(file), { recursive: true, force: true })
    },
  }
}

async function configFile(provider: Record<string, unknown>): Promise<string> {
  const file = path.join(await mkdtemp(path.join(os.tmpdir(), 'signpost-config-')), 'signpost.yaml')
  await writeFile(file, JSON.stringify({ providers: [provider] }))
  return file
}
