import type { RunWithValues } from '../../../../src/wire/app/contract.ts'

/** `summary:loss`, `config:lr.value`, or `loss`, which is of the summary. */
export function readValue(run: RunWithValues, accessor: string): unknown {
  const [, section = 'summary', name = accessor] = /^(summary|config|run|c|s)::?(.*)$/.exec(accessor) ?? []
  // The library writes `summary:c::lr` where a script names a config key by its short form.
  const short = /^(c|s)::(.*)$/.exec(name)
  if (short) return readValue(run, `${short[1] === 'c' ? 'config' : 'summary'}:${short[2]}`)
  if (section === 'run') return ofRun(run, name)
  const values = section === 'config' || section === 'c' ? run.config : run.summary
  return dig(values, name) ?? dig(values, name.replace(/\.value(?=\.|$)/, ''))
}

/** An accessor as people say it. */
export const nameOfValue = (accessor: string): string =>
  accessor
    .replace(/^(summary|config|run):/, '')
    .replace(/^(c|s)::/, '')
    .replace(/\.value(?=\.|$)/, '')

export function numberOf(run: RunWithValues, accessor: string): number | null {
  const value = readValue(run, accessor)
  return typeof value === 'number' ? value : null
}

function ofRun(run: RunWithValues, name: string): unknown {
  if (name === 'duration') return (run.heartbeatAt - run.createdAt) / 1000
  return dig(run as unknown as Record<string, unknown>, name)
}

function dig(values: Record<string, unknown>, name: string): unknown {
  if (Object.hasOwn(values, name)) return values[name]
  let at: unknown = values
  for (const part of name.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined
    at = (at as Record<string, unknown>)[part]
  }
  return at
}

const ways: Record<string, (numbers: number[]) => number> = {
  min: (numbers) => Math.min(...numbers),
  max: (numbers) => Math.max(...numbers),
  sum: (numbers) => numbers.reduce((sum, each) => sum + each, 0),
  mean: (numbers) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length,
  median: (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!,
}

/** What several runs have in common of a number; the mean where the way is not known. */
export const together = (numbers: number[], way: unknown): number | null =>
  numbers.length === 0 ? null : (ways[String(way)] ?? ways['mean']!)(numbers)
