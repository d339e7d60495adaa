import type { EntityAccess } from '../accounts/principal.ts'
import type { Clock } from '../base/clock.ts'
import type { Events } from '../base/events.ts'
import type { Log } from '../base/log.ts'
import type { ObjectStore } from '../storage/objects/object-store.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import type { History } from './history/history.ts'

/** What the runs are made of. */
export interface RunParts {
  db: AppDb
  objects: ObjectStore
  history: History
  access: EntityAccess
  clock: Clock
  events: Events
  log: Log
  crashedAfter: number
}
