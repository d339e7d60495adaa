import type { Attempt } from '../attempt.ts'
import type { ProviderSettings } from '../provider.ts'

/** The groups that stand in the rules of a provider. Empty where a group is simply the team of its name. */
export const groupsInRules = ({ allowedGroups, adminGroups, groupTeams }: ProviderSettings): string[] => [
  ...allowedGroups,
  ...adminGroups,
  ...(Array.isArray(groupTeams) ? groupTeams.map(({ group }) => group) : []),
]

export const isGuid = (text: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)

export const needsGroups = ({ allowedGroups, adminGroups, groupTeams }: ProviderSettings): boolean =>
  allowedGroups.length > 0 || adminGroups.length > 0 || groupTeams !== 'off'

/** Whether a claim of this name may be the one that is set, within a name of its own. */
export const isMeantBy =
  (groupsClaim: string) =>
  (name: string): boolean =>
    /[/:.](groups|roles)$/i.test(name) && name !== groupsClaim

/** Nothing was said under the name that was set. A claim that is called so within a name of its own is most likely meant. */
export function noteMissing({ groupsClaim }: ProviderSettings, claims: string[], attempt: Attempt): void {
  const meant = claims.filter(isMeantBy(groupsClaim))
  const finding = meant.length > 0 ? 'namespaced-claim' : 'groups-missing'
  attempt.stage('provisioning', 'warning', { finding, groupsClaim, claims, ...(meant.length > 0 && { meant }) })
}

/** Groups came, and no rule knows any of them: shown beside each other, so that the slip is seen. */
export function noteUnmatched(settings: ProviderSettings, groups: string[], attempt: Attempt): void {
  const rules = groupsInRules(settings)
  if (groups.length === 0 || rules.length === 0 || groups.some((group) => rules.includes(group))) return
  const areIds = groups.every(isGuid) && !rules.some(isGuid)
  const finding = areIds ? 'groups-guid-vs-name' : 'role-no-match'
  attempt.stage('provisioning', 'warning', { finding, groups: groups.slice(0, 50), rules: rules.slice(0, 50) })
}
