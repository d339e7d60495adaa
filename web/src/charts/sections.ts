import type { MetricKey } from '../../../src/wire/app/contract.ts'
import type { Stream } from '../queries/tracking.ts'

export interface Section {
  name: string
  keys: MetricKey[]
}

const systemPart: [RegExp, string][] = [
  [/^gpu|^tpu|^nvlink/i, 'GPU'],
  [/^network/i, 'Network'],
  [/^disk/i, 'Disk'],
]

function sectionOf(key: string, stream: Stream): string {
  if (stream === 'events') {
    const rest = key.replace(/^system\./, '')
    return systemPart.find(([pattern]) => pattern.test(rest))?.[1] ?? 'Processor and memory'
  }
  const slash = key.indexOf('/')
  return slash > 0 ? key.slice(0, slash) : 'Charts'
}

const natural = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/**
 * Metrics by the part of their name before the first slash; those without one come first. What a script hides is there only for who
 * searches for it.
 */
export function toSections(keys: readonly MetricKey[], stream: Stream, search: string): Section[] {
  const wanted = search.trim().toLowerCase()
  const found = keys.filter(({ key, hidden }) => (wanted === '' ? !hidden : key.toLowerCase().includes(wanted)))
  const groups = Map.groupBy(found, (each) => sectionOf(each.key, stream))
  return [...groups]
    .map(([name, members]) => ({ name, keys: members.sort((a, b) => natural.compare(a.key, b.key)) }))
    .sort((a, b) => Number(b.name === 'Charts') - Number(a.name === 'Charts') || natural.compare(a.name, b.name))
}

interface Arranged {
  stream: Stream
  search: string
  pinned: readonly string[]
  hidden: readonly string[]
}

/** The sections without what is hidden; what is pinned comes first, in its own order. */
export function arrangedSections(keys: readonly MetricKey[], { stream, search, pinned, hidden }: Arranged): Section[] {
  const shown = keys.filter(({ key }) => !hidden.includes(key))
  const first = toSections(
    shown.filter(({ key }) => pinned.includes(key)),
    stream,
    search,
  ).flatMap((each) => each.keys)
  const others = toSections(
    shown.filter(({ key }) => !pinned.includes(key)),
    stream,
    search,
  )
  if (first.length === 0) return others
  return [{ name: 'Pinned', keys: first.sort((a, b) => pinned.indexOf(a.key) - pinned.indexOf(b.key)) }, ...others]
}

/** A metric's name inside its section. */
export function shortName(key: string, section: string, stream: Stream): string {
  if (stream === 'events') return key.replace(/^system\./, '')
  return key.startsWith(`${section}/`) ? key.slice(section.length + 1) : key
}
