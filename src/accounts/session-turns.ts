import type { SessionTokens } from '../sso/session-tokens.ts'
import { subjectKey } from './hash.ts'
import type { AccountsParts } from './parts.ts'
import { hasId } from './session-ids.ts'

/** Asking the provider of a session whether its sign-in still stands: whose turn it is, with what, and what was learned. */
export interface SessionTurns {
  /** Whether it is a session of this person at this provider. */
  isOf(token: string, identity: { provider: string; subject: string }): Promise<boolean>
  /** Takes the turn to ask the provider: of all that saw the same `askedAt`, on every replica, one gets the tokens and the others null. */
  takeTurn(token: string, askedAt: number): Promise<SessionTokens | null>
  /** Keeps what the provider gave instead; `validatedAt` where it also said that the sign-in stands. Nothing where the session ended meanwhile. */
  renew(token: string, tokens: SessionTokens, validatedAt?: number): Promise<void>
}

/** What only sessions themselves need: tokens as they are kept. */
export interface KeptTokens {
  seal(tokens: SessionTokens | null): string | null
  tokensOf(token: string): Promise<SessionTokens | null>
}

const purpose = 'session-tokens'

export function createSessionTurns({ db, clock, key }: AccountsParts): SessionTurns & KeptTokens {
  const seal = (tokens: SessionTokens | null) => (tokens === null ? null : key.seal(purpose, JSON.stringify(tokens)))
  /** Apart from the rest: they are long, and few requests need them. */
  const tokensOf = async (token: string): Promise<SessionTokens | null> => {
    const row = await db.selectFrom('session').select('sealed_tokens').where(hasId(token)).executeTakeFirst()
    const text = row?.sealed_tokens ? key.unseal(purpose, row.sealed_tokens) : null
    return text === null ? null : JSON.parse(text)
  }

  return {
    seal,
    tokensOf,
    async isOf(token, { provider, subject }) {
      const found = await db
        .selectFrom('session')
        .select('id_hash')
        .where(hasId(token))
        .where('provider', '=', provider)
        .where('subject', '=', subjectKey(subject))
        .executeTakeFirst()
      return found !== undefined
    },

    async takeTurn(token, askedAt) {
      const { numUpdatedRows } = await db
        .updateTable('session')
        .set({ asked_at: clock.now() })
        .where(hasId(token))
        .where('asked_at', '=', askedAt)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n ? tokensOf(token) : null
    },

    async renew(token, tokens, validatedAt) {
      const renewed = {
        sealed_tokens: seal(tokens),
        ...(validatedAt !== undefined && { validated_at: validatedAt }),
      }
      await db.updateTable('session').set(renewed).where(hasId(token)).execute()
    },
  }
}
