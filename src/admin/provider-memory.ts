import type { SignInStore } from '../sso/index.ts'
import { insertIfAbsent, insertOrUpdate } from '../storage/sql/portable.ts'
import { hashOf, type SignInAttemptParts } from './sign-in-states.ts'

/** What was learned of providers, and which of their logout tokens were acted upon. */
export function createProviderMemory({
  db,
  clock,
}: Pick<SignInAttemptParts, 'db' | 'clock'>): Pick<SignInStore, 'seeOnce' | 'recall' | 'remember'> {
  return {
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
