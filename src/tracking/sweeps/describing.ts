import { numberIn } from './config/exact-number.ts'
import type { Distribution, Step } from './config/parameter.ts'
import type { Metric } from './config/read-config.ts'
import { read } from './configs.ts'
import type { Sweep } from './types.ts'

/** What a sweep does, for people. */
export interface SweepDescription {
  /** What people call it. */
  title: string
  metric: Pick<Metric, 'name' | 'goal'> | null
  parameters: { path: string[]; from: string }[]
  earlyStopping: string | null
  /** Who searches. */
  searchedBy: 'server' | 'scheduler' | 'controller'
  program: string | null
}

export function describe(sweep: Sweep): SweepDescription {
  const { config } = read(sweep)
  const { earlyTerminate, metric, parameters, program, searchedBy } = config
  const firstBands = earlyTerminate?.bands.slice(0, 3).join(', ')
  return {
    title: sweep.displayName || config.name || sweep.name,
    metric: metric && { name: metric.name, goal: metric.goal },
    parameters: parameters.map(({ path, distribution }) => ({ path, from: sourceOf(distribution) })),
    earlyStopping: earlyTerminate
      ? `hyperband after ${firstBands}${earlyTerminate.bands.length > 3 ? ' …' : ''} values: one in ${earlyTerminate.eta} goes on`
      : null,
    searchedBy,
    program,
  }
}

function sourceOf(distribution: Distribution): string {
  if (distribution.kind === 'constant') return `always ${shown(distribution.value)}`
  if (distribution.kind === 'categorical') return listed(distribution.values, distribution.probabilities)
  if (distribution.kind === 'int_uniform') return `whole numbers from ${distribution.min} to ${distribution.max}`
  return `${continuous(distribution)}${stepText(distribution.step)}`
}

type Continuous = Exclude<Distribution, { kind: 'constant' | 'categorical' | 'int_uniform' }>

function continuous(distribution: Continuous): string {
  if (distribution.kind === 'beta') return `beta(${distribution.a}, ${distribution.b})`
  if (distribution.kind === 'normal') return `normal around ${distribution.mu}, deviation ${distribution.sigma}`
  if (distribution.kind === 'log_normal')
    return `log-normal, exponent around ${distribution.mu}, deviation ${distribution.sigma}`
  const { min, max } = distribution
  if (distribution.kind === 'uniform') return `${rounded(min)} to ${rounded(max)}`
  const [from, to] = distribution.inverse ? [-max, -min] : [min, max]
  return `${rounded(Math.exp(from))} to ${rounded(Math.exp(to))}, logarithmic`
}

const stepText = (step: Step | null) => (step ? ` in steps of ${step.q}` : '')
const rounded = (value: number) => Number(value.toPrecision(6))

function listed(values: unknown[], probabilities: number[] | null): string {
  const most = 12
  const some = values
    .slice(0, most)
    .map((value, index) => `${shown(value)}${probabilities ? ` (${rounded(probabilities[index]! * 100)} %)` : ''}`)
  return `${some.join(', ')}${values.length > most ? `, and ${values.length - most} more` : ''}`
}

const shown = (value: unknown): string =>
  typeof value === 'string' ? value : (numberIn(value) ?? JSON.stringify(value)).toString().slice(0, 100)
