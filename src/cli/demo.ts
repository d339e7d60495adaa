import { createServer } from 'node:net'
import { newToken } from '../base/ids.ts'
import { Secret } from '../base/secret.ts'
import { type Config, ConfigError, readConfig } from '../config/config.ts'
import type { Environment } from '../config/env.ts'

/** What `demo-idp/index.ts` gives. Stated here, since nothing of the server imports the demo. */
interface DemoIdpDoor {
  demoPeople: { username: string; admin: boolean }[]
  startDemoIdp(options: {
    port: number
    redirectUris: string[]
    postLogoutRedirectUris: string[]
    clientSecret: string
  }): Promise<DemoIdp>
}

interface DemoIdp {
  stop(): Promise<void>
}

export interface Demo {
  config: Config
  people: DemoIdpDoor['demoPeople']
  /** The identity provider, while it starts. */
  idp: Promise<DemoIdp>
}

/** The configuration of the environment, on loopback, with the demo identity provider as its provider `default`. */
export async function startDemo(environment: Environment): Promise<Demo> {
  const config = readConfig({ SIGNPOST_LOG_LEVEL: 'warn', ...environment })
  refuseOutsideLoopback(config)
  const door: DemoIdpDoor = await import(new URL('../../demo-idp/index.ts', import.meta.url).href)
  const { publicUrl } = config
  const port = await portFrom(config.port + 1)
  const clientSecret = newToken()
  const values = {
    name: 'the demo provider',
    issuer: `http://localhost:${port}`,
    clientId: 'signpost',
    clientSecret: new Secret(clientSecret),
    adminGroups: ['admins'],
  }
  const fields = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { value, origin: 'environment' as const, source: '--demo' }]),
  )
  const [, ...others] = config.providers
  const idp = door.startDemoIdp({
    port,
    clientSecret,
    redirectUris: [`${publicUrl}/oidc/callback`],
    postLogoutRedirectUris: ['', '/', '/login', '/signed-out'].map((path) => publicUrl + path),
  })
  // A failure is met where it is awaited, when the server listens.
  idp.catch(() => undefined)
  return {
    config: { ...config, demo: true, providers: [{ id: 'default', fields, findings: [] }, ...others] },
    people: door.demoPeople,
    idp,
  }
}

/** What a person who typed `npm start` needs to know, in ten lines at most. */
export function demoGreeting({ config, people }: Demo): string[] {
  const names = people.map(({ username, admin }) => (admin ? `${username} (administrator)` : username))
  return [
    `Signpost runs at ${config.publicUrl}`,
    '',
    `Sign in with the demo provider as ${names.join(', ')}; no password is asked.`,
    'Point wandb at it:',
    `  wandb login --host ${config.publicUrl}     # the key is at ${config.publicUrl}/authorize`,
    `  python train.py                                # any script that calls wandb.init()`,
    '',
    `Data is kept in ${config.dataFolder}. Ctrl-C ends everything.`,
  ]
}

function refuseOutsideLoopback({ publicUrl, listen }: Config): void {
  const isLoopback = (host: string) => /^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(host)
  const faults = [
    ...(isLoopback(new URL(publicUrl).hostname) ? [] : [`HOST is "${publicUrl}"`]),
    ...(isLoopback(listen) ? [] : [`SIGNPOST_LISTEN is "${listen}"`]),
  ].map(
    (fault) =>
      `${fault}, and the demo lets anyone in, so it runs on loopback only. Use "signpost serve" without --demo.`,
  )
  if (faults.length > 0) throw new ConfigError(faults)
}

/** The first free loopback port from this one on, of the next twenty. */
async function portFrom(first: number): Promise<number> {
  for (let port = first; port < first + 20; port++) if (await isFree(port)) return port
  throw new ConfigError([
    `No port from ${first} to ${first + 19} is free for the demo identity provider. Set PORT to another one.`,
  ])
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, 'localhost', () => probe.close(() => resolve(true)))
  })
