import type { Clock } from '../base/clock.ts'
import type { BusinessEvents, Events } from '../base/events.ts'
import type { Log } from '../base/log.ts'
import type { AppDb } from '../storage/sql/schema.ts'

export interface AuditParts {
  db: AppDb
  clock: Clock
  events: Events
  log: Log
}

export interface AuditTrail {
  /** Resolves when everything heard so far is written. */
  settled(): Promise<void>
}

/** Writes what is `audited` to the audit table, in order, and to the log. */
export function keepAuditTrail(parts: AuditParts): AuditTrail {
  const { db, clock, log } = parts
  let last: Promise<void> = Promise.resolve()
  const write = async (at: number, { action, actor, subject, facts }: BusinessEvents['audited']) => {
    try {
      await db
        .insertInto('audit')
        .values({ at, action, actor, subject, facts: JSON.stringify(facts) })
        .execute()
    } catch (error) {
      log.error({ err: error, action, actor, subject }, 'an audit entry could not be written')
    }
  }
  parts.events.on('audited', (event) => {
    const at = clock.now()
    log.info({ subject: 'audit', action: event.action, actor: event.actor, about: event.subject }, event.action)
    last = last.then(() => write(at, event))
  })
  return { settled: () => last }
}
