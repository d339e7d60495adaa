import path from 'node:path'
import type { LogLevel } from '../base/log.ts'
import type { DatabaseSettings } from '../storage/sql/open.ts'
import type { Environment } from './env.ts'

export interface Config {
  port: number
  listen: string
  /** The public URL without a trailing slash: `https://signpost.example`. */
  publicUrl: string
  dataFolder: string
  database: DatabaseSettings
  logLevel: LogLevel
}

/** Every fault of the environment that keeps the server from starting, in one message. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly faults: string[]

  constructor(faults: string[]) {
    super(
      faults.length === 1
        ? faults[0]
        : `${faults.length} settings cannot be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    )
    this.faults = faults
  }
}

/** Raw environment to typed configuration. Throws ConfigError. */
export function readConfig(env: Environment): Config {
  const faults: string[] = []
  const port = Number(env['PORT'] ?? 8080)
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    faults.push(`PORT is "${env['PORT']}", which is no port. Give a number from 1 to 65535.`)
  const dataFolder = path.resolve(env['SIGNPOST_DATA'] ?? 'data')
  if (faults.length > 0) throw new ConfigError(faults)
  return {
    port,
    listen: env['SIGNPOST_LISTEN'] ?? '127.0.0.1',
    publicUrl: (env['HOST'] ?? `http://localhost:${port}`).replace(/\/+$/, ''),
    dataFolder,
    database: mysqlSettings(env['MYSQL']) ?? { kind: 'sqlite', folder: dataFolder },
    logLevel: (env['SIGNPOST_LOG_LEVEL'] as LogLevel | undefined) ?? 'info',
  }
}

function mysqlSettings(text: string | undefined): DatabaseSettings | null {
  if (!text) return null
  const url = new URL(text)
  return {
    kind: 'mysql',
    host: url.hostname,
    port: Number(url.port || 3306),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: url.pathname.slice(1),
    tls: 'off',
  }
}
