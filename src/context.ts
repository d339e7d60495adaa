import { accessSync, constants, mkdirSync } from 'node:fs'
import { type Accounts, createAccounts } from './accounts/index.ts'
import {
  type AuditLog,
  createAuditLog,
  createPassedTests,
  createProviderSettings,
  createRequireSso,
  createSignInAttempts,
  createSignInTests,
  createUnreturnedSignIns,
  keepAuditTrail,
  loadServerKey,
  type ProviderSettingsStore,
  type RequireSso,
  type SignInAttempts,
  type SignInTests,
  type UnreturnedSignIns,
} from './admin/index.ts'
import { type Clock, systemClock } from './base/clock.ts'
import { createEvents, type Events } from './base/events.ts'
import { createLog, type Log, standardOutput } from './base/log.ts'
import { createOutbound, createStreams, type Outbound, type Streams } from './base/outbound.ts'
import { createSeenOrigins, type SeenOrigins } from './base/seen-origins.ts'
import type { ServerKey } from './base/server-key.ts'
import { type KeptLines, keepLines } from './bundle/index.ts'
import { type Config, ConfigError } from './config/config.ts'
import { createDoctor, createExaminations, type Doctor, type Examinations } from './doctor/index.ts'
import { createThreadedHistory } from './history-threads.ts'
import { createLiveSessions, type LiveSessions } from './live-sessions.ts'
import { createThreadedSearch } from './search-threads.ts'
import { createProviderDirectory, createSso, type ProviderDirectory, type Sso } from './sso/index.ts'
import type { ObjectStore } from './storage/objects/object-store.ts'
import { BucketUnusable, openUsableObjects } from './storage/objects/open.ts'
import { openMigrated } from './storage/sql/open.ts'
import type { AppDb } from './storage/sql/schema.ts'
import { aboutFolder, DatabaseUnusable } from './storage/sql/unusable.ts'
import { createTracking, type Tracking } from './tracking/index.ts'

/** Every object of the server, made once. Rooms are handed what they need of it; nobody looks things up here later. */
export interface Context {
  config: Config
  log: Log
  clock: Clock
  events: Events
  appDb: AppDb
  key: ServerKey
  objects: ObjectStore
  outbound: Outbound
  accounts: Accounts
  providerSettings: ProviderSettingsStore
  providers: ProviderDirectory
  attempts: SignInAttempts
  unreturned: UnreturnedSignIns
  auditLog: AuditLog
  signInTests: SignInTests
  requireSso: RequireSso
  sso: Sso
  doctor: Doctor
  origins: SeenOrigins
  examinations: Examinations
  liveSessions: LiveSessions
  tracking: Tracking
  /** Ends everything, the upper rooms first. */
  close(): Promise<void>
}

export interface Overrides {
  log?: Log
  clock?: Clock
}

/** Opens and migrates the databases and makes the rooms, the lower ones first. */
export async function createContext(config: Config, overrides: Overrides = {}): Promise<Context> {
  const kept = keepLines(config.dataFolder)
  const log = overrides.log ?? createLog(config.logLevel, standardOutputAnd(kept))
  const clock = overrides.clock ?? systemClock
  const events = createEvents((error) => log.error({ err: error }, 'a listener failed'))

  const streams = createStreams({ proxy: config.proxy })
  const { db, objects } = await openPlaces(config, kept, streams)
  const key = await loadServerKey(
    config.database.kind === 'mysql' ? { kind: 'database', db } : { kind: 'file', folder: config.dataFolder },
  )
  const outbound = createOutbound({ proxy: config.proxy, allowPrivateHttp: config.allowHttpIssuer })
  const audit = keepAuditTrail({ db, clock, events, log })

  const accounts = createAccounts({
    db,
    clock,
    events,
    key,
    sessionLength: config.sessionLength,
    sessionIdle: config.sessionIdle,
    passwordsAlways: config.localRestore,
  })

  const providerSettings = createProviderSettings({ db, clock, key, events, configured: config.providers })
  const providers = createProviderDirectory(() => providerSettings.list())
  const attempts = createSignInAttempts({ db, clock, key })
  const { workloadIssuers } = config
  const passedTests = createPassedTests({ db, clock, key })
  const signInTests = createSignInTests({ db, clock, key, events, passed: passedTests })
  const sso = createSso({
    workloadIssuers,
    providers,
    store: attempts,
    drafts: signInTests,
    outbound,
    clock,
    log,
    publicUrl: config.publicUrl,
  })

  const requireSso = createRequireSso({
    ...{ db, clock, events, accounts, providers },
    passed: passedTests,
    isSuspended: config.localRestore,
  })
  const origins = createSeenOrigins(clock)
  const doctor = createDoctor({
    config,
    db,
    objects,
    sso,
    requireSso,
    origins,
    providers: () => providerSettings.list(),
  })
  const examinations = createExaminations({ doctor, clock, events, log, every: config.examineEvery })

  const unreturned = createUnreturnedSignIns({ attempts, sso, clock, log })

  const { revalidateEvery, revalidateMax } = config
  const liveSessions = createLiveSessions({ accounts, sso, clock, events, log, revalidateEvery, revalidateMax })

  const history = createThreadedHistory(config.database, log, kept.slow)
  const { crashedAfter, maxFileBytes } = config
  const { access } = accounts
  const bayes = createThreadedSearch(log)
  const tracking = createTracking({
    ...{ db, objects, history, access, clock, events, log, bayes },
    crashedAfter,
    maxFileBytes,
  })

  return {
    config,
    log,
    clock,
    events,
    appDb: db,
    key,
    objects,
    outbound,
    accounts,
    providerSettings,
    providers,
    attempts,
    unreturned,
    auditLog: createAuditLog(db),
    signInTests,
    requireSso,
    sso,
    doctor,
    origins,
    examinations,
    liveSessions,
    tracking,
    async close() {
      await examinations.close()
      await unreturned.close()
      await liveSessions.settled()
      await tracking.close()
      await bayes.close()
      await history.close()
      await outbound.close()
      await streams.close()
      await audit.settled()
      await db.destroy()
      kept.close()
    },
  }
}

/** Where the log goes. What is written past it, such as a restore password, is not kept. */
const standardOutputAnd = (kept: KeptLines) => {
  const standard = standardOutput()
  return {
    write(line: string) {
      standard.write(line)
      kept.log(line)
    },
  }
}

/**
 * The bucket, which is only looked at, and then the app's database, brought up to date; that of the history is opened by its threads. Throws
 * ConfigError with all that is unusable.
 */
async function openPlaces(
  config: Config,
  kept: KeptLines,
  streams: Streams,
): Promise<{ db: AppDb; objects: ObjectStore }> {
  const { dataFolder, database } = config
  const faults = new Set<string>()
  // First: nothing is made on disk for a server that cannot keep its files.
  const objects = await openUsableObjects(config, streams).catch(async (error: unknown) => {
    await streams.close()
    throw error instanceof BucketUnusable ? new ConfigError([error.message]) : error
  })
  try {
    mkdirSync(dataFolder, { recursive: true })
    accessSync(dataFolder, constants.W_OK)
  } catch (error) {
    faults.add(aboutFolder(error, dataFolder) ?? String(error))
  }
  try {
    const { app, history } = await openMigrated(database, kept.slow)
    await history.destroy()
    if (faults.size === 0) return { db: app, objects }
    await app.destroy()
  } catch (error) {
    if (!(error instanceof DatabaseUnusable)) throw error
    faults.add(error.message)
  }
  throw new ConfigError([...faults])
}
