import type { Attempt } from '../attempt.ts'
import type { Profile } from '../profiles/profile.ts'
import type { ProviderSettings } from '../provider.ts'
import { type Claims, firstClaim } from './claim-path.ts'

/**
 * The groups, from the claim that was set, or, where none was, from those in which this provider has them. Null where nothing was said:
 * that is not the same as being in no group.
 */
export function groupsSaid(
  sources: readonly Claims[],
  { groupsClaim }: ProviderSettings,
  profile: Profile,
  attempt: Attempt,
): string[] | null {
  const paths = [groupsClaim, ...(groupsClaim === 'groups' ? (profile.groups?.claims ?? []) : [])]
  for (const path of paths) {
    const value = firstClaim(sources, path)
    const groups = groupsFrom(value)
    if (groups === null) continue
    if (!Array.isArray(value)) attempt.mended('groups-shape', { groupsClaim: path, shape: typeof value })
    return groups
  }
  return null
}

/** As providers write them: a list, one text, a list as JSON text, or an object whose keys are the groups. What is no text is left out. */
export function groupsFrom(value: unknown): string[] | null {
  const list = typeof value === 'string' ? listOfText(value) : value
  if (Array.isArray(list)) return [...new Set(list.filter((each): each is string => typeof each === 'string'))]
  return list && typeof list === 'object' ? Object.keys(list) : null
}

function listOfText(text: string): unknown {
  if (text.trim() === '') return []
  if (!text.trim().startsWith('[')) return [text]
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) ? parsed : [text]
  } catch {
    return [text]
  }
}
