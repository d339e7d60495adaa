import { describe, expect, test } from 'vitest'
import { readConfig } from './read-config.ts'

const config = (changes: Record<string, unknown>) =>
  readConfig(JSON.stringify({ method: 'random', parameters: { lr: { min: 0.1, max: 0.2 } }, ...changes }))
const parameter = (given: unknown, method = 'random') => config({ method, parameters: { lr: given } })

describe('what the client writes', () => {
  test('YAML 1.1 of every kind of value, each as it was', () => {
    const text = `
method: grid
metric: {name: loss}
name: a sweep
command: [python, '\${program}']
parameters:
  optimizer: {values: [adam, 'no', '008', yes, null]}
  size: {values: [1.0, 2, 2.5e-05, 12345678901234567890]}
  layers: {value: [1, 2.0]}
  deep: {parameters: {b: {parameters: {c: {value: 3.0}}}, a: {values: [1]}}}`
    const { parameters, metric, name, warnings } = readConfig(text)
    expect(JSON.stringify(parameters.map(({ path, distribution }) => [path.join('.'), distribution]))).toBe(
      '[["deep.a",{"kind":"categorical","values":[1],"probabilities":null}],["deep.b.c",{"kind":"constant","value":3.0}],' +
        '["layers",{"kind":"constant","value":[1,2.0]}],' +
        '["optimizer",{"kind":"categorical","values":["adam","no","008",true,null],"probabilities":null}],' +
        '["size",{"kind":"categorical","values":[1.0,2,0.000025,12345678901234567890],"probabilities":null}]]',
    )
    expect({ metric, name, warnings }).toEqual({
      metric: { name: 'loss', goal: 'minimize', impute: 'worst' },
      name: 'a sweep',
      warnings: [],
    })
  })

  test('bounds say which distribution is meant, by how they are written', () => {
    const kinds = ['{min: 1, max: 3}', '{min: 1.0, max: 3}', '{min: 1, max: 3.5}'].map(
      (each) => readConfig(`{method: random, parameters: {x: ${each}}}`).parameters[0]!.distribution.kind,
    )
    expect(kinds).toEqual(['int_uniform', 'uniform', 'uniform'])
  })

  test('what is no setting is named, and changes nothing', () => {
    expect(config({ methd: 1 }).warnings).toEqual(['"methd" is no setting of a sweep and changes nothing.'])
  })
})

describe('the brackets of hyperband', () => {
  const bands = (given: Record<string, unknown>) =>
    config({ metric: { name: 'loss' }, early_terminate: { type: 'hyperband', ...given } }).earlyTerminate?.bands

  test('by min_iter they go on and on', () => {
    expect(bands({ min_iter: 3 })?.slice(0, 4)).toEqual([3, 9, 27, 81])
    expect(bands({ min_iter: 2, eta: 2 })?.slice(0, 4)).toEqual([2, 4, 8, 16])
  })

  test('by max_iter and s they are counted from above', () => {
    expect(bands({ max_iter: 27, s: 2 })).toEqual([3, 9])
    expect(bands({ max_iter: 5, s: 9, eta: 2 })).toEqual([1, 2])
  })
})

describe('what cannot be searched is refused, naming the place', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['no YAML', () => readConfig('{a: ['), /cannot be read as YAML/],
    ['a list', () => readConfig('[1]'), /is no mapping/],
    ['no method', () => config({ method: undefined }), /"method" is missing. Use one of grid, random, bayes/],
    ['an unknown method', () => config({ method: 'gird' }), /"method" is "gird", which is none/],
    ['custom without who searches', () => config({ method: 'custom' }), /controller: \{type: local\}/],
    ['no parameters', () => config({ parameters: {} }), /"parameters" must name at least one/],
    ['a bare value', () => parameter(3), /"parameters.lr" is 3; give it a "value"/],
    ['an empty parameter', () => parameter({}), /"parameters.lr" needs a "value"/],
    [
      'an unknown distribution',
      () => parameter({ distribution: 'gauss' }),
      /lr.distribution" is "gauss", which is none/,
    ],
    ['a stray key', () => parameter({ values: [1], min: 0 }), /has "min", which a categorical parameter does not take/],
    ['no values', () => parameter({ values: [] }), /lr.values" must be a list with at least one value/],
    [
      'text for a bound',
      () => parameter({ min: '1e-5', max: 1 }),
      /lr.min" is "1e-5", not a number. Write it as e.g. 1.0e-5/,
    ],
    ['bounds the wrong way', () => parameter({ min: 2.5, max: 1 }), /"min" 2.5 above "max" 1/],
    ['a logarithm of zero', () => parameter({ distribution: 'log_uniform_values', min: 0, max: 1 }), /lr.min" is 0/],
    [
      'values given as exponents',
      () => parameter({ distribution: 'log_uniform', min: 1, max: 1e6 }),
      /log_uniform_values/,
    ],
    ['a step of nothing', () => parameter({ distribution: 'q_uniform', min: 0, max: 1, q: 0 }), /lr.q" is 0/],
    ['too few probabilities', () => parameter({ values: [1, 2], probabilities: [1] }), /list of 2 numbers/],
    ['probabilities past 1', () => parameter({ values: [1, 2], probabilities: [1, 1] }), /add up to 1/],
    [
      'a continuous grid',
      () => parameter({ min: 0.1, max: 0.2 }, 'grid'),
      /"parameters.lr" is continuous, and a grid needs/,
    ],
    [
      'a grid with probabilities',
      () => parameter({ values: [1], probabilities: [1] }, 'grid'),
      /a grid takes each value once/,
    ],
    ['bayes without a metric', () => config({ method: 'bayes' }), /"metric" is missing/],
    ['an unknown goal', () => config({ metric: { name: 'a', goal: 'max' } }), /metric.goal" is "max"/],
    [
      'stopping without a metric',
      () => config({ early_terminate: { type: 'hyperband', min_iter: 1 } }),
      /needs a "metric"/,
    ],
    ['a cap of nothing', () => config({ run_cap: 0 }), /run_cap" is 0; it must be a whole number from 1/],
  ])('%s', (_, read, sentence) => {
    expect(read).toThrow(
      expect.objectContaining({ code: 'sweep-config-invalid', message: expect.stringMatching(sentence) }),
    )
  })
})

describe('a short text that would come to something immense', () => {
  const laughs = [
    'a: &a [x,x,x,x,x,x,x,x,x,x]',
    ...'bcdefghij'.split('').map((name, index) => {
      const before = 'abcdefghi'[index]
      return `${name}: &${name} [${Array(10).fill(`*${before}`).join(',')}]`
    }),
  ].join('\n')

  test.each([
    ['parts that are named again and again', laughs, 'comes to more than 200000 values'],
    ['a part that names itself', 'parameters: &a [*a]', 'nested more than 100 levels deep'],
    ['brackets without end', `parameters: ${'['.repeat(500)}${']'.repeat(500)}`, 'nested more than 100 levels deep'],
  ])('%s is refused', (_, text, why) => {
    expect(() => readConfig(text)).toThrow(why)
  })
})
