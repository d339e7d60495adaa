import type { Clock } from '../base/clock.ts'
import type { Events } from '../base/events.ts'
import type { ServerKey } from '../base/server-key.ts'
import type { AppDb } from '../storage/sql/schema.ts'

export interface AccountsParts {
  db: AppDb
  clock: Clock
  events: Events
  key: ServerKey
  /** Milliseconds that a session lasts from its sign-in. */
  sessionLength: number
  /** Milliseconds without use after which it is over before that; absent for none. */
  sessionIdle?: number
  /** LOCAL_RESTORE: passwords let people in whatever is required. */
  passwordsAlways?: boolean
}
