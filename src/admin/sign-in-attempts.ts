import { createHash } from 'node:crypto'
import type { Clock } from '../base/clock.ts'
import type { AttemptRecord, FaultCode, PendingSignIn, SignInStore, TakenState } from '../sso/index.ts'
import { insertIfAbsent, insertOrUpdate } from '../storage/sql/portable.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import type { SignInAttemptTable } from '../storage/sql/tables/admin.ts'

/** How long a sign-in may take, and how long its state is remembered after that to explain who comes late or twice. */
const signInLimit = 30 * 60_000
const tombstoneFor = 24 * 60 * 60_000
const attemptsKeptFor = 90 * 24 * 60 * 60_000
const listLimit = 500
const sealPurpose = 'sign-in-state'

export interface SignInAttempts extends SignInStore {
  /** Newest first, at most 500; only those that ended by `code` where one is given. */
  list(code?: string): Promise<AttemptRecord[]>
}

export interface SignInAttemptParts {
  db: AppDb
  clock: Clock
  /** Seals what must not be read from the database: nonce and verifier. */
  key: { seal(purpose: string, text: string): string; unseal(purpose: string, sealed: string): string | null }
}

/** Attempt records, what is pending, and what was learned of providers, in SQL. */
export function createSignInAttempts({ db, clock, key }: SignInAttemptParts): SignInAttempts {
  return {
    async save(record) {
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

    async keep(pending, browser) {
      const now = clock.now()
      await db
        .deleteFrom('sign_in_state')
        .where('expires_at', '<', now - tombstoneFor)
        .execute()
      await db
        .deleteFrom('sign_in_attempt')
        .where('started_at', '<', now - attemptsKeptFor)
        .execute()
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
      // Sealed by a key that is gone: nobody can finish it.
      if (opened === null) return { kind: 'unknown' }
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

/** Secrets are looked up by their hash; long names fit a column so. */
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

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
