import type { Events } from '../base/events.ts'
import { newToken } from '../base/ids.ts'
import { Secret } from '../base/secret.ts'
import {
  brief,
  type Drafts,
  providerSettings,
  type Received,
  type SignInTest,
  type WrittenProvider,
} from '../sso/index.ts'
import type { SignInTestTable } from '../storage/sql/tables/admin.ts'
import type { PassedTests } from './passed-tests.ts'
import { hashOf, type SignInAttemptParts } from './sign-in-states.ts'

/** What came of a test. */
export interface SignInTestResult {
  /** As far as the provider came to say anything. */
  received: Received | null
  /** What a sign-in would have done; null where it would have failed. */
  foreseen: unknown
}

export interface PreparedTest {
  id: string
  provider: string
  draft: WrittenProvider
  hasStarted: boolean
  /** Once it has begun. */
  attemptId: string | null
  result: SignInTestResult | null
  expiresAt: number
}

/**
 * Sign-ins that administrators try out with settings that are not saved: each for who prepared it, to be started once, within minutes.
 * Draft and result are sealed, since they hold secrets and what a provider says of a person; they go when the time is up.
 */
export interface SignInTests extends Drafts {
  prepare(draft: WrittenProvider, asker: string, by: string): Promise<PreparedTest>
  /** Of two at the same time one wins. Null where it was started, is over, of another provider, or somebody else's. */
  start(id: string, provider: string, asker: string): Promise<SignInTest | null>
  /** Ties the record of the sign-in to it. */
  note(id: string, attemptId: string): Promise<void>
  /** With a result that lets somebody in, the draft counts as tested. */
  finish(id: string, attemptId: string, result: SignInTestResult): Promise<void>
  read(id: string, asker: string): Promise<PreparedTest | null>
}

const lifetime = 15 * 60_000
/** Each check of a draft prepares one: of those that were never started, so many are kept for one administrator. */
const mostWaiting = 20
const purpose = 'sign-in-test'

export interface SignInTestParts extends SignInAttemptParts {
  events: Events
  passed: PassedTests
}

export function createSignInTests({ db, clock, key, events, passed }: SignInTestParts): SignInTests {
  const find = async (id: string): Promise<SignInTestTable | null> => {
    const row = db.selectFrom('sign_in_test').selectAll().where('id', '=', id).where('expires_at', '>', clock.now())
    return (await row.executeTakeFirst()) ?? null
  }
  const opened = <Value>(sealed: string): Value | null => {
    const text = key.unseal(purpose, sealed)
    return text === null ? null : JSON.parse(text)
  }
  const draftOf = async (id: string): Promise<WrittenProvider | null> => {
    const row = await find(id)
    return row && opened<WrittenProvider>(row.sealed)
  }
  const change = (id: string, values: Partial<SignInTestTable>) =>
    db.updateTable('sign_in_test').set(values).where('id', '=', id)

  const tidy = async (by: string) => {
    await db.deleteFrom('sign_in_test').where('expires_at', '<=', clock.now()).execute()
    const waiting = db
      .selectFrom('sign_in_test')
      .select('id')
      .where('created_by', '=', by)
      .where('started_at', 'is', null)
    const beyond = await waiting.orderBy('created_at', 'desc').offset(mostWaiting).limit(100).execute()
    for (const { id } of beyond) await db.deleteFrom('sign_in_test').where('id', '=', id).execute()
  }

  return {
    async prepare(draft, asker, by) {
      await tidy(by)
      const id = newToken(24)
      const now = clock.now()
      await db
        .insertInto('sign_in_test')
        .values({
          id,
          provider: draft.id,
          asker_hash: hashOf(asker),
          created_by: by,
          sealed: key.seal(purpose, JSON.stringify(inPlain(draft))),
          attempt_id: null,
          result: null,
          created_at: now,
          started_at: null,
          expires_at: now + lifetime,
        })
        .execute()
      const nothing = { hasStarted: false, attemptId: null, result: null }
      return { id, provider: draft.id, draft, ...nothing, expiresAt: now + lifetime }
    },

    async start(id, provider, asker) {
      const row = await find(id)
      if (!row || row.provider !== provider || row.asker_hash !== hashOf(asker)) return null
      const now = clock.now()
      const started = change(id, { started_at: now, expires_at: now + lifetime }).where('started_at', 'is', null)
      const { numUpdatedRows } = await started.executeTakeFirstOrThrow()
      if (numUpdatedRows === 0n) return null
      const by = row.created_by
      events.emit('audited', { action: 'sign-in-test-begun', actor: by, subject: `provider ${provider}`, facts: {} })
      return { id, asker, by }
    },

    async note(id, attemptId) {
      await change(id, { attempt_id: attemptId }).execute()
    },

    async finish(id, attemptId, result) {
      const kept = { ...result, received: brief(result.received) }
      await change(id, { attempt_id: attemptId, result: key.seal(purpose, JSON.stringify(kept)) }).execute()
      const row = result.foreseen === null ? null : await find(id)
      const draft = row && opened<WrittenProvider>(row.sealed)
      if (draft) await passed.remember(providerSettings(draft), attemptId, row.created_by)
    },

    async get(id) {
      const draft = await draftOf(id)
      return draft && providerSettings(draft)
    },

    async read(id, asker) {
      const row = await find(id)
      const draft = row && row.asker_hash === hashOf(asker) ? opened<WrittenProvider>(row.sealed) : null
      if (!row || !draft) return null
      return {
        id,
        provider: row.provider,
        draft,
        hasStarted: row.started_at !== null,
        attemptId: row.attempt_id,
        result: row.result === null ? null : opened<SignInTestResult>(row.result),
        expiresAt: row.expires_at,
      }
    },
  }
}

/** Secrets as text, for what is sealed at once. */
function inPlain({ id, fields, findings }: WrittenProvider): WrittenProvider {
  const entries = Object.entries(fields).map(([name, field]) => {
    const value = field?.value
    return [name, field && { ...field, value: value instanceof Secret ? value.reveal() : value }]
  })
  return { id, fields: Object.fromEntries(entries), findings }
}
