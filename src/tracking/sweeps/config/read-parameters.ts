import { complain, isObject, shown } from './complaint.ts'
import { isWrittenInteger, numberIn } from './exact-number.ts'
import type { Distribution, Parameter, Step } from './parameter.ts'

type Given = Record<string, unknown>

const nameForm = /^[A-Za-z_][A-Za-z0-9_.\-/ ]*$/
const mostParameters = 500

/**
 * The parameters of a sweep in the order of their names, nested ones by their path. Throws AppError `sweep-config-invalid`, naming the
 * parameter.
 */
export function readParameters(given: unknown): Parameter[] {
  const parameters = within(given, 'parameters', [])
  if (parameters.length > mostParameters)
    complain('parameters', `has ${parameters.length} parameters; ${mostParameters} is the most that is searched here.`)
  return parameters
}

function within(given: unknown, where: string, path: string[]): Parameter[] {
  if (!isObject(given) || Object.keys(given).length === 0)
    complain(where, 'must name at least one parameter, e.g. {"lr": {"min": 0.001, "max": 0.1}}.')
  return Object.keys(given)
    .sort()
    .flatMap((name) => one(name, given[name], `${where}.${name}`, [...path, name]))
}

function one(name: string, given: unknown, where: string, path: string[]): Parameter[] {
  if (!nameForm.test(name)) complain(where, 'has a name that no parameter can have: begin with a letter or "_".')
  if (!isObject(given))
    complain(where, `is ${shown(given)}; give it a "value", "values", a range "min" and "max", or a "distribution".`)
  if (path.length > 20) complain(where, 'is nested more than 20 deep.')
  if ('parameters' in given) {
    const others = Object.keys(given).filter((key) => key !== 'parameters')
    if (others.length > 0) complain(where, `has nested "parameters" and so cannot have "${others[0]}" too.`)
    return within(given['parameters'], `${where}.parameters`, path)
  }
  return [{ path, distribution: distributionOf(given, where) }]
}

/** What may stand beside `distribution`, by its name. */
const keysOf: Record<string, string[]> = {
  constant: ['value'],
  categorical: ['values', 'probabilities'],
  categorical_w_probabilities: ['values', 'probabilities'],
  int_uniform: ['min', 'max'],
  uniform: ['min', 'max'],
  q_uniform: ['min', 'max', 'q'],
  log_uniform: ['min', 'max'],
  log_uniform_values: ['min', 'max'],
  q_log_uniform: ['min', 'max', 'q'],
  q_log_uniform_values: ['min', 'max', 'q'],
  inv_log_uniform: ['min', 'max'],
  inv_log_uniform_values: ['min', 'max'],
  normal: ['mu', 'sigma'],
  q_normal: ['mu', 'sigma', 'q'],
  log_normal: ['mu', 'sigma'],
  q_log_normal: ['mu', 'sigma', 'q'],
  beta: ['a', 'b'],
  q_beta: ['a', 'b', 'q'],
}

function distributionOf(given: Given, where: string): Distribution {
  const name = given['distribution'] ?? impliedBy(given, where)
  const keys = typeof name === 'string' ? keysOf[name] : undefined
  if (!keys)
    complain(`${where}.distribution`, `is ${shown(name)}, which is none. Use one of ${Object.keys(keysOf).join(', ')}.`)
  const stray = Object.keys(given).find((key) => key !== 'distribution' && !keys.includes(key))
  if (stray) complain(where, `has "${stray}", which a ${name} parameter does not take; it takes ${keys.join(', ')}.`)
  return build(name as string, given, where)
}

function impliedBy(given: Given, where: string): string {
  if ('value' in given) return 'constant'
  if ('values' in given) return 'categorical'
  if ('min' in given && 'max' in given)
    return isWrittenInteger(given['min']) && isWrittenInteger(given['max']) ? 'int_uniform' : 'uniform'
  complain(where, 'needs a "value", "values", a range "min" and "max", or a "distribution".')
}

function build(name: string, given: Given, where: string): Distribution {
  const step = name.startsWith('q_') ? stepOf(given, where) : null
  if (name === 'constant') {
    if (!('value' in given)) complain(where, 'is constant and needs a "value".')
    return { kind: 'constant', value: given['value'] }
  }
  if (name.startsWith('categorical')) return categorical(given, where)
  if (name.includes('uniform')) return uniform(name, given, where, step)
  if (name.endsWith('beta')) {
    const [a, b] = [number(given, 'a', where, 1), number(given, 'b', where, 1)]
    if (a <= 0 || b <= 0) complain(where, 'needs "a" and "b" above 0.')
    return { kind: 'beta', a, b, step }
  }
  const [mu, sigma] = [number(given, 'mu', where, 0), number(given, 'sigma', where, 1)]
  if (sigma < 0) complain(`${where}.sigma`, `is ${sigma}; it cannot be below 0.`)
  return { kind: name.endsWith('log_normal') ? 'log_normal' : 'normal', mu, sigma, step }
}

function categorical(given: Given, where: string): Distribution {
  const { values, probabilities } = given
  if (!Array.isArray(values) || values.length === 0)
    complain(`${where}.values`, 'must be a list with at least one value.')
  if (probabilities === undefined) return { kind: 'categorical', values, probabilities: null }
  if (!Array.isArray(probabilities) || probabilities.length !== values.length)
    complain(`${where}.probabilities`, `must be a list of ${values.length} numbers, one for each of the values.`)
  const numbers = probabilities.map((each) => numberIn(each) ?? Number.NaN)
  const sum = numbers.reduce((total, each) => total + each, 0)
  if (!numbers.every((each) => each >= 0) || Math.abs(sum - 1) > 1e-6)
    complain(`${where}.probabilities`, 'must be numbers from 0 that add up to 1.')
  return { kind: 'categorical', values, probabilities: numbers }
}

function uniform(name: string, given: Given, where: string, step: Step | null): Distribution {
  const [min, max] = [number(given, 'min', where), number(given, 'max', where)]
  if (min > max) complain(where, `has "min" ${min} above "max" ${max}.`)
  if (name === 'int_uniform') {
    if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max))
      complain(where, 'is int_uniform and needs whole numbers for "min" and "max".')
    return { kind: 'int_uniform', min, max }
  }
  if (!name.includes('log')) return { kind: 'uniform', min, max, step }
  const inverse = name.startsWith('inv_')
  const ofValues = name.endsWith('_values')
  if (ofValues && min <= 0) complain(`${where}.min`, `is ${min}; the values of a logarithmic range are above 0.`)
  const [from, to] = ofValues ? [Math.log(min), Math.log(max)] : [min, max]
  if (Math.max(Math.abs(from), Math.abs(to)) > 700)
    complain(
      where,
      `reaches from e^${from} to e^${to}, past what a number can hold; to give the values themselves use ${name}_values.`,
    )
  return inverse && ofValues
    ? { kind: 'log_uniform', min: -to, max: -from, inverse, step }
    : { kind: 'log_uniform', min: from, max: to, inverse, step }
}

function stepOf(given: Given, where: string): Step {
  const q = number(given, 'q', where, 1)
  if (q <= 0) complain(`${where}.q`, `is ${q}; a step must be above 0.`)
  return { q, integer: given['q'] === undefined || isWrittenInteger(given['q']) }
}

function number(given: Given, key: string, where: string, otherwise?: number): number {
  if (given[key] === undefined && otherwise !== undefined) return otherwise
  const found = numberIn(given[key])
  if (found === null || !Number.isFinite(found)) {
    // YAML takes 1e-5 for text: a number with an exponent needs a point and a sign there.
    const hint =
      typeof given[key] === 'string' && Number.isFinite(Number(given[key])) ? ' Write it as e.g. 1.0e-5.' : ''
    complain(
      `${where}.${key}`,
      given[key] === undefined ? 'is missing.' : `is ${shown(given[key])}, not a number.${hint}`,
    )
  }
  return found
}
