import { newToken } from '../base/ids.ts'
import type { OneTimeTokenTable } from '../storage/sql/tables/accounts.ts'
import { sha256 } from './hash.ts'
import type { AccountsParts } from './parts.ts'

type Purpose = OneTimeTokenTable['purpose']

const lifetime = 3_600_000

/** Links and passwords that work once and for an hour. A later one of the same purpose and person takes the place of the earlier. */
export interface OneTimeTokens {
  make(purpose: Purpose, userId: number | null): Promise<string>
  /** True for the one caller that comes first. */
  claim(purpose: Purpose, token: string, userId: number | null): Promise<boolean>
  /** Whether any of this purpose can still be claimed. */
  isOut(purpose: Purpose): Promise<boolean>
  /** Gives back a claim of which nothing came, so that the person can try again. */
  release(token: string): Promise<void>
}

export function createOneTimeTokens({ db, clock }: AccountsParts): OneTimeTokens {
  return {
    async make(purpose, userId) {
      const token = newToken(24)
      const owner = userId === null ? 'is' : '='
      await db.deleteFrom('one_time_token').where('purpose', '=', purpose).where('user_id', owner, userId).execute()
      await db
        .insertInto('one_time_token')
        .values({
          token_hash: sha256(token),
          purpose,
          user_id: userId,
          expires_at: clock.now() + lifetime,
          used_at: null,
        })
        .execute()
      return token
    },

    async claim(purpose, token, userId) {
      const { numUpdatedRows } = await db
        .updateTable('one_time_token')
        .set({ used_at: clock.now() })
        .where('token_hash', '=', sha256(token))
        .where('purpose', '=', purpose)
        .where('user_id', userId === null ? 'is' : '=', userId)
        .where('used_at', 'is', null)
        .where('expires_at', '>', clock.now())
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    async isOut(purpose) {
      const row = db.selectFrom('one_time_token').select('token_hash').where('purpose', '=', purpose)
      const usable = row.where('used_at', 'is', null).where('expires_at', '>', clock.now())
      return (await usable.limit(1).executeTakeFirst()) !== undefined
    },

    async release(token) {
      await db.updateTable('one_time_token').set({ used_at: null }).where('token_hash', '=', sha256(token)).execute()
    },
  }
}
