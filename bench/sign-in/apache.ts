import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { freePort } from '../../tests/kit/ports.ts'
import { cpuOf } from '../../tests/kit/process.ts'
import { findApache } from './apache-packages.ts'
import { get, type Target } from './browsers.ts'
import { client } from './provider.ts'

export interface Apache extends Target {
  version: string
  stop(): Promise<void>
}

/** A real Apache with mod_auth_openidc on a free port, in a folder of its own; null where this machine cannot have one. */
export async function startApache(issuer: string): Promise<Apache | null> {
  const installed = findApache()
  if (!installed) return null
  const folder = mkdtempSync(path.join(os.tmpdir(), 'signpost-apache-'))
  // Its workers run as another user.
  chmodSync(folder, 0o755)
  const port = await freePort()
  writeFileSync(path.join(folder, 'index.html'), 'in')
  const config = path.join(folder, 'apache.conf')
  writeFileSync(config, configuration(folder, port, issuer, installed.modules))
  const env = { ...process.env, ...(installed.libraries && { LD_LIBRARY_PATH: installed.libraries }) }
  const child = spawn(installed.program, ['-f', config, '-DFOREGROUND'], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  })
  const stop = async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    if (child.exitCode === null) {
      child.kill('SIGTERM')
      await ended
    }
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await answering(`http://127.0.0.1:${port}/index.html`, child)
  } catch (error) {
    const log = path.join(folder, 'error.log')
    console.error(
      `apache2: ${(error as Error).message}; ${existsSync(log) ? readFileSync(log, 'utf8').split('\n').at(-2) : 'it wrote no log'}`,
    )
    await stop()
    return null
  }
  return {
    version: installed.version,
    start: `http://127.0.0.1:${port}/index.html`,
    cpu: () => [child.pid!, ...childrenOf(child.pid!)].reduce((sum, pid) => sum + cpuOf(pid), 0),
    stop,
  }
}

const modules = ['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'auth_openidc', 'mime']

/** As its documentation sets it up, with what Signpost does too: PKCE, userinfo, an access log; and room for all sessions in its shared memory. */
const configuration = (folder: string, port: number, issuer: string, from: string) => `
ServerRoot ${folder}
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${folder}/pid
DefaultRuntimeDir ${folder}
Mutex file:${folder} default
${modules.map((name) => `LoadModule ${name}_module ${from}/mod_${name}.so`).join('\n')}
${process.getuid?.() === 0 ? 'User www-data\nGroup www-data' : ''}
TypesConfig /dev/null
ErrorLog ${folder}/error.log
LogLevel notice
CustomLog ${folder}/access.log "%h %t \\"%m %U\\" %>s %b"
KeepAlive On
KeepAliveTimeout 60
MaxKeepAliveRequests 0
DocumentRoot ${folder}
OIDCProviderMetadataURL ${issuer}/.well-known/openid-configuration
OIDCClientID ${client.id}
OIDCClientSecret ${client.secret}
OIDCProviderTokenEndpointAuth client_secret_basic
OIDCResponseType code
OIDCPKCEMethod S256
OIDCScope "openid profile email"
OIDCRedirectURI http://127.0.0.1:${port}/callback
OIDCCryptoPassphrase 0123456789abcdef0123456789abcdef
OIDCCacheShmMax 20000
<Location />
  AuthType openid-connect
  Require valid-user
</Location>
`

async function answering(url: string, child: ChildProcess): Promise<void> {
  for (let times = 0; times < 200; times++) {
    const answer = await get(url).catch(() => null)
    if (answer?.status === 302) return
    if (child.exitCode !== null) throw new Error(`apache2 ended with ${child.exitCode}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('apache2 does not lead to the provider')
}

/** Apache works in several processes below the one that was started. */
function childrenOf(parent: number): number[] {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
  return pids.filter((pid) => {
    try {
      return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[1]) === parent
    } catch {
      return false
    }
  })
}
