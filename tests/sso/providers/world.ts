import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import type { AttemptRecord, Check } from '../../../src/sso/index.ts'
import { createJar, type Jar } from '../../kit/jar.ts'
import { freePort } from '../../kit/ports.ts'
import { startServer, type TestServer } from '../../kit/server.ts'
import { type Ended, ended, isLoginPage } from '../walk.ts'
import type { Emulation } from './kit/emulation.ts'
import { startInternet } from './kit/internet.ts'
import { type EmulatedProvider, emulate } from './kit/provider.ts'

export interface SignedInUser {
  username: string
  email: string | null
  name: string | null
}

export interface World {
  signpost: string
  server: TestServer
  provider(emulation: Emulation): EmulatedProvider
  /** What `signpost doctor` finds out before anybody signs in. */
  examine(emulation: Emulation): Promise<Check[]>
  /** From the button to the end of the sign-in, as a browser goes it. */
  signIn(emulation: Emulation, jar?: Jar): Promise<Ended & { record: AttemptRecord; jar: Jar; user?: SignedInUser }>
  jar(): Jar
  stop(): Promise<void>
}

export interface WorldOptions {
  /** At their real host names, or all on loopback, where no name tells who they are. */
  where?: 'at their own hosts' | 'on loopback'
  /** The first provider is set up by variables alone, with these beside OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_SECRET. */
  env?: Record<string, string>
  /** The administrator has registered another redirect URI than ours. */
  elsewhere?: true
  /** Hosts that are there, and have nothing. */
  alsoThere?: string[]
  /** Fields of the configuration file beside issuer, client id and secret. */
  fields?: (emulation: Emulation) => Record<string, unknown>
}

/** Our server, and these providers, of which it knows what an administrator would copy: issuer, client id, secret. */
export async function startWorld(emulations: Emulation[], options: WorldOptions = {}): Promise<World> {
  const port = await freePort()
  const signpost = `http://127.0.0.1:${port}`
  const ids = new Map(emulations.map((each, index) => [each, options.env && index === 0 ? 'default' : `p${index}`]))
  const below = (emulation: Emulation) => (ids.get(emulation) === 'default' ? '' : `/${ids.get(emulation)}`)
  const place = options.where === 'on loopback' ? onLoopback : atTheirOwnHosts
  const registered = options.elsewhere ? 'https://elsewhere.example' : signpost
  const redirectUris = (emulation: Emulation) => [`${registered}/oidc/callback${below(emulation)}`]
  const placed = await place(emulations, redirectUris, options.alsoThere)
  const folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-world-'))
  const file = path.join(folder, 'signpost.yaml')
  const known = emulations.map((emulation) => ({
    id: ids.get(emulation),
    issuer: placed.providers.get(emulation)!.issuer,
    clientId: emulation.client.id,
    clientSecret: emulation.client.secret ?? undefined,
    ...options.fields?.(emulation),
  }))
  await writeFile(file, JSON.stringify({ providers: known.filter(({ id }) => id !== 'default') }))
  const [first] = known
  const byVariables = options.env && {
    OIDC_ISSUER: first!.issuer,
    OIDC_CLIENT_ID: first!.clientId,
    ...(first!.clientSecret !== undefined && { OIDC_SECRET: first!.clientSecret }),
    ...options.env,
  }
  const env = { PORT: String(port), HOST: signpost, SIGNPOST_CONFIG: file, ...placed.env, ...byVariables }
  const server = await startServer({ env })
  const newJar = () => createJar(placed.fetch)
  return {
    signpost,
    server,
    provider: (emulation) => placed.providers.get(emulation)!,
    jar: newJar,
    async examine(emulation) {
      const settings = await server.context.providers.get(ids.get(emulation)!)
      return server.context.sso.preflight(settings!)
    },
    async signIn(emulation, jar = newJar()) {
      const start = `${signpost}/oidc/login${below(emulation)}?return_to=/arrived`
      const isOver = (url: URL) => isLoginPage(signpost)(url) || url.pathname === '/arrived'
      const end = ended(await jar.walk(start, isOver))
      const [newest] = await server.context.attempts.list()
      const me = await jar.send(`${signpost}/api/me`, { headers: { accept: 'application/json' } })
      return { ...end, record: newest!, jar, user: JSON.parse(me.text).user }
    },
    async stop() {
      await server.stop()
      await placed.close()
      await rm(folder, { recursive: true })
    },
  }
}

interface Placed {
  providers: Map<Emulation, EmulatedProvider>
  env: Record<string, string>
  fetch?: typeof fetch
  close(): Promise<void>
}

const originsOf = ({ document }: Emulation): string[] => [
  ...new Set(
    Object.values(document).flatMap((value) =>
      typeof value === 'string' && value.startsWith('https://') ? [new URL(value).origin] : [],
    ),
  ),
]

/** Hands each request to the provider that is at its address. */
const listenerOf =
  (providers: Iterable<EmulatedProvider>): RequestListener =>
  (request, response) => {
    const scheme = 'encrypted' in request.socket ? 'https' : 'http'
    const url = new URL(request.url!, `${scheme}://${request.headers.host}`)
    const found = [...providers].filter((each) => each.isAt(url))
    if (found.length > 1) throw new Error(`two emulations are at ${url.href}`)
    if (found[0]) found[0].answer(request, url, response)
    else response.writeHead(404, { 'content-type': 'text/html' }).end('<title>Not found</title>')
  }

type Place = (
  emulations: Emulation[],
  redirectUris: (emulation: Emulation) => string[],
  alsoThere?: string[],
) => Promise<Placed>

export const atTheirOwnHosts: Place = async (emulations, redirectUris, alsoThere = []) => {
  const providers = new Map<Emulation, EmulatedProvider>()
  for (const each of emulations) providers.set(each, await emulate(each, (url) => url, redirectUris(each)))
  const hosts = new Set(emulations.flatMap(originsOf).map((origin) => new URL(origin).host))
  const internet = await startInternet([...hosts, ...alsoThere], listenerOf([...providers.values()]))
  return { providers, env: { HTTPS_PROXY: internet.proxy }, fetch: internet.fetch, close: internet.close }
}

/** The issuer at 127.0.0.1, endpoints of other hosts at `localhost`. */
const onLoopback: Place = async (emulations, redirectUris) => {
  const providers = new Map<Emulation, EmulatedProvider>()
  const servers: Server[] = []
  for (const emulation of emulations) {
    const server = createServer((...call) => listenerOf([providers.get(emulation)!])(...call))
    await new Promise<void>((resolve) => server.listen(0, resolve))
    servers.push(server)
    const { port } = server.address() as AddressInfo
    const [issuerOrigin] = originsOf(emulation)
    const at = (url: string) => {
      const origin = originsOf(emulation).find((each) => url.startsWith(each))
      const host = origin === issuerOrigin ? '127.0.0.1' : 'localhost'
      return origin ? `http://${host}:${port}${url.slice(origin.length)}` : url
    }
    providers.set(emulation, await emulate(emulation, at, redirectUris(emulation)))
  }
  const close = async () => {
    for (const server of servers) {
      server.closeAllConnections()
      server.close()
    }
  }
  return { providers, env: {}, close }
}
