import { AppError } from '../base/errors.ts'
import { insertOrUpdate } from '../storage/sql/portable.ts'
import type { AccountsParts } from './parts.ts'
import type { EntityAccess, Principal } from './principal.ts'
import { type Member, noMember } from './sql/groups.ts'
import { findAccount } from './sql/users.ts'

/**
 * Who is named in a project: they may see it although it is restricted, or not their team's. For whoever may say who sees the project.
 * Throw what `EntityAccess.project` throws, `project-not-found` and `user-not-found`.
 */
export interface ProjectMembers {
  list(by: Principal, entity: string, project: string): Promise<Member[]>
  /** A person or a service account, by its name. */
  put(by: Principal, entity: string, project: string, member: Member): Promise<Member[]>
  remove(by: Principal, entity: string, project: string, username: string): Promise<Member[]>
}

export function createProjectMembers({ db, events }: AccountsParts, access: EntityAccess): ProjectMembers {
  const governed = async (by: Principal, entity: string, project: string) => {
    const found = await access.project(by, entity, project, 'admin')
    if (found) return found.id
    throw new AppError('not-found', 'project-not-found', `There is no project "${project}" here.`)
  }
  const idOf = async (username: string) => {
    const account = await findAccount(db, username)
    if (account) return account.id
    throw new AppError('not-found', 'user-not-found', `There is no user "${username}".`)
  }
  const listed = (project: number): Promise<Member[]> =>
    db
      .selectFrom('project_member')
      .innerJoin('user', 'user.id', 'project_member.user_id')
      .select(['username', 'role'])
      .where('project_id', '=', project)
      .orderBy('username')
      .execute()
  const audit = (action: string, by: Principal, subject: string, facts: Record<string, unknown>) =>
    events.emit('audited', { action, actor: by.username, subject: `project ${subject}`, facts })

  return {
    list: async (by, entity, project) => listed(await governed(by, entity, project)),

    async put(by, entity, project, { username, role }) {
      const id = await governed(by, entity, project)
      const row = { project_id: id, user_id: await idOf(username), role }
      await insertOrUpdate(db, 'project_member', row, ['project_id', 'user_id'], { role })
      audit('project-member-set', by, `${entity}/${project}`, { username, role })
      return listed(id)
    },

    async remove(by, entity, project, username) {
      const id = await governed(by, entity, project)
      const gone = db.deleteFrom('project_member').where('project_id', '=', id)
      const { numDeletedRows } = await gone.where('user_id', '=', await idOf(username)).executeTakeFirst()
      if (numDeletedRows === 0n) throw noMember(username, `${entity}/${project}`)
      audit('project-member-removed', by, `${entity}/${project}`, { username })
      return listed(id)
    },
  }
}
