import type { Clock } from '../base/clock.ts'
import type { BusinessEvents, Events } from '../base/events.ts'
import type { Log } from '../base/log.ts'
import { type RequestFacts, requestFacts } from '../base/request-facts.ts'
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
  const write = async (at: number, event: BusinessEvents['audited'], from: RequestFacts | null) => {
    const { action, actor, subject, facts } = event
    try {
      const row = { at, action, actor, subject: subject.slice(0, 1000), facts: JSON.stringify(facts) }
      const address = from?.address ?? null
      const userAgent = from?.userAgent?.slice(0, 191) ?? null
      await db
        .insertInto('audit')
        .values({ ...row, actor_id: await idOf(db, actor), address, user_agent: userAgent })
        .execute()
    } catch (error) {
      log.error({ err: error, action, actor, subject }, 'an audit entry could not be written')
    }
  }
  parts.events.on('audited', (event) => {
    const at = clock.now()
    const from = requestFacts()
    log.info({ subject: 'audit', action: event.action, actor: event.actor, about: event.subject }, event.action)
    last = last.then(() => write(at, event, from))
  })
  return { settled: () => last }
}

/** Who that is now: a name is given back when its owner is deleted, and may be another's later. */
async function idOf(db: AppDb, username: string | null): Promise<number | null> {
  if (username === null) return null
  const user = db.selectFrom('user').select('id').where('username', '=', username)
  return (await user.executeTakeFirst())?.id ?? null
}
