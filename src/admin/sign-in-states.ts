import { createHash } from 'node:crypto'
import { type Clock, createMinuteTurn } from '../base/clock.ts'
import type { PendingSignIn, SignInStore, TakenState } from '../sso/index.ts'
import type { AppDb } from '../storage/sql/schema.ts'

export interface SignInAttemptParts {
  db: AppDb
  clock: Clock
  /** Seals what must not be read from the database: nonce and verifier. */
  key: { seal(purpose: string, text: string): string; unseal(purpose: string, sealed: string): string | null }
}

/** How long a sign-in may take, and how long its state is remembered after that to explain who comes late or twice. */
const signInLimit = 30 * 60_000
const tombstoneFor = 24 * 60 * 60_000
const sealPurpose = 'sign-in-state'

/** Secrets are looked up by their hash; long names fit a column so. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** What is between the redirect to a provider and the way back. */
export interface SignInStates extends Pick<SignInStore, 'keep' | 'take'> {
  /** The sign-in that a browser began last, and whether its answer has come, or comes too late now. */
  newestOf(browser: string): Promise<{ attemptId: string; isOver: boolean } | null>
}

export function createSignInStates({ db, clock, key }: SignInAttemptParts): SignInStates {
  const isTimeToTidy = createMinuteTurn(clock)
  return {
    async keep(pending, browser) {
      const now = clock.now()
      const oldest = now - tombstoneFor
      if (isTimeToTidy()) await db.deleteFrom('sign_in_state').where('expires_at', '<', oldest).execute()
      const row = {
        state_hash: hashOf(pending.state),
        attempt_id: pending.attemptId,
        browser_hash: hashOf(browser),
        sealed: key.seal(sealPurpose, JSON.stringify(pending)),
        started_at: pending.startedAt,
        expires_at: now + signInLimit,
        used_at: null,
      }
      await db.insertInto('sign_in_state').values(row).execute()
    },

    async take(state, browser): Promise<TakenState> {
      const byState = hashOf(state)
      const row = await db.selectFrom('sign_in_state').selectAll().where('state_hash', '=', byState).executeTakeFirst()
      if (!row) return { kind: 'unknown' }
      const { attempt_id: attemptId, started_at: startedAt } = row
      if (row.used_at !== null) return { kind: 'used', attemptId }
      if (row.expires_at < clock.now()) return { kind: 'expired', attemptId, startedAt }
      const opened = key.unseal(sealPurpose, row.sealed)
      if (opened === null) return { kind: 'unreadable', attemptId }
      const pending = JSON.parse(opened) as PendingSignIn
      if (browser === null || hashOf(browser) !== row.browser_hash)
        return { kind: 'pending', pending, sameBrowser: false }
      const { numUpdatedRows } = await db
        .updateTable('sign_in_state')
        .set({ used_at: clock.now(), sealed: '' })
        .where('state_hash', '=', byState)
        .where('used_at', 'is', null)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n ? { kind: 'pending', pending, sameBrowser: true } : { kind: 'used', attemptId }
    },

    async newestOf(browser) {
      const row = await db
        .selectFrom('sign_in_state')
        .select(['attempt_id', 'used_at', 'expires_at'])
        .where('browser_hash', '=', hashOf(browser))
        .orderBy('expires_at', 'desc')
        .limit(1)
        .executeTakeFirst()
      if (!row) return null
      return { attemptId: row.attempt_id, isOver: row.used_at !== null || row.expires_at < clock.now() }
    },
  }
}
