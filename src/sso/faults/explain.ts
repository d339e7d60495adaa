import type { ProviderWords } from '../profiles/profile.ts'
import { catalogue, type FaultCode, isFaultCode } from './catalogue.ts'
import type { FaultEntry } from './entry.ts'

export interface Explanation {
  code: FaultCode
  title: string
  /** What was seen, why that is most likely, and what to change: for the administrator. */
  happened: string
  cause: string
  mend: string[]
}

/**
 * What the administrator reads of a code, with the facts of the attempt and in the words of the provider's own console; `ahead`: as it
 * is said before anybody signs in.
 */
export function explain(
  code: FaultCode,
  facts: Readonly<Record<string, unknown>>,
  words: ProviderWords,
  when: 'met' | 'ahead' = 'met',
): Explanation {
  const { ahead, ...met }: FaultEntry = catalogue[code]
  const entry = when === 'ahead' ? { ...met, ...ahead } : met
  const fill = (template: string) => fillTemplate(template, facts, words)
  const withGaps = (template: string) =>
    template
      .replace(/\{w\..*?\}/g, '')
      .replace(/\{.*?\}/g, '?')
      .trim()
  const mend = entry.mend.map(fill).filter((sentence) => sentence !== null)
  return {
    code,
    title: entry.title,
    happened: fill(entry.happened) ?? entry.title,
    cause: fill(entry.cause) ?? withGaps(entry.cause),
    // A mend with gaps is better than none.
    mend: mend.length > 0 ? mend : entry.mend.map(withGaps),
  }
}

/** What anybody may read of a code: no facts, only the catalogue's own sentence. */
export function visitorText(code: string): { code: FaultCode; title: string; message: string } | null {
  if (!isFaultCode(code)) return null
  const { title, visitor } = catalogue[code]
  const message =
    visitor ?? `${title}. Your administrator can see what to change: give them the number of this attempt.`
  return { code, title, message }
}

/**
 * Replaces `{name}` and `{name|otherwise}`; the fallback may hold one more placeholder. Null when a name is known neither to the facts
 * nor to the words. A word of the profile (`{w.name}`) that it does not have is left out.
 */
function fillTemplate(template: string, facts: Readonly<Record<string, unknown>>, words: ProviderWords): string | null {
  let complete = true
  const value = (name: string): string | null => {
    if (name.startsWith('w.')) return words[name.slice(2) as keyof ProviderWords] ?? ''
    const fact = facts[name]
    if (fact === undefined || fact === null || fact === '') return null
    if (Array.isArray(fact) && fact.length === 0) return null
    return shown(fact)
  }
  const text = template.replace(
    /\{([\w.]+)(?:\|((?:[^{}]|\{[^{}]*\})*))?\}/g,
    (_, name: string, otherwise?: string) => {
      const known = value(name)
      if (known !== null) return known
      const fallback = otherwise === undefined ? null : fillTemplate(otherwise, facts, words)
      if (fallback === null) complete = false
      return fallback ?? ''
    },
  )
  return complete ? text.trim() : null
}

const longestFact = 500

/** A fact within a sentence: it may be anything that a provider sent. */
function shown(fact: unknown): string {
  const text = Array.isArray(fact) ? fact.map(plain).join(', ') : plain(fact)
  return text.length > longestFact ? `${text.slice(0, longestFact)}...` : text
}

function plain(value: unknown): string {
  if (value === null || typeof value !== 'object') return String(value)
  try {
    return JSON.stringify(value) ?? '?'
  } catch {
    return '?'
  }
}
