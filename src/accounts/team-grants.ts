import type { ExpressionBuilder, Kysely } from 'kysely'
import type { TeamGrant } from '../sso/group-rules.ts'
import { insertIfAbsent } from '../storage/sql/portable.ts'
import type { AppSchema } from '../storage/sql/schema.ts'
import { inTransaction } from '../storage/sql/transaction.ts'
import type { AccountsParts } from './parts.ts'
import type { IdentityFinding, SignInIdentity } from './people.ts'
import type { UserRow } from './sql/users.ts'

/** What becomes of one membership; `role` is null where it ends. */
export interface TeamChange {
  entityId: number
  team: string
  role: TeamGrant['role'] | null
  /** Whether the person is in the team already. */
  isMember: boolean
}

/**
 * What puts a person (null for one who has no account yet) into the teams to which a provider's groups lead, and out of those into which
 * only they had led. A membership that somebody made by hand, or another provider, stays as it is.
 */
export async function teamChanges(
  db: Kysely<AppSchema>,
  userId: number | null,
  provider: string,
  grants: TeamGrant[],
): Promise<{ changes: TeamChange[]; findings: IdentityFinding[] }> {
  const teams = await db
    .selectFrom('entity')
    .select(['id', 'name'])
    .where('kind', '=', 'team')
    .where('deleted_at', 'is', null)
    // A list that is empty is no SQL.
    .where('name', 'in', ['', ...grants.map(({ team }) => team)])
    .execute()
  const now = await db
    .selectFrom('team_member')
    .innerJoin('entity', 'entity.id', 'team_member.entity_id')
    .select(['entity.id', 'entity.name', 'team_member.role', 'team_member.granted_by'])
    .where('user_id', '=', userId ?? -1)
    .execute()
  const given = grants.flatMap(({ team, role }): TeamChange[] => {
    const entityId = teams.find(({ name }) => name === team)?.id
    const before = now.find(({ id }) => id === entityId)
    if (entityId === undefined || (before && (before.granted_by !== provider || before.role === role))) return []
    return [{ entityId, team, role, isMember: before !== undefined }]
  })
  const taken = now
    .filter(({ name, granted_by }) => granted_by === provider && !grants.some(({ team }) => team === name))
    .map(({ id, name }): TeamChange => ({ entityId: id, team: name, role: null, isMember: true }))
  const missing = grants.filter(({ team }) => !teams.some(({ name }) => name === team)).map(({ team }) => team)
  return {
    changes: [...given, ...taken],
    findings: missing.length > 0 ? [{ code: 'team-missing', facts: { teams: missing } }] : [],
  }
}

/** Carries `teamChanges` out. Null: the provider said nothing, nothing changes. */
export async function applyTeams(
  { db, events }: AccountsParts,
  user: UserRow,
  provider: string,
  grants: SignInIdentity['teams'],
): Promise<IdentityFinding[]> {
  if (grants === null) return []
  const { changes, findings } = await inTransaction(db, async (trx) => {
    const found = await teamChanges(trx, user.id, provider, grants)
    for (const { entityId, role, isMember } of found.changes) {
      const ofTeam = { entity_id: entityId, user_id: user.id }
      const both = (eb: ExpressionBuilder<AppSchema, 'team_member'>) => eb.and(ofTeam)
      if (role === null) await trx.deleteFrom('team_member').where(both).execute()
      else if (isMember) await trx.updateTable('team_member').where(both).set({ role }).execute()
      else await insertIfAbsent(trx, 'team_member', { ...ofTeam, role, granted_by: provider })
    }
    return found
  })
  for (const { team, role } of changes)
    events.emit('audited', {
      action: role === null ? 'team-member-removed' : 'team-member-set',
      actor: `provider ${provider}`,
      subject: `team ${team}`,
      facts: { username: user.username, ...(role !== null && { role }) },
    })
  return findings
}
