/** What one piece of evidence may hold: a provider, or a stranger, may send a megabyte of anything. */
const longestText = 2000
const mostText = 8000
const mostEntries = 50
const deepest = 6
const tokenLike = /\beyJ[\w-]{5,}\.[\w-]*\.?[\w.-]*/g

/** Evidence cut to what a person would read, and without anything that looks like a token. Each text goes through `clean` first. */
export function brief<Value>(evidence: Value, clean: (text: string) => string = (text) => text): Value {
  let room = mostText
  const text = (value: string): string => {
    // First whole tokens: what `clean` takes out of the middle of one would leave a rest that looks like none.
    const whole = clean(value.replace(tokenLike, '[token]')).replace(tokenLike, '[token]')
    const most = Math.min(longestText, Math.max(room, 0))
    room -= Math.min(whole.length, most)
    return whole.length > most ? `${whole.slice(0, most)}...` : whole
  }
  const within = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return text(value)
    if (value === null || typeof value !== 'object') return value
    if (depth === deepest) return '...'
    if (Array.isArray(value)) {
      const more = value.length - mostEntries
      const shown = value.slice(0, mostEntries).map((each) => within(each, depth + 1))
      return more > 0 ? [...shown, `... and ${more} more`] : shown
    }
    const entries = Object.entries(value).slice(0, mostEntries)
    return Object.fromEntries(entries.map(([name, each]) => [text(name), within(each, depth + 1)]))
  }
  return within(evidence, 0) as Value
}
