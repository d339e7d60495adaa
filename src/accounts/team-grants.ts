import { insertIfAbsent } from '../storage/sql/portable.ts'
import { inTransaction } from '../storage/sql/transaction.ts'
import type { AccountsParts } from './parts.ts'
import type { IdentityFinding, SignInIdentity } from './people.ts'
import type { UserRow } from './sql/users.ts'

/**
 * Puts a person into the teams to which a provider's groups lead, and takes the person out of those into which only they had led.
 * A membership that somebody made by hand, or another provider, stays as it is. Null: the provider said nothing, nothing changes.
 */
export async function applyTeams(
  { db, events }: AccountsParts,
  user: UserRow,
  provider: string,
  grants: SignInIdentity['teams'],
): Promise<IdentityFinding[]> {
  if (grants === null) return []
  type Change = { team: string; role: string | null }
  const { changes, missing } = await inTransaction(db, async (trx) => {
    const changes: Change[] = []
    const teams = await trx
      .selectFrom('entity')
      .select(['id', 'name'])
      .where('kind', '=', 'team')
      .where('deleted_at', 'is', null)
      // A list that is empty is no SQL.
      .where('name', 'in', ['', ...grants.map(({ team }) => team)])
      .execute()
    const now = await trx
      .selectFrom('team_member')
      .innerJoin('entity', 'entity.id', 'team_member.entity_id')
      .select(['entity.id', 'entity.name', 'team_member.role', 'team_member.granted_by'])
      .where('user_id', '=', user.id)
      .execute()
    const row = (id: number) =>
      trx.updateTable('team_member').where('entity_id', '=', id).where('user_id', '=', user.id)
    for (const { team, role } of grants) {
      const id = teams.find(({ name }) => name === team)?.id
      const before = now.find((each) => each.id === id)
      if (id === undefined || (before && (before.granted_by !== provider || before.role === role))) continue
      if (before) await row(id).set({ role }).execute()
      else await insertIfAbsent(trx, 'team_member', { entity_id: id, user_id: user.id, role, granted_by: provider })
      changes.push({ team, role })
    }
    for (const { id, name, granted_by } of now) {
      if (granted_by !== provider || grants.some(({ team }) => team === name)) continue
      await trx.deleteFrom('team_member').where('entity_id', '=', id).where('user_id', '=', user.id).execute()
      changes.push({ team: name, role: null })
    }
    return { changes, missing: grants.filter(({ team }) => !teams.some(({ name }) => name === team)) }
  })
  for (const { team, role } of changes)
    events.emit('audited', {
      action: role === null ? 'team-member-removed' : 'team-member-set',
      actor: `provider ${provider}`,
      subject: `team ${team}`,
      facts: { username: user.username, ...(role !== null && { role }) },
    })
  return missing.length > 0 ? [{ code: 'team-missing', facts: { teams: missing.map(({ team }) => team) } }] : []
}
