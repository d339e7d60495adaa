import { AppError } from '../base/errors.ts'
import { insertWithId } from '../storage/sql/portable.ts'
import type { KeyScope, Role } from '../storage/sql/tables/accounts.ts'
import { inTransaction } from '../storage/sql/transaction.ts'
import type { ApiKey, ApiKeys } from './api-keys.ts'
import { nameFrom } from './names.ts'
import type { AccountsParts } from './parts.ts'
import type { EntityAccess, Principal } from './principal.ts'
import { freeName } from './provision.ts'
import { findMember, findServiceAccount, retireServiceAccount, serviceAccountsOf } from './sql/service-accounts.ts'

/** A program of a team, which signs its requests with API keys. It sees what the team sees, by its role there, and nothing else. */
export interface ServiceAccount {
  id: number
  username: string
  /** What it is for. */
  name: string
  role: Role
  createdAt: number
  keys: ApiKey[]
}

/** For the administrators of a team. All throw what `EntityAccess.require` throws, and `service-account-not-found`. */
export interface ServiceAccounts {
  list(by: Principal, team: string): Promise<ServiceAccount[]>
  /** Without a key yet. Throws `description-invalid`. */
  create(by: Principal, team: string, description: string, role?: Role): Promise<ServiceAccount>
  /** What it logged stays; its keys are refused from the next request on. */
  remove(by: Principal, team: string, username: string): Promise<void>
  /** The key itself is told this once. */
  createKey(
    by: Principal,
    team: string,
    username: string,
    key: { name: string; scope: KeyScope },
  ): Promise<ApiKey & { key: string }>
  removeKey(by: Principal, team: string, username: string, id: number): Promise<void>
  /**
   * Whose a run is that a service account logs for somebody: the person's, who must be of its team. Anything else leaves it the service
   * account's, so that no run is lost by a name that is wrong.
   */
  actingFor(principal: Principal, person: { username: string | null; email: string | null }): Promise<number | null>
}

export function createServiceAccounts(parts: AccountsParts, access: EntityAccess, keys: ApiKeys): ServiceAccounts {
  const { db, clock, events } = parts
  const audit = (action: string, by: Principal, team: string, facts: Record<string, unknown>) =>
    events.emit('audited', { action, actor: by.username, subject: `team ${team}`, facts })

  const administered = async (by: Principal, team: string) => {
    const entity = await access.require(by, team, 'admin')
    if (entity.kind === 'team') return entity
    throw new AppError('not-found', 'team-not-found', `"${team}" is no team. Only a team has service accounts.`)
  }
  const find = async (by: Principal, team: string, username: string) => {
    const found = await findServiceAccount(db, (await administered(by, team)).id, username)
    if (found) return found
    throw new AppError('not-found', 'service-account-not-found', `"${team}" has no service account "${username}".`)
  }
  const list = async (by: Principal, team: string) => {
    const rows = await serviceAccountsOf(db, (await administered(by, team)).id)
    return Promise.all(rows.map(async (row) => ({ ...row, keys: await keys.list(row.id) })))
  }

  return {
    list,

    async create(by, team, description, role = 'member') {
      const entity = await administered(by, team)
      const name = description.trim()
      if (name === '' || name.length > 200) throw descriptionInvalid()
      const username = await freeName(db, nameFrom([name === '' ? null : name, 'service-account']))
      const now = clock.now()
      const row = { entity_id: entity.id, kind: 'service' as const, username, name, created_at: now }
      const none = { email: null, password_hash: null, disabled_at: null, break_glass_at: null, deleted_at: null }
      const id = await inTransaction(db, async (trx) => {
        const made = await insertWithId(trx, 'user', { ...row, ...none, email_verified: 0, admin: 0 })
        await trx
          .insertInto('team_member')
          .values({ entity_id: entity.id, user_id: made, role, granted_by: null })
          .execute()
        return made
      })
      audit('service-account-created', by, team, { username, role })
      return { id, username, name, role, createdAt: now, keys: [] }
    },

    async remove(by, team, username) {
      const { id } = await find(by, team, username)
      await inTransaction(db, (trx) => retireServiceAccount(trx, id, clock.now()))
      audit('service-account-deleted', by, team, { username })
    },

    async createKey(by, team, username, { name, scope }) {
      return keys.create((await find(by, team, username)).id, name, by.username, scope)
    },

    async removeKey(by, team, username, id) {
      await keys.remove((await find(by, team, username)).id, id, by.username)
    },

    async actingFor(principal, person) {
      if (principal.kind !== 'service') return null
      const { id } = await access.own(principal)
      return findMember(db, id, person)
    },
  }
}

const descriptionInvalid = () =>
  new AppError('invalid', 'description-invalid', 'Say what the service account is for, in 1 to 200 characters.')
