/** Deeper than any token or document of the standards. */
const deepest = 16

/** What was read, or why it cannot be trusted to mean one thing. */
export type StrictObject = { value: Record<string, unknown> } | { reason: string }

/**
 * A JSON object whose members have different names (RFC 7519, section 4: else two readers may take one token for two) and that is not
 * nested deeper than anything of the standards.
 */
export function readStrictObject(text: string): StrictObject {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { reason: 'it is no JSON' }
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return { reason: 'it is no JSON object' }
  const reason = oddityOf(text)
  return reason === null ? { value: value as Record<string, unknown> } : { reason }
}

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g

/** Walks a text that is known to be JSON: names of members are the texts before a colon. */
function oddityOf(text: string): string | null {
  const open: (Set<string> | null)[] = []
  let last = ''
  for (const [token] of text.matchAll(tokens)) {
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(null)
    else if (token === '}' || token === ']') open.pop()
    else if (token === ':') {
      const name = JSON.parse(last) as string
      const names = open.at(-1)
      if (names?.has(name)) return `it has the member "${name.slice(0, 50)}" twice`
      names?.add(name)
    }
    if (open.length > deepest) return `it is nested deeper than ${deepest} levels`
    last = token
  }
  return null
}
