import { expect, test } from 'vitest'
import { definedAxes, readableConfig, readableValues } from './readable.ts'

test('a config is read without its wrapping and without what the client says of itself', () => {
  const config =
    '{"lr":{"value":0.1},"seed":{"value":12345678901234567890},"x":{"value":NaN},"_wandb":{"value":{"t":1}}}'
  expect(readableConfig(config)).toEqual({ lr: 0.1, seed: '12345678901234567890', x: 'NaN' })
})

test('a summary that is no object reads as empty', () => {
  expect(readableValues('nonsense')).toEqual({})
  expect(readableValues('{"loss":-Infinity,"deep":{"n":[1]}}')).toEqual({ loss: '-Infinity', deep: { n: [1] } })
})

test('metrics have the axis that was defined for them, by name or by pattern', () => {
  const definitions = [
    { '1': 'epoch' },
    { '1': 'val/loss', '5': 1 },
    { '2': 'eval/*', '5': 1 },
    { '1': 'a\\.b', '4': 'epoch' },
  ]
  const config = JSON.stringify({ _wandb: { value: { m: definitions } } })
  expect(definedAxes(config, ['epoch', 'val/loss', 'eval/f1', 'loss', 'a.b'])).toEqual({
    'val/loss': 'epoch',
    'eval/f1': 'epoch',
    'a.b': 'epoch',
  })
})
