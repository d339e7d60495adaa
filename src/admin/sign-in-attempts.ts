import { createMinuteTurn } from '../base/clock.ts'
import type { AttemptRecord, SignInStore } from '../sso/index.ts'
import { insertOrUpdate } from '../storage/sql/portable.ts'
import { type AttemptCause, type AttemptFilter, type AttemptPlace, byCause, fits, isAfter } from './attempt-filter.ts'
import { recordOf, rowOf } from './attempt-rows.ts'
import { createProviderMemory } from './provider-memory.ts'
import { createSignInStates, type SignInAttemptParts } from './sign-in-states.ts'
import { createUnreturnedAttempts, type UnreturnedAttempts } from './unreturned-attempts.ts'

const attemptsKeptFor = 30 * 24 * 60 * 60_000
const mostAttempts = 100_000
const listLimit = 500

export interface SignInAttempts extends SignInStore, UnreturnedAttempts {
  /** Newest first, 500 where nothing else is said. */
  list(filter?: AttemptFilter, page?: { after?: AttemptPlace | undefined; limit?: number }): Promise<AttemptRecord[]>
  /** Those that did not go well, by what ended them: the most frequent first. */
  causes(filter?: AttemptFilter): Promise<AttemptCause[]>
  /** How many of the kept attempts ended how. */
  tally(): Promise<{ outcome: AttemptRecord['outcome']; code: string | null; attempts: number }[]>
}

/** Attempt records, what is pending, and what was learned of providers, in SQL. */
export function createSignInAttempts(parts: SignInAttemptParts): SignInAttempts {
  const { db, clock } = parts
  const states = createSignInStates(parts)
  const isTimeToTidy = createMinuteTurn(clock)
  /** Strangers make attempts: they are kept for 30 days, and no more than so many. */
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
    keep: states.keep,
    take: states.take,
    ...createUnreturnedAttempts(parts, states),
    ...createProviderMemory(parts),

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

    async list(filter = {}, { after, limit = listLimit } = {}) {
      const chosen = db.selectFrom('sign_in_attempt').selectAll().where(fits(filter))
      const further = after ? chosen.where(isAfter(after)) : chosen
      const rows = further.orderBy('started_at', 'desc').orderBy('id', 'desc').limit(limit)
      return (await rows.execute()).map(recordOf)
    },

    async causes(filter = {}) {
      const rows = await db
        .selectFrom('sign_in_attempt')
        .select(['outcome', 'code', 'provider'])
        .select((eb) => [eb.fn.countAll<number>().as('attempts'), eb.fn.max('started_at').as('last')])
        .where(fits(filter))
        .where('outcome', 'in', ['failed', 'never-returned'])
        .groupBy(['outcome', 'code', 'provider'])
        .execute()
      return byCause(rows.map((row) => ({ ...row, attempts: Number(row.attempts), last: Number(row.last) })))
    },

    async tally() {
      const rows = await db
        .selectFrom('sign_in_attempt')
        .select(['outcome', 'code', (eb) => eb.fn.countAll<number>().as('attempts')])
        .groupBy(['outcome', 'code'])
        .execute()
      return rows.map((row) => ({ ...row, attempts: Number(row.attempts) }))
    },
  }
}
