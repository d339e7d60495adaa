import { randomBytes } from 'node:crypto'
import { AppError } from '../base/errors.ts'
import { insertWithId, isDuplicateKey } from '../storage/sql/portable.ts'
import type { KeyScope } from '../storage/sql/tables/accounts.ts'
import { sha256 } from './hash.ts'
import type { AccountsParts } from './parts.ts'
import type { EntityAccess, Principal } from './principal.ts'
import { principalOf } from './sql/principals.ts'

export interface ApiKey {
  id: number
  name: string
  /** The first characters. */
  hint: string
  scope: KeyScope
  createdAt: number
  lastUsedAt: number | null
}

export interface ApiKeys {
  /** The key itself is told this once. */
  create(userId: number, name: string, actor: string | null, scope?: KeyScope): Promise<ApiKey & { key: string }>
  /** A key that was made elsewhere. Throws `api-key-malformed`, `api-key-taken`. Importing one's own key again changes nothing. */
  import(userId: number, key: string, actor: string | null): Promise<void>
  /** Throws what `import` would throw for any of them, before anything is done. `userId` is null for somebody who is yet to be made. */
  requireImportable(userId: number | null, keys: string[]): Promise<void>
  /** Imports these; all other keys of the person are deleted. */
  replace(userId: number, keys: string[], actor: string | null): Promise<void>
  list(userId: number): Promise<ApiKey[]>
  /**
   * One for whoever asks. Throws `access-token-insufficient` for what is no person with a lasting proof of who it is: what lasts for an hour,
   * or is a program's, must not make what lasts for ever.
   */
  createOwn(by: Principal, name: string, scope?: KeyScope): Promise<ApiKey & { key: string }>
  /** As its owner, an administrator of the server, or of the team whose service account has it. Throws `api-key-not-found`. */
  removeAny(by: Principal, id: number): Promise<void>
  /** Throws `api-key-not-found`. */
  remove(userId: number, id: number, actor: string | null): Promise<void>
  principalOf(key: string): Promise<Principal | null>
}

const imported = /^[A-Za-z0-9_.-]{40,200}$/
const hintLength = 10
/** A key's last use is written at most this often. */
const noteEvery = 60_000

export function createApiKeys({ db, clock, events }: AccountsParts, access: EntityAccess): ApiKeys {
  const audit = (action: string, actor: string | null, subject: string) =>
    events.emit('audited', { action, actor, subject, facts: {} })

  const insert = async (userId: number, key: string, name: string, scope: KeyScope) => {
    const row = {
      user_id: userId,
      key_hash: sha256(key),
      hint: key.slice(0, hintLength),
      name,
      scope,
      created_at: clock.now(),
      last_used_at: null,
    }
    return {
      id: await insertWithId(db, 'api_key', row),
      name,
      hint: row.hint,
      scope,
      createdAt: row.created_at,
      lastUsedAt: null,
    }
  }

  const noteUse = async (id: number, before: number | null) => {
    const now = clock.now()
    if (now - (before ?? 0) < noteEvery) return
    await db.updateTable('api_key').set({ last_used_at: now }).where('id', '=', id).execute()
  }

  const ownerOf = async (key: string) =>
    (await db.selectFrom('api_key').select('user_id').where('key_hash', '=', sha256(key)).executeTakeFirst())?.user_id

  const keys: ApiKeys = {
    async create(userId, name, actor, scope = 'write') {
      const key = `local-${randomBytes(20).toString('hex')}`
      const made = await insert(userId, key, name, scope)
      audit('api-key-created', actor, `key ${made.id} of user ${userId}`)
      return { ...made, key }
    },

    async createOwn(by, name, scope) {
      if (by.via === 'access-token')
        throw insufficient('A workload', 'its access token lasts for an hour, a key until it is deleted')
      if (by.kind === 'service') throw insufficient('A service account', 'an administrator of its team makes them')
      return keys.create(by.userId, name, by.username, scope)
    },

    async removeAny(by, id) {
      const row = await db
        .selectFrom('api_key')
        .innerJoin('user', 'user.id', 'api_key.user_id')
        .innerJoin('entity', 'entity.id', 'user.entity_id')
        .select(['user.id', 'user.kind', 'entity.name'])
        .where('api_key.id', '=', id)
        .executeTakeFirst()
      if (!row) throw keyNotFound()
      const isOwn = row.id === by.userId && by.kind === 'person'
      if (!isOwn && row.kind === 'person' && !by.admin) throw keyNotFound()
      if (!isOwn && row.kind === 'service') {
        await access.require(by, row.name, 'admin').catch(() => {
          throw keyNotFound()
        })
      }
      await keys.remove(row.id, id, by.username)
    },

    async import(userId, key, actor) {
      if (!imported.test(key)) throw malformed()
      try {
        const { id } = await insert(userId, key, 'imported', 'write')
        audit('api-key-imported', actor, `key ${id} of user ${userId}`)
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
        if ((await ownerOf(key)) !== userId) throw taken()
      }
    },

    async requireImportable(userId, candidates) {
      for (const key of candidates) {
        if (!imported.test(key)) throw malformed()
        const owner = await ownerOf(key)
        if (owner !== undefined && owner !== userId) throw taken()
      }
    },

    async replace(userId, wanted, actor) {
      for (const key of wanted) await keys.import(userId, key, actor)
      const hashes = new Set(wanted.map(sha256))
      const rows = await db.selectFrom('api_key').select(['id', 'key_hash']).where('user_id', '=', userId).execute()
      for (const { id, key_hash } of rows) if (!hashes.has(key_hash)) await keys.remove(userId, id, actor)
    },

    async list(userId) {
      const rows = await db.selectFrom('api_key').selectAll().where('user_id', '=', userId).orderBy('id').execute()
      return rows.map((row) => ({
        id: row.id,
        name: row.name,
        hint: row.hint,
        scope: row.scope,
        createdAt: row.created_at,
        lastUsedAt: row.last_used_at,
      }))
    },

    async remove(userId, id, actor) {
      if (!Number.isSafeInteger(id)) throw keyNotFound()
      const { numDeletedRows } = await db
        .deleteFrom('api_key')
        .where('id', '=', id)
        .where('user_id', '=', userId)
        .executeTakeFirst()
      if (numDeletedRows === 0n) throw keyNotFound()
      audit('api-key-deleted', actor, `key ${id} of user ${userId}`)
    },

    async principalOf(key) {
      if (!imported.test(key)) return null
      const row = await db
        .selectFrom('api_key')
        .innerJoin('user', 'user.id', 'api_key.user_id')
        .selectAll('user')
        .select(['api_key.id as key_id', 'api_key.last_used_at', 'api_key.scope'])
        .where('key_hash', '=', sha256(key))
        .where('disabled_at', 'is', null)
        .executeTakeFirst()
      if (!row) return null
      await noteUse(row.key_id, row.last_used_at)
      return principalOf(row, 'api-key', { readOnly: row.scope === 'read' })
    },
  }
  return keys
}

const keyNotFound = () => new AppError('not-found', 'api-key-not-found', 'You have no such key.')
const insufficient = (who: string, why: string) =>
  new AppError('forbidden', 'access-token-insufficient', `${who} cannot make API keys: ${why}.`)
const malformed = () =>
  new AppError(
    'invalid',
    'api-key-malformed',
    'A key to import has 40 to 200 characters, each a letter, a digit, "_", "." or "-".',
  )
const taken = () => new AppError('conflict', 'api-key-taken', 'This key belongs to somebody else.')
