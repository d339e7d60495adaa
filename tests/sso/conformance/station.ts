import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Clock } from '../../../src/base/clock.ts'
import { createLog } from '../../../src/base/log.ts'
import type { AttemptRecord } from '../../../src/sso/index.ts'
import { createJar, type Jar, type JarAnswer } from '../../kit/jar.ts'
import { freePort, startServer, type TestServer } from '../../kit/server.ts'
import { ended } from '../walk.ts'
import { type BentProvider, startBentProvider } from './provider.ts'

/** The real server, and a hand-bent provider of which it is a client as often as a test wants to set it up. */
export interface Station {
  url: string
  provider: BentProvider
  server: TestServer
  /** Every line that was logged, at the level `trace`. */
  log: string[]
  /** Walks a sign-in as a browser does. */
  signIn(options?: SignInOptions): Promise<Outcome>
  /** How a walk ended by which this browser got that answer. */
  outcomeOf(answer: JarAnswer, jar: Jar): Promise<Outcome>
  isSignedIn(jar: Jar): Promise<boolean>
  stop(): Promise<void>
}

export interface SignInOptions {
  jar?: Jar
  /** Id of the provider: another one than the environment's. */
  provider?: string
  /** In place of the sign-in button of that provider. */
  start?: string
}

export interface Outcome {
  /** The code on the sign-in page, or null. */
  code: string | null
  signedIn: boolean
  record: AttemptRecord
  /** The browser's last answer, and itself. */
  answer: JarAnswer
  jar: Jar
}

export interface StationOptions {
  /** Id to fields of the configuration file, beside the environment's provider. */
  providers?: Record<string, Record<string, unknown>>
  /** What else stands in the configuration file. */
  file?: (provider: BentProvider) => Record<string, unknown>
  env?: Record<string, string>
  clock?: Clock
}

export async function startStation(options: StationOptions = {}): Promise<Station> {
  const provider = await startBentProvider()
  const { issuer, clientId, clientSecret } = provider
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-conformance-'))
  const file = path.join(folder, 'signpost.yaml')
  const providers = Object.entries(options.providers ?? {}).map(([id, fields]) => ({
    id,
    issuer,
    clientId,
    clientSecret,
    ...fields,
  }))
  await writeFile(file, JSON.stringify({ ...options.file?.(provider), providers }))
  const log: string[] = []
  const server = await startServer({
    env: {
      PORT: String(port),
      HOST: url,
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: clientId,
      OIDC_SECRET: clientSecret,
      SIGNPOST_CONFIG: file,
      ...options.env,
    },
    overrides: { log: createLog('trace', { write: (line) => void log.push(line) }), clock: options.clock },
  })
  const { attempts } = server.context
  const isSignedIn = async (jar: Jar) => (await jar.send(`${url}/api/me`)).status === 200
  const outcomeOf = async (answer: JarAnswer, jar: Jar): Promise<Outcome> => {
    const { code, attempt } = ended(answer)
    const record = attempt ? await attempts.load(attempt) : (await attempts.list())[0]
    return { code, record: record!, answer, jar, signedIn: await isSignedIn(jar) }
  }
  return {
    url,
    provider,
    server,
    log,
    outcomeOf,
    isSignedIn,
    async signIn({ jar = createJar(), provider: id = 'default', start } = {}) {
      return outcomeOf(await browse(jar, url, url + (start ?? `/oidc/login${id === 'default' ? '' : `/${id}`}`)), jar)
    },
    async stop() {
      await server.stop()
      await provider.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** From the button to where our callback sends the browser, over redirects and forms that submit themselves. */
async function browse(jar: Jar, ours: string, start: string): Promise<JarAnswer> {
  let answer = await jar.send(start)
  let fragment = ''
  for (let step = 0; step < 20; step++) {
    const isOurs = new URL(answer.url).origin === ours
    if (answer.location !== null) {
      const to = new URL(answer.location)
      if (isOurs && to.origin === ours) return answer
      fragment = to.hash.slice(1)
      answer = await jar.send(answer.location)
    } else if (/<form[^>]*method="post"/.test(answer.text)) {
      // What our page's script does: what stands behind the `#` goes into its form.
      const fields = isOurs ? Object.fromEntries(new URLSearchParams(fragment)) : {}
      answer = await jar.submit(answer, fields, /./, isOurs ? {} : fromAnotherSite)
    } else return answer
  }
  throw new Error(`the browser comes to no end, last at ${answer.url.split('?')[0]}`)
}

/** A form of the provider's page: our cookies, which are SameSite=Lax, do not go with it. */
const fromAnotherSite = { cookie: 'none=1', 'sec-fetch-site': 'cross-site', origin: 'null' }
