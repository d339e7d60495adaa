import { type GroupTeam, type ProviderSettings, type TeamRole, teamRoles } from './provider.ts'

/** A team in which a person is by the provider's groups. */
export interface TeamGrant {
  team: string
  role: TeamRole
}

/** Whether the groups make an administrator; null where no rule says so or the groups are not known. */
export function adminByGroups({ adminGroups }: ProviderSettings, groups: string[] | null): boolean | null {
  if (adminGroups.length === 0 || groups === null) return null
  return groups.some((group) => adminGroups.includes(group))
}

/**
 * The teams that the groups lead to, all of them; null where no rule says so or the groups are not known. Of several groups for one
 * team the one with most rights counts.
 */
export function teamsByGroups({ groupTeams }: ProviderSettings, groups: string[] | null): TeamGrant[] | null {
  if (groupTeams === 'off' || groups === null) return null
  const rules = groupTeams === 'same-name' ? groups.map(sameName) : groupTeams
  const granted = new Map<string, TeamRole>()
  for (const { group, team, role } of rules) {
    if (!groups.includes(group)) continue
    const before = granted.get(team)
    if (before === undefined || rank[role] > rank[before]) granted.set(team, role)
  }
  return [...granted].map(([team, role]) => ({ team, role }))
}

/** Keycloak writes a group at the top with a slash before it ("Full group path"); no team is called so. */
const sameName = (group: string): GroupTeam => ({ group, team: group.replace(/^\//, ''), role: 'member' })

const rank: Record<TeamRole, number> = { viewer: 0, member: 1, admin: 2 }

/**
 * As it is written in the file: `true` (a group is the team of its name), or for each group a team, `{team, role}`, or a list of these.
 * What makes no sense is left out: nobody gets into a team by a slip.
 */
export function groupTeamsOf(written: unknown): ProviderSettings['groupTeams'] {
  if (written === true || written === 'true') return 'same-name'
  if (!written || typeof written !== 'object' || Array.isArray(written)) return 'off'
  return Object.entries(written).flatMap(([group, teams]) =>
    [teams].flat().flatMap((each: unknown) => {
      const { team, role = 'member' } = (typeof each === 'string' ? { team: each } : (each ?? {})) as Partial<GroupTeam>
      return typeof team === 'string' && team !== '' && teamRoles.includes(role) ? [{ group, team, role }] : []
    }),
  )
}
