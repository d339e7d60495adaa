import path from 'node:path'
import { type Clock, systemClock } from './base/clock.ts'
import { createEvents, type Events } from './base/events.ts'
import { createLog, type Log } from './base/log.ts'
import type { Config } from './config/config.ts'
import { createThreadedHistory } from './history-threads.ts'
import { createDiskStore } from './storage/objects/disk.ts'
import type { ObjectStore } from './storage/objects/object-store.ts'
import { migrate, openAppDb, openHistoryDb } from './storage/sql/open.ts'
import type { AppDb, HistoryDb } from './storage/sql/schema.ts'
import type { History } from './tracking/index.ts'

/** Every object of the server, made once. Rooms are handed what they need of it; nobody looks things up here later. */
export interface Context {
  config: Config
  log: Log
  clock: Clock
  events: Events
  appDb: AppDb
  historyDb: HistoryDb
  objects: ObjectStore
  history: History
  close(): Promise<void>
}

export interface Overrides {
  log?: Log
  clock?: Clock
}

/** Opens and migrates the databases and makes the rooms, the lower ones first. */
export async function createContext(config: Config, overrides: Overrides = {}): Promise<Context> {
  const log = overrides.log ?? createLog(config.logLevel)
  const clock = overrides.clock ?? systemClock
  const events = createEvents((error) => log.error({ err: error }, 'a listener failed'))
  const appDb = await openAppDb(config.database)
  const historyDb = await openHistoryDb(config.database)
  await migrate(appDb, historyDb)
  const objects = createDiskStore(path.join(config.dataFolder, 'objects'))
  const history = createThreadedHistory(config.database, log)
  return {
    config,
    log,
    clock,
    events,
    appDb,
    historyDb,
    objects,
    history,
    async close() {
      await history.close()
      await historyDb.destroy()
      await appDb.destroy()
    },
  }
}
