import type { AuditLog, ProviderSettingsStore, SettledProvider, SignInAttempts } from '../admin/index.ts'
import type { Check } from '../base/check.ts'
import type { Clock } from '../base/clock.ts'
import { messageOf } from '../base/errors.ts'
import type { Events } from '../base/events.ts'
import type { Config } from '../config/config.ts'
import type { AttemptRecord } from '../sso/index.ts'
import { describeDatabase } from '../storage/sql/describe.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import { causesOf } from './causes.ts'
import { describeHost } from './host.ts'
import { keptLog, slowStatements } from './kept-lines.ts'

/** What a bundle is made of. What needs the database is null where that cannot be opened. */
export interface BundleParts {
  /** Of this software. */
  version: string
  config: Config
  clock: Clock
  events: Events
  db: AppDb | null
  attempts: Pick<SignInAttempts, 'list'> | null
  auditLog: Pick<AuditLog, 'latest'> | null
  settings: Pick<ProviderSettingsStore, 'list' | 'changes' | 'removed'>
  examine(): Promise<Check[]>
  /** In the text format of Prometheus. */
  metrics(): Promise<string>
}

/** Everything that is gathered, by the name of its file. A part that could not be gathered is `{error}`. */
export type Gathered = Record<string, unknown>

const attemptsWhole = 100
/** Whom a provider named may be anybody: that is for administrators here, not for whoever helps them. */
const withoutClaimed = ({ claimed: _, ...record }: AttemptRecord) => record
const auditEntries = 500
const slowest = 50

export async function gather(parts: BundleParts, providers: SettledProvider[]): Promise<Gathered> {
  const { config, db, attempts } = parts
  const records = await guarded(async () => (await attempts?.list()) ?? [])
  const hasRecords = Array.isArray(records)
  const files: Record<string, () => unknown> = {
    'doctor.json': parts.examine,
    'sign-in-causes.json': () => (hasRecords ? causesOf(records, providers) : records),
    'attempts.json': () => (hasRecords ? records.slice(0, attemptsWhole).map(withoutClaimed) : records),
    'versions.json': () => versionsOf(parts),
    'configuration.json': () => configurationOf(config, providers),
    'provider-memory.json': () => (db ? memoryOf(db) : []),
    'host.json': () => describeHost(config.dataFolder),
    'slow-statements.json': () => slowStatements(config.dataFolder).slice(0, slowest).map(withTime),
    'audit-trail.json': async () => (await parts.auditLog?.latest({}, auditEntries)) ?? [],
    'logs.txt': () => keptLog(config.dataFolder).map(parsed),
    'metrics.txt': async () => (await parts.metrics()).split('\n'),
  }
  const gathered = await Promise.all(
    Object.entries(files).map(async ([name, read]) => [name, await guarded(async () => read())]),
  )
  return Object.fromEntries(gathered)
}

async function guarded<Value>(read: () => Promise<Value>): Promise<Value | { error: string }> {
  try {
    return await read()
  } catch (error) {
    return { error: messageOf(error) }
  }
}

async function versionsOf({ version, config, db }: BundleParts) {
  return {
    signpost: version,
    node: process.versions.node,
    openssl: process.versions.openssl,
    database: db ? await describeDatabase(config.database, db) : null,
  }
}

function configurationOf(config: Config, providers: SettledProvider[]) {
  const { database } = config
  return {
    settings: config.settings.map(({ value, setBy, ...rest }) => ({
      ...rest,
      value,
      origin: setBy === null ? 'default' : 'environment',
      ...(setBy !== null && setBy !== rest.name && { setBy }),
    })),
    publicUrl: config.publicUrl,
    database:
      database.kind === 'mysql'
        ? {
            kind: 'mysql',
            host: database.host,
            port: database.port,
            user: database.user,
            database: database.database,
            tls: database.tls,
          }
        : database,
    demo: config.demo,
    providers: providers.map(({ id, fields, findings }) => ({ id, fields, findings })),
    workloadIssuers: config.workloadIssuers,
    notices: config.notices,
  }
}

/** What earlier sign-ins taught of each provider, and the last documents of it that were good. */
async function memoryOf(db: AppDb) {
  const rows = await db.selectFrom('provider_memory').selectAll().orderBy('provider').orderBy('changed_at').execute()
  return rows.map(({ provider, value, changed_at }) => ({
    provider,
    changedAt: new Date(changed_at).toISOString(),
    value: JSON.parse(value),
  }))
}

const withTime = <Row extends { last: number }>({ last, ...row }: Row) => ({
  ...row,
  last: new Date(last).toISOString(),
})

/** A line of the log, whose texts are looked at one by one. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return line
  }
}
