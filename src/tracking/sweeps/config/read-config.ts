import { complain, isObject, shown } from './complaint.ts'
import { numberIn } from './exact-number.ts'
import { isSearched, type Parameter } from './parameter.ts'
import { readParameters } from './read-parameters.ts'
import { readYaml } from './read-yaml.ts'

export type Method = 'grid' | 'random' | 'bayes' | 'custom'

export interface Metric {
  name: string
  goal: 'minimize' | 'maximize'
  /** What counts for a run that ended without a value. */
  impute: 'worst' | 'best' | 'latest'
}

/** Successive halving within each bracket: Li et al., Hyperband, JMLR 18 (2018), https://arxiv.org/abs/1603.06560 */
export interface Hyperband {
  /** Numbers of logged values of the metric at which runs are compared, the least first. */
  bands: number[]
  eta: number
  /** A run must be among the best by its value at the band, not by its best value so far. */
  strict: boolean
}

/** What a sweep's configuration says, read and checked. */
export interface SweepConfig {
  name: string | null
  description: string | null
  method: Method
  metric: Metric | null
  parameters: Parameter[]
  earlyTerminate: Hyperband | null
  runCap: number | null
  program: string | null
  /** Who searches: this server, a scheduler beside the client, or a controller beside the client. */
  searchedBy: 'server' | 'scheduler' | 'controller'
  /** What is odd and harmless, in sentences. */
  warnings: string[]
}

const methods: Method[] = ['grid', 'random', 'bayes', 'custom']
const known = new Set(
  'apiVersion command controller description early_terminate entity imageuri job launch method metric metrics name parameters program project run_cap scheduler settings template template_variables'.split(
    ' ',
  ),
)

/** Throws AppError `sweep-config-invalid`, a sentence that says what to write. */
export function readConfig(text: string): SweepConfig {
  const given = readYaml(text)
  if (!isObject(given)) complain('', 'is no mapping: it must have at least "method" and "parameters".')
  const searchedBy = searcherOf(given)
  const method = methodOf(given, searchedBy)
  const parameters = given['parameters'] === undefined && method === 'custom' ? [] : readParameters(given['parameters'])
  const metric = metricOf(given['metric'])
  if (method === 'bayes' && searchedBy === 'server') {
    if (!metric) complain('metric', 'is missing: a Bayesian search needs the "name" of a metric and its "goal".')
    if (!parameters.some(isSearched)) complain('parameters', 'are all constant: nothing is left to search.')
  }
  if (method === 'grid' && searchedBy === 'server') parameters.forEach(checkGrid)
  const config: SweepConfig = {
    name: textOf(given, 'name'),
    description: textOf(given, 'description'),
    method,
    metric,
    parameters,
    earlyTerminate: earlyTerminateOf(given['early_terminate'], metric),
    runCap: runCapOf(given['run_cap']),
    program: textOf(given, 'program'),
    searchedBy,
    warnings: [],
  }
  const strange = Object.keys(given).filter((key) => !known.has(key))
  return { ...config, warnings: strange.map((key) => `"${key}" is no setting of a sweep and changes nothing.`) }
}

function searcherOf(given: Record<string, unknown>): SweepConfig['searchedBy'] {
  const { scheduler, controller } = given
  if (isObject(scheduler) && scheduler['engine'] !== undefined) return 'scheduler'
  return isObject(controller) && controller['type'] === 'local' ? 'controller' : 'server'
}

function methodOf(given: Record<string, unknown>, searchedBy: SweepConfig['searchedBy']): Method {
  const method = given['method'] === undefined && searchedBy !== 'server' ? 'custom' : given['method']
  if (method === undefined) complain('method', `is missing. Use one of ${methods.join(', ')}.`)
  if (!methods.includes(method as Method))
    complain('method', `is ${shown(method)}, which is none. Use one of ${methods.join(', ')}.`)
  if (method === 'custom' && searchedBy === 'server')
    complain(
      'method',
      'is "custom", which needs a search beside the client: "controller: {type: local}" or a "scheduler".',
    )
  return method as Method
}

function metricOf(given: unknown): Metric | null {
  if (given === undefined || given === null) return null
  if (!isObject(given)) complain('metric', `is ${shown(given)}; write {"name": "loss", "goal": "minimize"}.`)
  const { name, goal = 'minimize', impute = 'worst' } = given
  if (typeof name !== 'string' || name === '') complain('metric.name', 'is missing: the name under which runs log it.')
  if (goal !== 'minimize' && goal !== 'maximize')
    complain('metric.goal', `is ${shown(goal)}; use "minimize" or "maximize".`)
  if (impute !== 'worst' && impute !== 'best' && impute !== 'latest')
    complain('metric.impute', `is ${shown(impute)}; use "worst", "best" or "latest".`)
  return { name, goal, impute }
}

function checkGrid({ path, distribution }: Parameter): void {
  const where = `parameters.${path.join('.')}`
  if (distribution.kind === 'categorical' && distribution.probabilities)
    complain(where, 'has "probabilities", and a grid takes each value once. Leave them out, or use method random.')
  const discrete =
    ['constant', 'categorical', 'int_uniform'].includes(distribution.kind) ||
    (distribution.kind === 'uniform' && distribution.step !== null)
  if (!discrete)
    complain(
      where,
      'is continuous, and a grid needs values that can be counted: list "values", use whole numbers for "min" and "max", or distribution q_uniform with a step "q".',
    )
}

function earlyTerminateOf(given: unknown, metric: Metric | null): Hyperband | null {
  if (given === undefined || given === null) return null
  const where = 'early_terminate'
  if (!isObject(given)) complain(where, `is ${shown(given)}; write {"type": "hyperband", "min_iter": 3}.`)
  if (given['type'] !== 'hyperband')
    complain(`${where}.type`, `is ${shown(given['type'])}; "hyperband" is what there is.`)
  if (!metric) complain(where, 'needs a "metric" to compare runs by.')
  const eta = whole(given, 'eta', where, 3, 2)
  const strict = given['strict'] === true
  const minIter = whole(given, 'min_iter', where, null, 1)
  if (minIter !== null) {
    const bands = Array.from({ length: 40 }, (_, bracket) => minIter * eta ** bracket).filter(Number.isSafeInteger)
    return { bands, eta, strict }
  }
  const maxIter = whole(given, 'max_iter', where, null, 1)
  const s = whole(given, 's', where, null, 1)
  if (maxIter === null || s === null)
    complain(where, 'needs either "min_iter", or "max_iter" with "s", the number of brackets.')
  const bands = Array.from({ length: Math.min(s, 60) }, (_, bracket) => Math.floor(maxIter / eta ** (bracket + 1)))
  if (bands[0]! < 1) complain(where, `has no bracket: "max_iter" ${maxIter} is less than "eta" ${eta}.`)
  return { bands: bands.filter((band) => band >= 1).reverse(), eta, strict }
}

function whole<Otherwise extends number | null>(
  given: Record<string, unknown>,
  key: string,
  where: string,
  otherwise: Otherwise,
  least: number,
): number | Otherwise {
  if (given[key] === undefined || given[key] === null) return otherwise
  const found = numberIn(given[key])
  if (found === null || !Number.isSafeInteger(found) || found < least)
    complain(`${where}.${key}`, `is ${shown(given[key])}; it must be a whole number from ${least}.`)
  return found
}

const runCapOf = (given: unknown): number | null => whole({ run_cap: given }, 'run_cap', 'sweep', null, 1)

function textOf(given: Record<string, unknown>, key: string): string | null {
  const value = given[key]
  if (value === undefined || value === null) return null
  return typeof value === 'string' ? value : shown(value)
}
