import { type Claims, firstClaim } from './claim-path.ts'

/**
 * Groups as providers write them: a list, one text, a list written as JSON text, or an object whose keys are the groups (Zitadel). What
 * is no text is left out. Null where nothing was said: that is not the same as being in no group.
 */
export function groupsAt(sources: readonly Claims[], path: string): string[] | null {
  const value = firstClaim(sources, path)
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
