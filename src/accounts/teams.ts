import { AppError } from '../base/errors.ts'
import { insertWithId } from '../storage/sql/portable.ts'
import { inTransaction } from '../storage/sql/transaction.ts'
import { requireName } from './names.ts'
import type { Organizations } from './organizations.ts'
import type { AccountsParts } from './parts.ts'
import type { EntityAccess, Principal } from './principal.ts'
import {
  type Member,
  noMember,
  putTeamMembers,
  removeTeamMember,
  teamMembers,
  teamPeople,
  userIdOf,
} from './sql/groups.ts'
import { retireServiceAccount, serviceAccountsOf } from './sql/service-accounts.ts'
import { isNameTaken } from './sql/users.ts'

export interface Team {
  name: string
  organization: string | null
  members: Member[]
}

export interface TeamPerson extends Member {
  id: number
  name: string | null
  email: string | null
}

/** Who may what is asked of the policy, as for projects: a team's administrators, those of its organization, those of the server. */
export interface Teams {
  /**
   * Makes it, or adds the members where it exists. An organization's administrator may make teams in it.
   * Throws `name-invalid`, `name-taken`, `user-not-found`, `organization-not-found`; then nothing was done.
   */
  save(by: Principal, team: { name: string; organization?: string | null; members: Member[] }): Promise<Team>
  /** A new one. Throws as `save` does, and `name-taken` where it exists. */
  make(by: Principal, team: { name: string; organization?: string | null; members: Member[] }): Promise<Team>
  get(by: Principal, name: string): Promise<Team>
  /** Its people by name. */
  people(by: Principal, name: string): Promise<TeamPerson[]>
  /** Those that the principal may read. */
  list(by: Principal): Promise<Team[]>
  /** Its projects stay for the server's administrators, and the name is free again. */
  remove(by: Principal, name: string): Promise<void>
  putMember(by: Principal, name: string, member: Member): Promise<Team>
  /** Everybody may leave. Whoever is of the team no more is named in none of its projects. */
  removeMember(by: Principal, name: string, username: string): Promise<Team>
}

export function createTeams(parts: AccountsParts, access: EntityAccess, organizations: Organizations): Teams {
  const { db, clock, events } = parts
  const audit = (action: string, by: Principal, name: string, facts: Record<string, unknown> = {}) =>
    events.emit('audited', { action, actor: by.username, subject: `team ${name}`, facts })

  /** The team, when the principal may do this with it. */
  const allowed = async (by: Principal, name: string, need: 'read' | 'admin') => {
    const entity = await access.require(by, name, need)
    if (entity.kind !== 'team') throw new AppError('not-found', 'team-not-found', `"${name}" is no team.`)
    return entity
  }

  const describe = async (id: number): Promise<Team> => {
    const { name, organization } = await db
      .selectFrom('entity')
      .leftJoin('organization', 'organization.id', 'entity.organization_id')
      .select(['entity.name as name', 'organization.name as organization'])
      .where('entity.id', '=', id)
      .executeTakeFirstOrThrow()
    return { name, organization, members: await teamMembers(db, id) }
  }

  const insert = async (by: Principal, name: string, organization: string | null, members: Member[]) => {
    requireName(name, 'team name')
    if (organization === null && !by.admin) throw onlyAdmins()
    if (organization !== null) await organizations.get(by, organization)
    if (await isNameTaken(db, name))
      throw new AppError('conflict', 'name-taken', `The name "${name}" is taken by a person or a team.`)
    return inTransaction(db, async (trx) => {
      const over = organization
        ? await trx.selectFrom('organization').select('id').where('name', '=', organization).executeTakeFirstOrThrow()
        : null
      const row = { name, kind: 'team' as const, organization_id: over?.id ?? null, created_at: clock.now() }
      const id = await insertWithId(trx, 'entity', { ...row, deleted_at: null })
      await putTeamMembers(trx, id, members)
      return id
    })
  }

  const teams: Teams = {
    async make(by, { name, organization = null, members }) {
      const id = await insert(by, name, organization, members)
      audit('team-created', by, name, { organization, members })
      return describe(id)
    },

    people: async (by, name) => teamPeople(db, (await allowed(by, name, 'read')).id),

    async save(by, { name, organization = null, members }) {
      const existing = await db
        .selectFrom('entity')
        .select('id')
        .where('name', '=', name)
        .where('kind', '=', 'team')
        .executeTakeFirst()
      if (!existing) return teams.make(by, { name, organization, members })
      await allowed(by, name, 'admin')
      await inTransaction(db, (trx) => putTeamMembers(trx, existing.id, members))
      audit('team-members-added', by, name, { members })
      return describe(existing.id)
    },

    get: async (by, name) => describe((await allowed(by, name, 'read')).id),

    async list(by) {
      const visible = (await access.readable(by)) ?? (await everyTeam(parts))
      return Promise.all(visible.filter(({ kind }) => kind === 'team').map(({ id }) => describe(id)))
    },

    async remove(by, name) {
      const { id } = await allowed(by, name, 'admin')
      const gone = { name: `deleted-team-${id}`, deleted_at: clock.now(), organization_id: null }
      await inTransaction(db, async (trx) => {
        for (const account of await serviceAccountsOf(trx, id)) await retireServiceAccount(trx, account.id, clock.now())
        await trx.deleteFrom('team_member').where('entity_id', '=', id).execute()
        await trx.deleteFrom('invite').where('entity_id', '=', id).execute()
        await trx.updateTable('entity').set(gone).where('id', '=', id).execute()
      })
      audit('team-deleted', by, name)
    },

    async putMember(by, name, member) {
      const { id } = await allowed(by, name, 'admin')
      await inTransaction(db, (trx) => putTeamMembers(trx, id, [member]))
      audit('team-member-set', by, name, { ...member })
      return describe(id)
    },

    async removeMember(by, name, username) {
      // Everybody may leave.
      const { id } = await allowed(by, name, username === by.username && !by.readOnly ? 'read' : 'admin')
      const userId = await userIdOf(db, username)
      const wasMember = await inTransaction(db, (trx) => removeTeamMember(trx, id, userId))
      if (!wasMember) throw noMember(username, name)
      audit('team-member-removed', by, name, { username })
      return describe(id)
    },
  }
  return teams
}

const onlyAdmins = () =>
  new AppError('forbidden', 'forbidden', 'Only an administrator may make a team outside of an organization.')

const everyTeam = ({ db }: AccountsParts) =>
  db
    .selectFrom('entity')
    .select(['id', 'name', 'kind'])
    .where('kind', '=', 'team')
    .where('deleted_at', 'is', null)
    .orderBy('name')
    .execute()
