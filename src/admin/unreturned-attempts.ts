import type { AttemptRecord } from '../sso/index.ts'
import { recordOf, rowOf } from './attempt-rows.ts'
import type { SignInAttemptParts, SignInStates } from './sign-in-states.ts'

/** How many are given up in one go. */
const most = 500

/** Attempts whose browser is still with the provider, or was lost on the way. */
export interface UnreturnedAttempts {
  /**
   * Marks what has been pending since before then as never returned, and gives what was marked, at most 500: of several servers that ask
   * at the same time one gets each.
   */
  giveUp(before: number): Promise<AttemptRecord[]>
  /** Marks this one, whatever its age; null where it is pending no more. */
  giveUpOn(attemptId: string): Promise<AttemptRecord | null>
  /** As `save`, of one that never returned, and only if it has not come back meanwhile. */
  saveUnreturned(record: AttemptRecord): Promise<void>
  /** The sign-in that this browser began last, where its answer has not come and can still come. */
  lastBegunBy(browser: string): Promise<AttemptRecord | null>
}

export function createUnreturnedAttempts(
  { db, clock }: Pick<SignInAttemptParts, 'db' | 'clock'>,
  states: Pick<SignInStates, 'newestOf'>,
): UnreturnedAttempts {
  const load = async (attemptId: string): Promise<AttemptRecord | null> => {
    const row = await db.selectFrom('sign_in_attempt').selectAll().where('id', '=', attemptId).executeTakeFirst()
    return row ? recordOf(row) : null
  }

  const giveUpOn = async (attemptId: string): Promise<AttemptRecord | null> => {
    const { numUpdatedRows } = await db
      .updateTable('sign_in_attempt')
      .set({ outcome: 'never-returned', ended_at: clock.now() })
      .where('id', '=', attemptId)
      .where('outcome', '=', 'pending')
      .executeTakeFirstOrThrow()
    return numUpdatedRows > 0n ? load(attemptId) : null
  }

  return {
    async giveUp(before) {
      const rows = await db
        .selectFrom('sign_in_attempt')
        .select('id')
        .where('outcome', '=', 'pending')
        .where('started_at', '<', before)
        .orderBy('started_at')
        .limit(most)
        .execute()
      const marked = await Promise.all(rows.map(({ id }) => giveUpOn(id)))
      return marked.filter((each) => each !== null)
    },
    giveUpOn,

    async saveUnreturned(record) {
      const { id: _, ...changes } = rowOf(record)
      await db
        .updateTable('sign_in_attempt')
        .set(changes)
        .where('id', '=', record.id)
        .where('outcome', '=', 'never-returned')
        .execute()
    },

    async lastBegunBy(browser) {
      const state = await states.newestOf(browser)
      if (state === null || state.isOver) return null
      const record = await load(state.attemptId)
      // Of a test its administrator is told where it was begun.
      if (record && isTest(record)) return null
      return record && (record.outcome === 'pending' || record.outcome === 'never-returned') ? record : null
    },
  }
}

/** Whether an administrator tried it out with settings that may be other ones than those that are set. */
const isTest = ({ evidence }: AttemptRecord): boolean => evidence['test'] !== undefined
