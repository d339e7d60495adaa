/** What was read, or why it cannot be trusted to mean one thing. */
export type StrictObject = { value: Record<string, unknown> } | { reason: string }

/**
 * The JSON object of a token: its members have different names (RFC 7519 4, RFC 8725 2.4: else two readers may take one token for two),
 * and it is not nested deeper than anything of the standards. Members of `mayRepeat` may come twice where they say the same.
 */
export function readStrictObject(text: string, mayRepeat: readonly string[] = []): StrictObject {
  const value = parseObject(text)
  if (value === null) return { reason: 'it is no JSON object' }
  const { depth, twice } = shapeOfJson(withoutRepeats(text, value, mayRepeat))
  if (depth > deepestToken) return { reason: `it is nested deeper than ${deepestToken} levels` }
  return twice === null ? { value } : { reason: `it has the member "${twice.slice(0, 50)}" twice` }
}

/** Leaves out what these members repeat word for word, as text: it means one thing. */
function withoutRepeats(text: string, value: Record<string, unknown>, names: readonly string[]): string {
  let rest = text
  for (const name of names) {
    if (typeof value[name] !== 'string') continue
    const member = `${JSON.stringify(name)}:${JSON.stringify(value[name])},`
    const first = rest.indexOf(member)
    if (first >= 0)
      rest = rest.slice(0, first + member.length) + rest.slice(first + member.length).replaceAll(member, '')
  }
  return rest
}

/** Null where it is no JSON object, or nested as nothing is that a provider has to say. */
export function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = value !== null && typeof value === 'object' && !Array.isArray(value)
    return isObject && shapeOfJson(text).depth <= deepest ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** What walks a value recursively would run out of stack far above. */
const deepest = 64
/** Of tokens, which strangers send too, less is needed. */
const deepestToken = 16

/** What parsing JSON does not tell of it. */
interface JsonShape {
  /** How deep arrays and objects are nested. */
  depth: number
  /** The first member that some object names twice. */
  twice: string | null
}

/** Looks at a text that has been parsed as JSON already. Takes one pass, whatever the nesting. */
export function shapeOfJson(text: string): JsonShape {
  const shape: JsonShape = { depth: 0, twice: null }
  /** The names of each object that is open; null for an array. */
  const open: (Set<string> | null)[] = []
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '{' || char === '[') {
      open.push(char === '{' ? new Set() : null)
      shape.depth = Math.max(shape.depth, open.length)
    } else if (char === '}' || char === ']') open.pop()
    else if (char === '"') {
      const end = endOfString(text, at)
      const names = open.at(-1)
      if (names && isName(text, end)) {
        const name = JSON.parse(text.slice(at, end)) as string
        if (names.has(name)) shape.twice ??= name
        names.add(name)
      }
      at = end - 1
    }
  }
  return shape
}

/** Behind the closing quote of the string that begins here. */
function endOfString(text: string, start: number): number {
  let at = start + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

function isName(text: string, end: number): boolean {
  let at = end
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++
  return text[at] === ':'
}
