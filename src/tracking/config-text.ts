/**
 * The config of a run is kept as the text that the client sent, since it may hold integers past 2^53 and bare NaN, which JSON.parse
 * rounds or refuses. What these functions look for never holds such a number, so they may read the text loosely.
 */

/** A bare NaN or Infinity outside of strings, or a whole string, to be passed over. */
const bareOrString = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g

/** The value with every number that JSON does not know as null; undefined where the text is no JSON even so. */
export function readLoosely(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    try {
      return JSON.parse(text.replace(bareOrString, (found) => (found.startsWith('"') ? found : 'null')))
    } catch {
      return undefined
    }
  }
}

const member = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined

/** What the client says of itself in a config: telemetry, metric definitions, branch point. */
export const clientPart = (config: string): unknown => member(member(readLoosely(config), '_wandb'), 'value')

/** Where the client says that this run is a branch of another: all of that one's steps up to and including `step`. */
export function branchPoint(config: string): { run: string; step: number } | null {
  const point = member(clientPart(config), 'branch_point')
  const run = member(point, 'run_id')
  const step = member(point, 'step')
  return typeof run === 'string' && typeof step === 'number' ? { run, step } : null
}

/**
 * The new config, with the old one's client part where it has none: the public API's `run.update()` leaves it out, and the page needs its
 * metric definitions.
 */
export function keepClientPart(next: string, before: string): string {
  const value = readLoosely(next)
  const old = clientPart(before)
  if (typeof value !== 'object' || value === null || '_wandb' in value || old === undefined) return next
  const inner = next.trim().slice(1, -1).trim()
  const part = `"_wandb":${JSON.stringify({ value: old })}`
  return inner === '' ? `{${part}}` : `{${inner},${part}}`
}
