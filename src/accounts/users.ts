import { AppError } from '../base/errors.ts'
import { insertWithId, isDuplicateKey } from '../storage/sql/portable.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import { inTransaction } from '../storage/sql/transaction.ts'
import { requireName } from './names.ts'
import type { AccountsParts } from './parts.ts'
import { hashPassword } from './passwords.ts'
import type { User } from './people.ts'
import { addIdentity, type NewIdentity } from './sql/identities.ts'
import {
  asUser,
  changeUnlessLastAdmin,
  countAdmins,
  findUser,
  isNameTaken,
  listUsers,
  type UserRow,
} from './sql/users.ts'

export interface NewUser {
  /** How the person is known at a provider: from the first moment, so that nobody meets the account without it. */
  identity?: NewIdentity
  username: string
  email?: string | null
  emailVerified?: boolean
  name?: string | null
  admin?: boolean
  password?: string
}

export interface UserChange {
  /** A new address is not verified unless that is said with it. */
  email?: string | null
  /** The administrator's word that the address is the person's. */
  emailVerified?: boolean
  name?: string | null
  admin?: boolean
  disabled?: boolean
  password?: string
}

export interface Users {
  /** With a personal entity of the same name. Throws `name-invalid`, `name-taken`, `identity-taken`, `email-invalid`, `password-too-short`. */
  create(user: NewUser, actor: string | null): Promise<User>
  find(username: string): Promise<User | null>
  /** Throws `user-not-found`. */
  get(username: string): Promise<User>
  list(): Promise<User[]>
  /** Disabling ends sessions and access tokens at once; keys and streams are refused from the next request on. Throws `last-admin`. */
  change(username: string, change: UserChange, actor: string | null): Promise<User>
  /** What the person made stays; nobody can sign in as him. Throws `last-admin`. */
  remove(username: string, actor: string | null): Promise<void>
  hasAdmin(): Promise<boolean>
}

export function createUsers({ db, clock, events }: AccountsParts): Users {
  const audit = (action: string, actor: string | null, subject: string, facts: Record<string, unknown> = {}) =>
    events.emit('audited', { action, actor, subject, facts })

  const row = async (username: string): Promise<UserRow> => {
    const found = await findUser(db, username)
    if (!found) throw new AppError('not-found', 'user-not-found', `There is no user "${username}".`)
    return found
  }

  return {
    async create(user, actor) {
      const username = requireName(user.username)
      const passwordHash = user.password === undefined ? null : await hashPassword(user.password)
      await insertUser(db, { ...user, username, email: emailOf(user.email) }, passwordHash, clock.now())
      audit('user-created', actor, username, { admin: user.admin ?? false })
      return asUser(await row(username))
    },

    async find(username) {
      const found = await findUser(db, username)
      return found ? asUser(found) : null
    },
    get: async (username) => asUser(await row(username)),
    list: async () => (await listUsers(db)).map(asUser),
    hasAdmin: async () => (await countAdmins(db)) > 0,

    async change(username, change, actor) {
      const before = await row(username)
      const losesAdmin = isActiveAdmin(before) && (change.admin === false || change.disabled === true)
      const email = change.email === undefined ? before.email : emailOf(change.email)
      const values = {
        ...(email === before.email ? {} : { email, email_verified: 0 as const }),
        ...(change.emailVerified === undefined
          ? {}
          : { email_verified: change.emailVerified ? (1 as const) : (0 as const) }),
        ...(change.name === undefined ? {} : { name: change.name }),
        ...(change.admin === undefined ? {} : { admin: change.admin ? (1 as const) : (0 as const) }),
        ...(change.disabled === undefined ? {} : { disabled_at: change.disabled ? clock.now() : null }),
        ...(change.password === undefined ? {} : { password_hash: await hashPassword(change.password) }),
      }
      const endsSessions = change.disabled === true || change.password !== undefined
      await inTransaction(db, async (trx) => {
        if (losesAdmin && !(await changeUnlessLastAdmin(trx, before.id, values))) throw lastAdmin(before)
        if (!losesAdmin && Object.keys(values).length > 0)
          await trx.updateTable('user').set(values).where('id', '=', before.id).execute()
        if (endsSessions) await trx.deleteFrom('session').where('user_id', '=', before.id).execute()
        if (change.disabled === true) await trx.deleteFrom('access_token').where('user_id', '=', before.id).execute()
      })
      if (change.disabled !== undefined) audit(change.disabled ? 'user-disabled' : 'user-enabled', actor, username)
      if (change.admin !== undefined) audit(change.admin ? 'user-promoted' : 'user-demoted', actor, username)
      if (change.password !== undefined) audit('password-changed', actor, username)
      if (change.email !== undefined || change.emailVerified !== undefined || change.name !== undefined)
        audit('user-changed', actor, username)
      return asUser(await row(username))
    },

    async remove(username, actor) {
      const before = await row(username)
      const gone = `deleted-user-${before.id}`
      await inTransaction(db, async (trx) => {
        for (const table of [
          'session',
          'access_token',
          'api_key',
          'identity',
          'team_member',
          'organization_member',
          'project_member',
        ] as const)
          await trx.deleteFrom(table).where('user_id', '=', before.id).execute()
        const at = clock.now()
        await trx.updateTable('entity').set({ name: gone, deleted_at: at }).where('id', '=', before.entity_id).execute()
        const values = {
          username: gone,
          email: null,
          name: null,
          admin: 0 as const,
          password_hash: null,
          disabled_at: at,
          deleted_at: at,
        }
        if (!isActiveAdmin(before)) await trx.updateTable('user').set(values).where('id', '=', before.id).execute()
        else if (!(await changeUnlessLastAdmin(trx, before.id, values))) throw lastAdmin(before)
      })
      audit('user-deleted', actor, username)
    },
  }
}

async function insertUser(db: AppDb, user: NewUser, passwordHash: string | null, now: number): Promise<void> {
  const taken = () =>
    new AppError('conflict', 'name-taken', `The name "${user.username}" is taken by a person or a team.`)
  if (await isNameTaken(db, user.username)) throw taken()
  try {
    await inTransaction(db, async (trx) => {
      const entity = {
        name: user.username,
        kind: 'user' as const,
        organization_id: null,
        created_at: now,
        deleted_at: null,
      }
      const entityId = await insertWithId(trx, 'entity', entity)
      const userId = await insertWithId(trx, 'user', {
        entity_id: entityId,
        username: user.username,
        email: user.email ?? null,
        email_verified: user.emailVerified ? 1 : 0,
        name: user.name ?? null,
        admin: user.admin ? 1 : 0,
        password_hash: passwordHash,
        disabled_at: null,
        created_at: now,
        deleted_at: null,
      })
      if (user.identity && !(await addIdentity(trx, user.identity, userId, now))) throw identityTaken()
    })
  } catch (error) {
    throw isDuplicateKey(error) ? taken() : error
  }
}

const identityTaken = () =>
  new AppError('conflict', 'identity-taken', 'This person of the provider has an account here already.')

const isActiveAdmin = (user: UserRow): boolean => user.admin === 1 && user.disabled_at === null

const lastAdmin = ({ username }: UserRow): AppError => {
  const message = `"${username}" is the last administrator. Make another person an administrator first.`
  return new AppError('conflict', 'last-admin', message)
}

/** Only what no mailbox can be is refused, and what our column cannot hold. */
export const isEmail = (text: string): boolean => text.length <= 191 && /^[^\s@]+@[^\s@]+$/.test(text)

function emailOf(text: string | null | undefined): string | null {
  if (text === undefined || text === null || text === '') return null
  if (isEmail(text)) return text
  throw new AppError('invalid', 'email-invalid', `"${text.slice(0, 80)}" is no e-mail address.`)
}
