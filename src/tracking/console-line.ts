/** A line of a run's console, taken apart. */
export interface ConsoleLine {
  level: 'error' | null
  /** ISO 8601, in the zone of the machine that ran it, as the client wrote it. */
  at: string | null
  text: string
}

const shape = /^(ERROR )?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?) ?([\s\S]*)$/

/**
 * The client writes `[ERROR ]2026-11-23T12:11:42.592663 text`, where ERROR marks what went to stderr; `wandb sync` of 2025 leaves the line
 * break at the end.
 */
export function parseConsoleLine(written: string): ConsoleLine {
  const line = written.replace(/\r?\n$/, '')
  const [, error, at, text] = shape.exec(line) ?? []
  if (at === undefined || text === undefined) return { level: null, at: null, text: line }
  return { level: error ? 'error' : null, at, text }
}
