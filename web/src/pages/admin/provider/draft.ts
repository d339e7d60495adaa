/** What was typed and is not saved, by field; null takes a value back. */
export type ProviderDraft = Record<string, unknown>

/** As it is sent: lists without blanks, and nothing for a list without entries. */
export const cleaned = (draft: ProviderDraft): ProviderDraft =>
  Object.fromEntries(
    Object.entries(draft).map(([name, value]) => {
      if (!Array.isArray(value)) return [name, value]
      const entries = value.map((each: string) => each.trim()).filter(Boolean)
      return [name, entries.length > 0 ? entries : null]
    }),
  )

/** Lines while they are typed: an empty last line is one that is being begun. */
export const listOf = (typed: string): string[] | null => (typed === '' ? null : typed.split(/[\n,]/))

type Team = string | { team: string; role?: string }

/** `groupTeams` as lines `group: team role`, one for each team; the role is left out where it is member. */
export const linesOfTeams = (value: unknown): string =>
  typeof value !== 'object' || value === null
    ? ''
    : Object.entries(value as Record<string, Team | Team[]>)
        .flatMap(([group, teams]) =>
          [teams].flat().map((each) => {
            const { team, role = 'member' } = typeof each === 'string' ? { team: each } : each
            return `${group}: ${team}${role === 'member' ? '' : ` ${role}`}`
          }),
        )
        .join('\n')

/** The other way round. Null where no line says anything; lines that lack a team are left out. */
export function teamsOfLines(lines: string): Record<string, Team[]> | null {
  const teams = new Map<string, Team[]>()
  for (const line of lines.split('\n')) {
    const at = line.lastIndexOf(':')
    const group = line.slice(0, Math.max(at, 0)).trim()
    const [team, role] = line
      .slice(at + 1)
      .trim()
      .split(/\s+/)
    if (!group || !team) continue
    const entry = role === 'admin' || role === 'viewer' ? { team, role } : team
    teams.set(group, [...(teams.get(group) ?? []), entry])
  }
  return teams.size > 0 ? Object.fromEntries(teams) : null
}
