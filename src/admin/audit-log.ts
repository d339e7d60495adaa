import { sql } from 'kysely'
import type { AppDb } from '../storage/sql/schema.ts'

/** One entry of the audit trail, as it was written, with the addresses that its people have now. */
export interface AuditEntry {
  id: number
  at: number
  /** Kebab-case, e.g. `user-created`. */
  action: string
  /** A user name, or what did it: `command line`, `provider ID`; null where that is nobody. */
  actor: string | null
  actorId: number | null
  actorEmail: string | null
  subject: string
  facts: Record<string, unknown>
  /** From where it was asked for; null for what nobody asked for from outside. */
  address: string | null
  userAgent: string | null
}

export interface AuditRange {
  /** Milliseconds since 1970; `until` is not within. */
  from?: number | undefined
  until?: number | undefined
  action?: string | undefined
  /** A piece of who it was, or of what it is about, whatever its case. */
  search?: string | undefined
}

/** The audit trail for those who read it. */
export interface AuditLog {
  /** Newest first, at most `limit`, those older than entry `before`. */
  latest(range: AuditRange, limit: number, before?: number): Promise<AuditEntry[]>
  /** Oldest first, at most `limit`, those after entry `after`. */
  following(range: AuditRange, limit: number, after?: number): Promise<AuditEntry[]>
  /** Every action that is in the trail. */
  actions(): Promise<string[]>
}

/** `%` and `_` in what is looked for mean themselves. */
const holds = (column: 'actor' | 'subject', text: string) =>
  sql<boolean>`instr(lower(${sql.ref(`audit.${column}`)}), ${text.toLowerCase()}) > 0`

export function createAuditLog(db: AppDb): AuditLog {
  const within = ({ from, until, action, search }: AuditRange) => {
    let query = db
      .selectFrom('audit')
      .leftJoin('user', 'user.id', 'audit.actor_id')
      .selectAll('audit')
      .select('user.email as actor_email')
    if (from !== undefined) query = query.where('at', '>=', from)
    if (until !== undefined) query = query.where('at', '<', until)
    if (action !== undefined) query = query.where('action', '=', action)
    if (search !== undefined) query = query.where((eb) => eb.or([holds('actor', search), holds('subject', search)]))
    return query
  }
  type Row = Awaited<ReturnType<ReturnType<typeof within>['execute']>>[number]
  const entryOf = (row: Row): AuditEntry => ({
    id: row.id,
    at: row.at,
    action: row.action,
    actor: row.actor,
    actorId: row.actor_id,
    actorEmail: row.actor_email,
    subject: row.subject,
    facts: JSON.parse(row.facts),
    address: row.address,
    userAgent: row.user_agent,
  })

  return {
    async latest(range, limit, before) {
      const query = before === undefined ? within(range) : within(range).where('audit.id', '<', before)
      return (await query.orderBy('audit.id', 'desc').limit(limit).execute()).map(entryOf)
    },
    async following(range, limit, after = 0) {
      const query = within(range).where('audit.id', '>', after)
      return (await query.orderBy('audit.id').limit(limit).execute()).map(entryOf)
    },
    async actions() {
      return (await db.selectFrom('audit').select('action').distinct().orderBy('action').execute()).map(
        ({ action }) => action,
      )
    },
  }
}
