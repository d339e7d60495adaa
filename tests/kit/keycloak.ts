import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from './ports.ts'

const run = promisify(execFile)
const version = '26.7.3'
const folders = (process.env['PATH'] ?? '').split(path.delimiter)
const isThere = (command: string) => folders.some((folder) => existsSync(path.join(folder, command)))

/** Whether this machine can fetch and run a Keycloak; a suite that needs one says so in its name when it is skipped. */
export const hasKeycloak = ['java', 'mvn', 'python3', 'bash'].every(isThere)

/** The parts of Keycloak's own representations that tests set; anything else it knows may stand beside them. */
export interface RealmSettings {
  clients?: ({ clientId: string } & Record<string, unknown>)[]
  users?: ({ username: string; password: string } & Record<string, unknown>)[]
  groups?: { name: string }[]
}

export interface KeycloakRealm {
  /** The issuer as Keycloak names itself: `http://127.0.0.1:PORT/realms/NAME`. */
  issuer: string
  /** A call of the admin API below `/admin/realms/NAME`; throws unless the answer is 2xx. Returns its JSON, or null. */
  admin(method: string, path: string, body?: unknown): Promise<unknown>
  /** Keycloak's id of a person. */
  userId(username: string): Promise<string>
}

export interface KeycloakAddresses {
  url: string
  /** The same server by https, where it knows a client by its certificate. It calls itself by `url` there, too. */
  secureUrl: string
  /** Where `server.pem`, by which `secureUrl` is known, and `client.pem` and `client.key`, which it trusts, are. */
  certificates: string
}

export interface Keycloak extends KeycloakAddresses {
  /** A new realm, for one test. People get an e-mail address and names, since Keycloak asks for them at the first sign-in otherwise. */
  realm(name: string, settings: RealmSettings): Promise<KeycloakRealm>
}

/** A real Keycloak on free loopback ports, nothing kept on disk. It takes half a minute: one for a run, a realm for a test. */
export async function startKeycloak(): Promise<KeycloakAddresses & { stop(): Promise<void> }> {
  const installed = await installKeycloak()
  const folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-keycloak-'))
  const home = path.join(folder, 'home')
  await run('cp', ['-al', installed, home]).catch(() => run('cp', ['-a', installed, home]))
  const url = `http://127.0.0.1:${await freePort()}`
  const secureUrl = `https://localhost:${await freePort()}`
  const certificates = path.join(folder, 'certificates')
  await mkdir(certificates)
  await Promise.all(['server', 'client'].map((name) => certificate(certificates, name)))
  const child = startServer(home, { url, secureUrl, certificates })
  const killed = () => killGroup(child)
  process.once('exit', killed)
  const stop = async () => {
    process.off('exit', killed)
    killed()
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    await ready(url, child)
  } catch (error) {
    await stop()
    throw error
  }
  return { url, secureUrl, certificates, stop }
}

/** `NAME.pem` and `NAME.key`, signed by itself. */
async function certificate(folder: string, name: string): Promise<void> {
  const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`]
  const names = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost']
  const kind = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2']
  await run('openssl', ['req', ...kind, ...files, ...names], { cwd: folder })
}

function startServer(home: string, { url, secureUrl, certificates }: KeycloakAddresses): ChildProcess {
  // What its document names for servers is where it was asked for; for browsers it is always `url`.
  const names = [`--hostname=${url}`, '--hostname-backchannel-dynamic=true']
  const file = (name: string) => path.join(certificates, name)
  const secure = [
    `--https-port=${new URL(secureUrl).port}`,
    `--https-certificate-file=${file('server.pem')}`,
    `--https-certificate-key-file=${file('server.key')}`,
    `--truststore-paths=${file('client.pem')}`,
  ]
  const plain = ['--http-enabled=true', '--http-host=127.0.0.1', `--http-port=${new URL(url).port}`]
  return spawn('bash', [path.join(home, 'bin/kc.sh'), 'start', '--optimized', ...plain, ...secure, ...names], {
    stdio: 'ignore',
    // kc.sh stays as the parent of java: the two are ended as a group.
    detached: true,
    env: {
      ...process.env,
      KC_BOOTSTRAP_ADMIN_USERNAME: 'admin',
      KC_BOOTSTRAP_ADMIN_PASSWORD: 'admin',
      JAVA_OPTS_KC_HEAP: '-Xms64m -Xmx512m',
      JAVA_OPTS_APPEND: '-XX:TieredStopAtLevel=1',
    },
  })
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  for (let seconds = 0; seconds < 240; seconds++) {
    if (child.exitCode !== null) throw new Error(`Keycloak ended with exit code ${child.exitCode} before it was ready`)
    const answer = await fetch(`${url}/realms/master/.well-known/openid-configuration`).catch(() => null)
    if (answer?.ok) return
    await wait(1000)
  }
  throw new Error('Keycloak was not ready after four minutes')
}

export async function createRealm(url: string, name: string, settings: RealmSettings): Promise<KeycloakRealm> {
  const call = async (method: string, where: string, body?: unknown) => {
    const answer = await fetch(`${url}/admin/realms${where}`, {
      method,
      headers: { authorization: `Bearer ${await adminToken(url)}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`Keycloak answers ${answer.status} to ${method} ${where}: ${text}`)
    return text ? JSON.parse(text) : null
  }
  const { clients = [], users = [], groups = [] } = settings
  await call('POST', '', {
    realm: name,
    enabled: true,
    sslRequired: 'none',
    groups,
    clients: clients.map((client) => ({ enabled: true, protocol: 'openid-connect', ...client })),
    users: users.map(({ password, ...user }) => ({
      enabled: true,
      email: `${user.username}@acme.example`,
      emailVerified: true,
      firstName: user.username,
      lastName: 'Ames',
      credentials: [{ type: 'password', value: password, temporary: false }],
      ...user,
    })),
  })
  const admin: KeycloakRealm['admin'] = (method, where, body) => call(method, `/${name}${where}`, body)
  return {
    issuer: `${url}/realms/${name}`,
    admin,
    async userId(username) {
      const found = (await admin('GET', `/users?exact=true&username=${encodeURIComponent(username)}`)) as {
        id: string
      }[]
      if (!found[0]) throw new Error(`Keycloak has no ${username} in the realm ${name}`)
      return found[0].id
    },
  }
}

/** Asked for anew at each call: it lasts a minute. */
async function adminToken(url: string): Promise<string> {
  const answer = await fetch(`${url}/realms/master/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', username: 'admin', password: 'admin' }),
  })
  if (!answer.ok) throw new Error(`Keycloak gives its administrator no token: ${answer.status} ${await answer.text()}`)
  return ((await answer.json()) as { access_token: string }).access_token
}

/** The folder of a Keycloak that is fetched by Maven and built once, in the cache that is kept between runs. */
async function installKeycloak(): Promise<string> {
  const cache = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache'), 'signpost-test')
  const options = ['--db=dev-mem', '--cache=local', '--health-enabled=false', '--metrics-enabled=false']
  options.push('--https-client-auth=request')
  const built = createHash('sha256').update(options.join(' ')).digest('hex').slice(0, 8)
  const place = path.join(cache, `keycloak-${version}-${built}`)
  if (existsSync(place)) return place
  await mkdir(cache, { recursive: true })
  const work = await mkdtemp(path.join(cache, 'keycloak-part-'))
  try {
    await run('mvn', [
      '-q',
      '-B',
      'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy',
      `-Dartifact=org.keycloak:keycloak-quarkus-dist:${version}:zip`,
      `-DoutputDirectory=${work}`,
    ])
    const zip = (await readdir(work)).find((file) => file.endsWith('.zip'))
    if (!zip) throw new Error('Maven fetched no Keycloak')
    await run('python3', ['-m', 'zipfile', '-e', path.join(work, zip), work])
    const home = path.join(work, `keycloak-${version}`)
    await run('bash', [path.join(home, 'bin/kc.sh'), 'build', ...options])
    // Whole or not at all; another test file may have been quicker.
    await rename(home, place).catch((error) => {
      if (!existsSync(place)) throw error
    })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  return place
}
