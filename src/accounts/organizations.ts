import { AppError } from '../base/errors.ts'
import { insertWithId } from '../storage/sql/portable.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import { inTransaction } from '../storage/sql/transaction.ts'
import { requireName } from './names.ts'
import type { AccountsParts } from './parts.ts'
import type { EntityRef, Principal } from './principal.ts'
import { freeName } from './provision.ts'
import { type Member, noMember, organizationMembers, putOrganizationMembers, userIdOf } from './sql/groups.ts'
import { entitiesWithRole } from './sql/roles.ts'

export interface Organization {
  name: string
  members: Member[]
  teams: string[]
}

/**
 * Administrators of the server make and delete organizations; an organization's own administrators manage its members.
 * What the principal may not even see is `organization-not-found`; what he may not change is `forbidden`.
 */
export interface Organizations {
  /** Makes it, or adds the members where it exists. Throws `name-invalid`, `user-not-found`; then nothing was done. */
  save(by: Principal, name: string, members: Member[]): Promise<Organization>
  get(by: Principal, name: string): Promise<Organization>
  list(by: Principal): Promise<Organization[]>
  /** Its teams stay, without an organization. */
  remove(by: Principal, name: string): Promise<void>
  putMember(by: Principal, name: string, member: Member): Promise<Organization>
  removeMember(by: Principal, name: string, username: string): Promise<Organization>
  /** As its members see it; null where there is none, or whoever asks is none of them. */
  find(by: Principal, name: string): Promise<OrganizationRef | null>
  /** The teams in it that whoever asks may read. */
  teamsFor(by: Principal, name: string): Promise<EntityRef[]>
  /** Those that a person is a member of. Asks for nobody's right. */
  ofPerson(username: string): Promise<OrganizationRef[]>
  /** The one that a team is in, or that has this entity; null where there is none. Asks for nobody's right. */
  ofEntity(entityName: string): Promise<OrganizationRef | null>
}

export interface OrganizationRef {
  id: number
  name: string
  /** What it owns things by that are no team's: where its registries will be. */
  orgEntity: EntityRef | null
}

export function createOrganizations({ db, clock, events }: AccountsParts): Organizations {
  const audit = (action: string, by: Principal, name: string, facts: Record<string, unknown> = {}) =>
    events.emit('audited', { action, actor: by.username, subject: `organization ${name}`, facts })
  const find = (name: string) =>
    db.selectFrom('organization').select(['id', 'name']).where('name', '=', name).executeTakeFirst()
  const describe = async ({ id, name }: { id: number; name: string }): Promise<Organization> => ({
    name,
    members: await organizationMembers(db, id),
    teams: await teamsOf(db, id),
  })

  /** The organization, when the principal administers it. */
  const administered = async (by: Principal, name: string) => {
    const found = await find(name)
    const role = found && (by.admin ? 'admin' : await roleIn(db, found.id, by.userId))
    if (!found || !role) throw notFound(name)
    if (role !== 'admin') throw forbidden()
    return found
  }

  return {
    async save(by, name, members) {
      const existing = await find(name)
      if (existing) {
        await administered(by, name)
        await inTransaction(db, (trx) => putOrganizationMembers(trx, existing.id, members))
        audit('organization-members-added', by, name, { members })
        return describe(existing)
      }
      if (!by.admin) throw forbidden()
      requireName(name, 'organization name')
      const id = await inTransaction(db, async (trx) => {
        const made = await insertWithId(trx, 'organization', { name, created_at: clock.now() })
        await putOrganizationMembers(trx, made, members)
        await makeEntity(trx, { id: made, name }, clock.now())
        return made
      })
      audit('organization-created', by, name, { members })
      return describe({ id, name })
    },

    get: async (by, name) => describe(await administered(by, name)),

    async list(by) {
      const all = await db.selectFrom('organization').select(['id', 'name']).orderBy('name').execute()
      const visible = []
      for (const each of all)
        if (by.admin || (await roleIn(db, each.id, by.userId)) === 'admin') visible.push(await describe(each))
      return visible
    },

    async remove(by, name) {
      const { id } = await administered(by, name)
      if (!by.admin) throw forbidden()
      await inTransaction(db, async (trx) => {
        await trx.deleteFrom('organization_member').where('organization_id', '=', id).execute()
        const owned = trx.updateTable('entity').where('organization_id', '=', id)
        const gone = { name: `deleted-organization-${id}`, deleted_at: clock.now() }
        await owned.where('kind', '=', 'organization').set(gone).execute()
        await owned.set({ organization_id: null }).execute()
        await trx.deleteFrom('organization').where('id', '=', id).execute()
      })
      audit('organization-deleted', by, name)
    },

    async putMember(by, name, member) {
      const found = await administered(by, name)
      await inTransaction(db, (trx) => putOrganizationMembers(trx, found.id, [member]))
      audit('organization-member-set', by, name, { ...member })
      return describe(found)
    },

    async removeMember(by, name, username) {
      const found = await administered(by, name)
      const { numDeletedRows } = await db
        .deleteFrom('organization_member')
        .where('organization_id', '=', found.id)
        .where('user_id', '=', await userIdOf(db, username))
        .executeTakeFirst()
      if (numDeletedRows === 0n) throw noMember(username, name)
      audit('organization-member-removed', by, name, { username })
      return describe(found)
    },

    async find(by, name) {
      const found = await find(name)
      return found && (by.admin || (await roleIn(db, found.id, by.userId))) ? refOf(db, found) : null
    },

    async teamsFor(by, name) {
      const { id } = (await find(name)) ?? { id: -1 }
      const readable = by.admin ? null : (await entitiesWithRole(db, by)).map((each) => each.id)
      return (await entitiesOf(db, id)).filter((each) => each.kind === 'team' && (readable?.includes(each.id) ?? true))
    },

    async ofPerson(username) {
      const rows = await db
        .selectFrom('organization')
        .innerJoin('organization_member', 'organization_member.organization_id', 'organization.id')
        .innerJoin('user', 'user.id', 'organization_member.user_id')
        .select(['organization.id', 'organization.name'])
        .where('user.username', '=', username)
        .orderBy('organization.name')
        .execute()
      return Promise.all(rows.map((row) => refOf(db, row)))
    },

    async ofEntity(entityName) {
      const row = await db
        .selectFrom('entity')
        .innerJoin('organization', 'organization.id', 'entity.organization_id')
        .select(['organization.id', 'organization.name'])
        .where('entity.name', '=', entityName)
        .executeTakeFirst()
      return row ? refOf(db, row) : null
    },
  }
}

const notFound = (name: string) =>
  new AppError('not-found', 'organization-not-found', `There is no organization "${name}" that you may see.`)
const forbidden = () =>
  new AppError('forbidden', 'forbidden', 'Only an administrator of the organization or of the server may do this.')

const roleIn = async (db: AppDb, organization: number, userId: number) =>
  (
    await db
      .selectFrom('organization_member')
      .select('role')
      .where('organization_id', '=', organization)
      .where('user_id', '=', userId)
      .executeTakeFirst()
  )?.role

const entitiesOf = (db: AppDb, organization: number): Promise<EntityRef[]> =>
  db
    .selectFrom('entity')
    .select(['id', 'name', 'kind'])
    .where('organization_id', '=', organization)
    .where('deleted_at', 'is', null)
    .orderBy('name')
    .execute()

async function refOf(db: AppDb, { id, name }: { id: number; name: string }): Promise<OrganizationRef> {
  return { id, name, orgEntity: (await entitiesOf(db, id)).find(({ kind }) => kind === 'organization') ?? null }
}

/** `acme-org`, or the first name like that which is free: teams and people may be called like the organization. */
async function makeEntity(trx: AppDb, { id, name }: { id: number; name: string }, now: number): Promise<void> {
  const own = { name: await freeName(trx, `${name.slice(0, 56)}-org`), kind: 'organization' as const }
  await insertWithId(trx, 'entity', { ...own, organization_id: id, created_at: now, deleted_at: null })
}

async function teamsOf(db: AppDb, organization: number): Promise<string[]> {
  const teams = db.selectFrom('entity').select('name').where('organization_id', '=', organization)
  return (await teams.where('kind', '=', 'team').orderBy('name').execute()).map(({ name }) => name)
}
