import { createHmac } from 'node:crypto'
import type { Clock } from '../base/clock.ts'
import type { ServerKey } from '../base/server-key.ts'
import { configurationOf, type ProviderSettings } from '../sso/index.ts'
import { insertOrUpdate } from '../storage/sql/portable.ts'
import type { AppDb } from '../storage/sql/schema.ts'

/** A test of a sign-in that went well. */
export interface PassedTest {
  at: number
  by: string
  attempt: string
  /** Whether the provider is set up today as it was tested. */
  isCurrent: boolean
}

/** With which settings of a provider a test of a sign-in went well last. */
export interface PassedTests {
  remember(settings: ProviderSettings, attempt: string, by: string): Promise<void>
  /** The last one of this provider; null where none ever went well. */
  of(settings: ProviderSettings): Promise<PassedTest | null>
}

export interface PassedTestsParts {
  db: AppDb
  clock: Clock
  key: Pick<ServerKey, 'derive'>
}

type Kept = Omit<PassedTest, 'isCurrent'> & { fingerprint: string }

export function createPassedTests({ db, clock, key }: PassedTestsParts): PassedTests {
  // Keyed: the secret is in it, and a guess of it could be tried on a plain hash.
  const fingerprintOf = (settings: ProviderSettings) =>
    createHmac('sha256', key.derive('passed-test')).update(configurationOf(settings)).digest('base64url')
  const nameOf = ({ id }: ProviderSettings) => `passed-test:${id}`
  return {
    async remember(settings, attempt, by) {
      const kept: Kept = { fingerprint: fingerprintOf(settings), at: clock.now(), by, attempt }
      const values = { value: JSON.stringify(kept), changed_at: clock.now(), changed_by: by }
      await insertOrUpdate(db, 'setting', { name: nameOf(settings), ...values }, ['name'], values)
    },
    async of(settings) {
      const row = await db.selectFrom('setting').select('value').where('name', '=', nameOf(settings)).executeTakeFirst()
      if (!row) return null
      const { fingerprint, ...test } = JSON.parse(row.value) as Kept
      return { ...test, isCurrent: fingerprint === fingerprintOf(settings) }
    },
  }
}
