import type { Hyperband, Metric } from '../config/read-config.ts'

/** What a run logged of the metric, in order, without what is no number. */
export interface MetricHistory {
  run: string
  running: boolean
  values: number[]
}

/**
 * Names of the running runs that are to end early. At each band, which is a number of logged values, the values of all runs that came so
 * far are compared; a run goes on when its best value so far is among the best 1/eta of them (strict: when its value there is).
 * Li et al., "Hyperband", JMLR 18 (2018), https://arxiv.org/abs/1603.06560
 */
export function runsToStop(
  histories: readonly MetricHistory[],
  { bands, eta, strict }: Hyperband,
  goal: Metric['goal'],
): string[] {
  const sign = goal === 'maximize' ? -1 : 1
  const runs = histories.map(({ values, ...run }) => ({ ...run, losses: values.map((value) => sign * value) }))
  return runs.flatMap(({ run, running, losses }) => {
    const band = bands.findLast((each) => each < losses.length)
    if (!running || band === undefined) return []
    const there = runs.flatMap((each) => (each.losses.length > band ? [each.losses[band]!] : [])).sort((a, b) => a - b)
    const threshold = there[Math.floor(there.length / eta)]!
    const best = strict ? losses[band]! : losses.reduce((least, loss) => Math.min(least, loss), Infinity)
    return best > threshold ? [run] : []
  })
}
