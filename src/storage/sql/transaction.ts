import { setTimeout as wait } from 'node:timers/promises'
import type { Kysely, Transaction } from 'kysely'

const attempts = 5

/** Deadlock and lock time-out of MySQL, busy and locked of SQLite: the same transaction may go through when tried again. */
function isPassing(error: unknown): boolean {
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: unknown }
  const primary = typeof errcode === 'number' ? errcode & 0xff : undefined
  return code === 'ER_LOCK_DEADLOCK' || code === 'ER_LOCK_WAIT_TIMEOUT' || primary === 5 || primary === 6
}

/** Runs `work` in one transaction, and again (so it must be repeatable) when the database says that it lost a race. */
export async function inTransaction<Schema, Result>(
  db: Kysely<Schema>,
  work: (trx: Transaction<Schema>) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().execute(work)
    } catch (error) {
      if (attempt === attempts || !isPassing(error)) throw error
      await wait(2 ** attempt * 5 * (0.5 + Math.random()))
    }
  }
}

/** Runs questions that must all see the same moment, while others write. */
export const inSnapshot = <Schema, Result>(
  db: Kysely<Schema>,
  work: (trx: Transaction<Schema>) => Promise<Result>,
): Promise<Result> => db.transaction().setIsolationLevel('repeatable read').execute(work)
