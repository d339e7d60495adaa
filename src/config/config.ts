import { readFileSync } from 'node:fs'
import path from 'node:path'
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import { messageOf } from '../base/errors.ts'
import type { LogLevel } from '../base/log.ts'
import { type ProxySettings, readProxySettings } from '../base/outbound.ts'
import { percentDecoded } from '../base/percent.ts'
import type { WorkloadIssuer } from '../sso/workload/issuer.ts'
import type { BucketSettings } from '../storage/objects/s3/settings.ts'
import type { DatabaseSettings } from '../storage/sql/open.ts'
import { type BucketVariables, bucketOf } from './bucket.ts'
import { type ConfiguredSecret, type EffectiveSetting, effectiveSettings, environmentSecrets } from './effective.ts'
import type { Environment } from './env.ts'
import { isTrue } from './is-true.ts'
import { looksOurs, notNeeded, type Option, type OptionName, options } from './options.ts'
import {
  type ConfigFile,
  type ConfiguredProvider,
  providerOfEnvironment,
  providersOfFile,
  type SetVariable,
} from './providers.ts'
import { readWorkloadIssuers } from './workload-issuers.ts'

export interface Config {
  port: number
  listen: string
  /** The public URL, an origin without a trailing slash: `https://signpost.example`. */
  publicUrl: string
  dataFolder: string
  database: DatabaseSettings
  /** Where files are kept; null for the data folder. */
  bucket: BucketSettings | null
  logLevel: LogLevel
  /** Milliseconds. */
  sessionLength: number
  /** Milliseconds between two questions to a provider whether a sign-in still stands, while its session is used. */
  revalidateEvery: number
  /** Milliseconds that a session goes on without an answer to that. */
  revalidateMax: number
  /** Milliseconds without use after which a session ends; absent for none. */
  sessionIdle?: number
  /** Milliseconds after which an administrator gives proof anew before what can hand over the server; 0 for never. */
  reauthAfter: number
  /** Milliseconds between two examinations of everything by itself; 0 for never. */
  examineEvery: number
  /** Milliseconds without a sign of life after which a running run counts as crashed. */
  crashedAfter: number
  /** Largest file of a run, in bytes. */
  maxFileBytes: number
  localRestore: boolean
  /** Whether a first sign-in at a provider makes an account. */
  provisioning: boolean
  allowHttpIssuer: boolean
  /** Whether the sign-in page is passed over where there is one provider and nothing to choose. */
  autoSignIn: boolean
  /** Through which proxy this server calls others. */
  proxy: ProxySettings
  /** `serve --demo`: on loopback, with the demo identity provider. */
  demo: boolean
  /** `default`, the environment's, first; it is always there, even empty. */
  providers: ConfiguredProvider[]
  /** Whose tokens let programs in. */
  workloadIssuers: WorkloadIssuer[]
  /** What was set and is not used, in sentences to be said once at start. */
  notices: string[]
  /** Every variable as it counts, for those who help. */
  settings: EffectiveSetting[]
  /** What of the environment nobody may read who is helping. */
  secrets: ConfiguredSecret[]
}

/** Every fault of the environment that keeps the server from starting, in one message. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly faults: string[]

  constructor(faults: string[]) {
    const [only] = faults
    super(
      faults.length === 1 && only
        ? only
        : `${faults.length} settings cannot be used:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    )
    this.faults = faults
  }
}

/** Raw environment to typed configuration. Throws ConfigError with all faults at once. */
export function readConfig(env: Environment): Config {
  const { config, faults } = readConfigAsFarAsPossible(env)
  if (faults.length > 0) throw new ConfigError(faults)
  return config
}

/** As `readConfig`, with the default for what cannot be used: to look at, never to serve with. */
export function readConfigAsFarAsPossible(env: Environment): { config: Config; faults: string[] } {
  const faults: string[] = []
  const notices = noticesOf(env)
  const read = (name: OptionName) => settingOf(env, name)
  const port = portOf(read('PORT'), faults)
  const dataFolder = path.resolve(read('SIGNPOST_DATA') ?? 'data')
  const file = fileOf(read('SIGNPOST_CONFIG'), faults)
  const publicUrl = publicUrlOf(read('HOST'), port, faults)
  const config: Config = {
    port,
    listen: read('SIGNPOST_LISTEN') ?? '127.0.0.1',
    publicUrl,
    dataFolder,
    database: databaseOf(read('MYSQL'), dataFolder, faults),
    bucket: bucketOf(read('BUCKET'), besideBucket(read), faults),
    logLevel: logLevelOf(read('SIGNPOST_LOG_LEVEL'), notices),
    sessionLength: sessionLengthOf(read('SESSION_LENGTH'), notices),
    sessionIdle: sessionIdleOf(read('SIGNPOST_SESSION_IDLE'), notices),
    revalidateEvery: durationOf('SIGNPOST_REVALIDATE_EVERY', read('SIGNPOST_REVALIDATE_EVERY'), hour / 12, notices),
    revalidateMax: durationOf('SIGNPOST_REVALIDATE_MAX', read('SIGNPOST_REVALIDATE_MAX'), 12 * hour, notices),
    reauthAfter:
      read('SIGNPOST_REAUTH_AFTER') === '0'
        ? 0
        : durationOf('SIGNPOST_REAUTH_AFTER', read('SIGNPOST_REAUTH_AFTER'), 12 * hour, notices),
    examineEvery: examineEveryOf(read('SIGNPOST_EXAMINE_EVERY'), notices),
    crashedAfter: 1000 * numberOf('SIGNPOST_CRASHED_AFTER', read('SIGNPOST_CRASHED_AFTER'), 300, notices),
    maxFileBytes: numberOf('SIGNPOST_MAX_FILE_SIZE', read('SIGNPOST_MAX_FILE_SIZE'), 5 * 1024 ** 3, notices),
    localRestore: isTrue(read('LOCAL_RESTORE')),
    provisioning: !isTrue(read('DISABLE_SSO_PROVISIONING')),
    allowHttpIssuer: isTrue(read('SIGNPOST_ALLOW_HTTP_ISSUER')),
    autoSignIn: isTrue(read('SIGNPOST_AUTO_SIGN_IN')),
    proxy: readProxySettings(env),
    demo: false,
    providers: [
      providerOfEnvironment((name) => variablesOf(env, name as OptionName)),
      ...providersOfFile(file, notices),
    ],
    workloadIssuers: readWorkloadIssuers(file.content['workloadIssuers'], {
      publicUrl,
      audiences: read('FEDERATED_AUTH_AUDIENCES'),
      anyAudience: isTrue(read('SKIP_AUDIENCE_VALIDATION')),
      notices,
    }),
    notices,
    settings: effectiveSettings(env),
    secrets: environmentSecrets(env),
  }
  return { config, faults }
}

/** The value of an option under any of its names; an empty value counts as unset, as compose files leave them. */
const settingOf = (env: Environment, name: OptionName): string | undefined => variablesOf(env, name)[0]?.value

/** The names of an option that are set, the one that counts first. */
function variablesOf(env: Environment, name: OptionName): SetVariable[] {
  const option: Option = options.find((each) => each.name === name)!
  const names = [option.name, ...(option.aliases ?? [])].filter((each) => (env[each] ?? '') !== '')
  return names.map((each) => ({ name: each, value: env[each]!.trim() }))
}

function portOf(text: string | undefined, faults: string[]): number {
  if (text === undefined) return 8080
  const port = Number(text)
  if (/^\d+$/.test(text) && port >= 1 && port <= 65535) return port
  faults.push(`PORT is "${text}", which is no TCP port. Give a number from 1 to 65535.`)
  return 8080
}

function publicUrlOf(text: string | undefined, port: number, faults: string[]): string {
  const standard = `http://localhost:${port}`
  if (text === undefined) return standard
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol)) {
    faults.push(`HOST is "${text}", which is no web address. Write it as people type it: https://signpost.example`)
    return standard
  } else if (url.pathname !== '/' || url.search || url.hash || url.username) {
    faults.push(`HOST is "${text}". It must be an address without a path or anything behind it: ${url.origin}`)
  }
  return url.origin
}

function databaseOf(text: string | undefined, folder: string, faults: string[]): DatabaseSettings {
  if (text === undefined) return { kind: 'sqlite', folder }
  const url = URL.canParse(text) ? new URL(text) : null
  const database = percentDecoded(url?.pathname.slice(1) ?? '')
  if (url?.protocol !== 'mysql:' || !url.hostname || !database) {
    // The value holds a password, so it is not repeated.
    faults.push(
      'MYSQL is not of the form mysql://user:password@host:port/database. A password with special characters is written percent-encoded.',
    )
    return { kind: 'sqlite', folder }
  }
  const tls = url.searchParams.get('tls')
  return {
    kind: 'mysql',
    host: url.hostname,
    port: Number(url.port || 3306),
    user: percentDecoded(url.username),
    password: percentDecoded(url.password),
    database,
    tls: tls === 'preferred' || tls === 'skip-verify' ? 'preferred' : isTrue(tls ?? undefined) ? 'required' : 'off',
  }
}

const besideBucket = (read: (name: OptionName) => string | undefined): BucketVariables => ({
  accessKeyId: read('AWS_ACCESS_KEY_ID'),
  secretAccessKey: read('AWS_SECRET_ACCESS_KEY'),
  sessionToken: read('AWS_SESSION_TOKEN'),
  region: read('AWS_REGION'),
  endpoint: read('AWS_S3_ENDPOINT_URL'),
  kmsKeyId: read('AWS_S3_KMS_ID'),
  direct: isTrue(read('SIGNPOST_BUCKET_DIRECT')),
})

const levels: LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'silent']

function logLevelOf(text: string | undefined, notices: string[]): LogLevel {
  if (text === undefined) return 'info'
  const level = levels.find((each) => each === text.toLowerCase())
  if (!level) notices.push(`SIGNPOST_LOG_LEVEL is "${text}", which is none of ${levels.join(', ')}; "info" is used.`)
  return level ?? 'info'
}

function numberOf(name: OptionName, text: string | undefined, standard: number, notices: string[]): number {
  if (text === undefined) return standard
  const number = Number(text)
  if (number > 0 && Number.isFinite(number)) return number
  notices.push(`${name} is "${text}", which is no number above 0; ${standard} is used.`)
  return standard
}

const hour = 3_600_000
const units: Record<string, number> = { h: hour, m: hour / 60, s: 1000 }

/** Hours as a number, or a duration as Go writes it: `720h`, `1h30m`. */
function sessionLengthOf(text: string | undefined, notices: string[]): number {
  const standard = 720 * hour
  if (text === undefined) return standard
  if (/^\d+(\.\d+)?$/.test(text) && Number(text) > 0) return Number(text) * hour
  const length = millisecondsOf(text)
  if (length) return length
  notices.push(`SESSION_LENGTH is "${text}", which is neither hours nor a duration such as 720h; 720 hours are used.`)
  return standard
}

/** The time of last use is noted once a minute: a shorter limit than some minutes would end sessions that are used. */
function sessionIdleOf(text: string | undefined, notices: string[]): number | undefined {
  const length = text === undefined ? undefined : millisecondsOf(text)
  if (length === undefined || (length !== null && length >= 5 * 60_000)) return length
  notices.push(`SIGNPOST_SESSION_IDLE is "${text}", which is no duration of at least 5m; there is no limit.`)
  return undefined
}

/** Each examination asks every provider a dozen times: more often than each minute would be a burden to them. */
function examineEveryOf(text: string | undefined, notices: string[]): number {
  if (text === undefined) return hour
  if (text === '0') return 0
  const length = millisecondsOf(text)
  if (length !== null && length >= 60_000) return length
  notices.push(`SIGNPOST_EXAMINE_EVERY is "${text}", which is neither 0 nor a duration of at least 1m; 1h is used.`)
  return hour
}

function durationOf(name: OptionName, text: string | undefined, standard: number, notices: string[]): number {
  if (text === undefined) return standard
  const length = millisecondsOf(text)
  if (length) return length
  const used = options.find((each) => each.name === name)?.default
  notices.push(`${name} is "${text}", which is no duration such as 5m or 12h; ${used} is used.`)
  return standard
}

/** A duration as Go writes it, or null. */
function millisecondsOf(text: string): number | null {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([hms])/g)]
  if (text === '' || parts.map(([part]) => part).join('') !== text) return null
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit!] ?? 0), 0)
}

function fileOf(file: string | undefined, faults: string[]): ConfigFile {
  const nothing: ConfigFile = { path: file ?? '', content: {}, lineOf: () => undefined }
  if (file === undefined) return nothing
  try {
    const lines = new LineCounter()
    const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines })
    if (document.errors[0]) throw document.errors[0]
    const content: unknown = document.toJS()
    if (content === null || content === undefined) return nothing
    if (typeof content !== 'object' || Array.isArray(content)) {
      faults.push(`SIGNPOST_CONFIG: ${file} holds no settings; it should begin with "providers:".`)
      return nothing
    }
    const lineOf = (provider: number, field: string) => {
      const entry = document.getIn(['providers', provider])
      const key = isMap(entry) ? entry.items.find((item) => isScalar(item.key) && item.key.value === field)?.key : null
      return isScalar(key) && key.range ? lines.linePos(key.range[0]).line : undefined
    }
    return { path: file, content: content as Record<string, unknown>, lineOf }
  } catch (error) {
    faults.push(`SIGNPOST_CONFIG: ${file} cannot be read: ${messageOf(error)}`)
  }
  return nothing
}

function noticesOf(env: Environment): string[] {
  const known = new Set(options.flatMap((option: Option) => [option.name, ...(option.aliases ?? [])]))
  return Object.keys(env)
    .filter((name) => (env[name] ?? '') !== '' && !known.has(name as OptionName))
    .flatMap((name) => {
      if (name in notNeeded) return [`${name} is set and not needed: ${notNeeded[name]}.`]
      return looksOurs.test(name) ? [`${name} is set and not understood; it is not used.`] : []
    })
    .sort()
}
