/** What parsing JSON does not tell of it. */
export interface JsonShape {
  /** How deep arrays and objects are nested. */
  depth: number
  /** The first member that some object names twice: readers differ in which of the two they believe (RFC 8725 2.4, RFC 7519 4). */
  twice: string | null
}

/** Nothing that a provider says needs more; what walks a value recursively would run out of stack far above. */
export const deepestJson = 100

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
