import { createMinuteTurn } from '../base/clock.ts'
import type { AttemptRecord, FaultCode, SignInStore } from '../sso/index.ts'
import { insertIfAbsent, insertOrUpdate } from '../storage/sql/portable.ts'
import type { SignInAttemptTable } from '../storage/sql/tables/admin.ts'
import { createSignInStates, hashOf, type SignInAttemptParts } from './sign-in-states.ts'

const attemptsKeptFor = 30 * 24 * 60 * 60_000
const mostAttempts = 100_000
const listLimit = 500

export interface SignInAttempts extends SignInStore {
  /** Newest first, at most 500; only those that ended by `code` where one is given. */
  list(code?: string): Promise<AttemptRecord[]>
  /** How many of the kept attempts ended how. */
  tally(): Promise<{ outcome: AttemptRecord['outcome']; code: string | null; attempts: number }[]>
}

/** Attempt records, what is pending, and what was learned of providers, in SQL. */
export function createSignInAttempts(parts: SignInAttemptParts): SignInAttempts {
  const { db, clock } = parts
  const isTimeToTidy = createMinuteTurn(clock)
  /** Strangers make attempts: they are kept for a month, and no more than so many. */
  const tidy = async () => {
    const beyond = await db
      .selectFrom('sign_in_attempt')
      .select('started_at')
      .orderBy('started_at', 'desc')
      .offset(mostAttempts)
      .limit(1)
      .executeTakeFirst()
    const oldest = Math.max(clock.now() - attemptsKeptFor, (beyond?.started_at ?? 0) + 1)
    await db.deleteFrom('sign_in_attempt').where('started_at', '<', oldest).execute()
  }
  return {
    ...createSignInStates(parts),

    async save(record) {
      if (isTimeToTidy()) await tidy()
      const row = rowOf(record)
      const { id: _, ...changes } = row
      await insertOrUpdate(db, 'sign_in_attempt', row, ['id'], changes)
    },

    async load(attemptId) {
      const row = await db.selectFrom('sign_in_attempt').selectAll().where('id', '=', attemptId).executeTakeFirst()
      return row ? recordOf(row) : null
    },

    async list(code) {
      const all = db.selectFrom('sign_in_attempt').selectAll()
      const chosen = code === undefined ? all : all.where('code', '=', code)
      return (await chosen.orderBy('started_at', 'desc').limit(listLimit).execute()).map(recordOf)
    },

    async tally() {
      const rows = await db
        .selectFrom('sign_in_attempt')
        .select(['outcome', 'code', (eb) => eb.fn.countAll<number>().as('attempts')])
        .groupBy(['outcome', 'code'])
        .execute()
      return rows.map((row) => ({ ...row, attempts: Number(row.attempts) }))
    },

    async seeOnce(provider, id, until) {
      await db.deleteFrom('logout_token').where('expires_at', '<', clock.now()).execute()
      return insertIfAbsent(db, 'logout_token', { provider, id_hash: hashOf(id), expires_at: until })
    },

    async recall(provider, name) {
      const row = await db
        .selectFrom('provider_memory')
        .select('value')
        .where('provider', '=', provider)
        .where('name', '=', hashOf(name))
        .executeTakeFirst()
      return row ? JSON.parse(row.value) : null
    },

    async remember(provider, name, value) {
      const changes = { value: JSON.stringify(value), changed_at: clock.now() }
      const row = { provider, name: hashOf(name), ...changes }
      await insertOrUpdate(db, 'provider_memory', row, ['provider', 'name'], changes)
    },
  }
}

const rowOf = (record: AttemptRecord): SignInAttemptTable => ({
  id: record.id,
  provider: record.provider.slice(0, 191),
  started_at: record.startedAt,
  ended_at: record.endedAt,
  outcome: record.outcome,
  code: record.code,
  username: record.username,
  stages: JSON.stringify(record.stages),
  evidence: JSON.stringify(record.evidence),
  mend: JSON.stringify(record.mend),
})

const recordOf = (row: SignInAttemptTable): AttemptRecord => ({
  id: row.id,
  provider: row.provider,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  outcome: row.outcome,
  code: row.code as FaultCode | null,
  username: row.username,
  stages: JSON.parse(row.stages),
  evidence: JSON.parse(row.evidence),
  mend: JSON.parse(row.mend),
})
