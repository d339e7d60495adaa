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

/** `invalid` names the groups of entries that make no sense, or is `groupTeams` where the whole makes none. */
export interface WrittenGroupTeams {
  rules: ProviderSettings['groupTeams']
  invalid: string[]
}

/**
 * As it is written in the file: `true` (a group is the team of its name), or for each group a team, `{team, role}`, or a list of these.
 * What makes no sense is left out: nobody gets into a team by a slip.
 */
export function groupTeamsOf(written: unknown): WrittenGroupTeams {
  if (written === true || written === 'true') return { rules: 'same-name', invalid: [] }
  const isOff = written === undefined || written === null || written === false || written === 'false'
  if (isOff) return { rules: 'off', invalid: [] }
  if (typeof written !== 'object' || Array.isArray(written)) return { rules: 'off', invalid: ['groupTeams'] }
  const entries = Object.entries(written as object).flatMap(([group, teams]) =>
    [teams].flat().map((each: unknown) => ({ group, rule: groupTeamOf(group, each) })),
  )
  const invalid = entries.filter(({ rule }) => rule === null).map(({ group }) => group)
  return { rules: entries.flatMap(({ rule }) => rule ?? []), invalid: [...new Set(invalid)] }
}

function groupTeamOf(group: string, written: unknown): GroupTeam | null {
  const { team, role = 'member' } = (
    typeof written === 'string' ? { team: written } : (written ?? {})
  ) as Partial<GroupTeam>
  return typeof team === 'string' && team !== '' && teamRoles.includes(role) ? { group, team, role } : null
}
