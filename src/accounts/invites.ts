import { asciiLower } from '../base/ascii.ts'
import { AppError } from '../base/errors.ts'
import { newToken } from '../base/ids.ts'
import { insertIfAbsent, insertOrUpdate } from '../storage/sql/portable.ts'
import type { Role } from '../storage/sql/tables/accounts.ts'
import { inTransaction } from '../storage/sql/transaction.ts'
import { sha256 } from './hash.ts'
import type { AccountsParts } from './parts.ts'
import type { EntityAccess, Principal } from './principal.ts'
import { roleInTeam } from './sql/groups.ts'
import { accountsWithEmail } from './sql/identities.ts'
import { findInvite, type InviteRow, invitesOf } from './sql/invites.ts'
import { findUser, type UserRow } from './sql/users.ts'
import type { Teams } from './teams.ts'
import { isEmail } from './users.ts'

const lifetime = 14 * 86_400_000

/** Somebody who is to be of a team, and is not known yet. */
export interface Invite {
  id: number
  email: string
  role: Role
  invitedBy: string
  createdAt: number
  expiresAt: number
}

/** What somebody with the link is told. */
export interface InviteOffer {
  team: string
  role: Role
  invitedBy: string
}

/**
 * Who has an account is of the team at once. Who has none is waited for, since no mail is sent from here: until a first sign-in with that
 * address, proven, or until somebody comes with the link.
 */
export interface Invites {
  /** Throws `user-not-found`, `email-invalid`, `already-member`, `already-invited`, and what `EntityAccess.require` throws. */
  create(
    by: Principal,
    team: string,
    who: { username: string } | { email: string },
    role: Role,
  ): Promise<{ joined: string } | { joined: null; invite: Invite; token: string }>
  list(by: Principal, team: string): Promise<Invite[]>
  /** A new link; the one before is worth nothing any more. Throws `invite-not-found`. */
  renew(by: Principal, team: string, id: number): Promise<{ invite: Invite; token: string }>
  /** Throws `invite-not-found`. */
  remove(by: Principal, team: string, id: number): Promise<void>
  /** Throws `invite-spent`. */
  offer(token: string): Promise<InviteOffer>
  /** Once. Throws `invite-spent`. */
  accept(by: Principal, token: string): Promise<InviteOffer>
  /** Whoever has proven an address is of the teams that it was invited into. */
  takeFor(user: Pick<UserRow, 'id' | 'username' | 'email' | 'email_verified'>): Promise<void>
}

export function createInvites(parts: AccountsParts, access: EntityAccess, teams: Teams): Invites {
  const { db, clock, events } = parts
  const audit = (action: string, actor: string, team: string, facts: Record<string, unknown>) =>
    events.emit('audited', { action, actor, subject: `team ${team}`, facts })

  const administered = async (by: Principal, team: string) => {
    const entity = await access.require(by, team, 'admin')
    if (entity.kind === 'team') return entity
    throw new AppError('not-found', 'team-not-found', `"${team}" is no team.`)
  }

  /** The one account that has proven this address, or that has this name. */
  const knownAs = async (who: { username: string } | { email: string }): Promise<string | null> => {
    if ('username' in who) {
      const user = await findUser(db, who.username)
      if (user) return user.username
      throw new AppError('not-found', 'user-not-found', `There is no user "${who.username.slice(0, 80)}".`)
    }
    const proven = (await accountsWithEmail(db, who.email)).filter((each) => each.email_verified === 1)
    return proven.length === 1 ? proven[0]!.username : null
  }

  /** Whoever is of the team already keeps the role. */
  const join = async (invite: InviteRow, user: { id: number; username: string }) => {
    const { entity_id, role } = invite
    const row = { entity_id, user_id: user.id, role, granted_by: null }
    const isTaken = await inTransaction(db, async (trx) => {
      const { numDeletedRows } = await trx.deleteFrom('invite').where('id', '=', invite.id).executeTakeFirst()
      if (numDeletedRows > 0n) await insertIfAbsent(trx, 'team_member', row)
      return numDeletedRows > 0n
    })
    if (isTaken) audit('invite-accepted', user.username, invite.team, { username: user.username, role })
    return isTaken
  }

  const outstanding = async (token: string): Promise<InviteRow> => {
    const invite = await findInvite(db, { token_hash: sha256(token) })
    if (invite && invite.expires_at > clock.now()) return invite
    throw spent()
  }
  const ofTeam = async (by: Principal, team: string, id: number) => {
    const invite = await findInvite(db, { id, entity_id: (await administered(by, team)).id })
    if (invite) return invite
    throw new AppError('not-found', 'invite-not-found', `"${team}" has no such invite.`)
  }

  return {
    async create(by, team, who, role) {
      const { id: teamId } = await administered(by, team)
      if ('email' in who && !isEmail(who.email)) throw noEmail(who.email)
      const known = await knownAs(who)
      if (known !== null) {
        if (await roleInTeam(db, teamId, known)) throw alreadyMember(known, team)
        await teams.putMember(by, team, { username: known, role })
        return { joined: known }
      }
      const email = asciiLower('email' in who ? who.email : '')
      const before = await findInvite(db, { entity_id: teamId, email })
      if (before && before.expires_at > clock.now()) throw alreadyInvited(email, team)
      const token = newToken(24)
      const now = clock.now()
      const fresh = {
        role,
        token_hash: sha256(token),
        invited_by: by.userId,
        created_at: now,
        expires_at: now + lifetime,
      }
      await insertOrUpdate(db, 'invite', { entity_id: teamId, email, ...fresh }, ['entity_id', 'email'], fresh)
      audit('invite-created', by.username, team, { email, role })
      return { joined: null, invite: asInvite((await findInvite(db, { entity_id: teamId, email }))!), token }
    },

    list: async (by, team) => (await invitesOf(db, (await administered(by, team)).id)).map(asInvite),

    async renew(by, team, id) {
      const { email } = await ofTeam(by, team, id)
      const token = newToken(24)
      const fresh = { token_hash: sha256(token), expires_at: clock.now() + lifetime }
      await db.updateTable('invite').set(fresh).where('id', '=', id).execute()
      audit('invite-renewed', by.username, team, { email })
      return { invite: asInvite((await findInvite(db, { id }))!), token }
    },

    async remove(by, team, id) {
      const { email } = await ofTeam(by, team, id)
      await db.deleteFrom('invite').where('id', '=', id).execute()
      audit('invite-withdrawn', by.username, team, { email })
    },

    offer: async (token) => asOffer(await outstanding(token)),

    async accept(by, token) {
      const invite = await outstanding(token)
      if (by.kind === 'service') throw new AppError('forbidden', 'forbidden', 'A service account is of one team only.')
      if (!(await join(invite, { id: by.userId, username: by.username }))) throw spent()
      return asOffer(invite)
    },

    async takeFor(user) {
      if (user.email === null || user.email_verified !== 1) return
      for (const invite of await invitesOf(db, { email: asciiLower(user.email) }))
        if (invite.expires_at > clock.now()) await join(invite, user)
    },
  }
}

const asInvite = ({ id, email, role, inviter, created_at, expires_at }: InviteRow): Invite => ({
  ...{ id, email, role, invitedBy: inviter ?? '', createdAt: created_at, expiresAt: expires_at },
})
const asOffer = ({ team, role, inviter }: InviteRow): InviteOffer => ({ team, role, invitedBy: inviter ?? '' })

const spent = () =>
  new AppError(
    'not-found',
    'invite-spent',
    'This invite was taken, withdrawn, or is older than two weeks. Ask for another one.',
  )
const noEmail = (text: string) =>
  new AppError('invalid', 'email-invalid', `"${text.slice(0, 80)}" is no e-mail address.`)
const alreadyMember = (username: string, team: string) =>
  new AppError('conflict', 'already-member', `"${username}" is a member of "${team}" already.`)
const alreadyInvited = (email: string, team: string) =>
  new AppError('conflict', 'already-invited', `"${email}" is invited to "${team}" already.`)
