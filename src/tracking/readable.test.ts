import { expect, test } from 'vitest'
import { readableConfig, readableValues } from './readable.ts'

test('a config is read without its wrapping and without what the client says of itself', () => {
  const config =
    '{"lr":{"value":0.1},"seed":{"value":12345678901234567890},"x":{"value":NaN},"_wandb":{"value":{"t":1}}}'
  expect(readableConfig(config)).toEqual({ lr: 0.1, seed: '12345678901234567890', x: 'NaN' })
})

test('a summary that is no object reads as empty', () => {
  expect(readableValues('nonsense')).toEqual({})
  expect(readableValues('{"loss":-Infinity,"deep":{"n":[1]}}')).toEqual({ loss: '-Infinity', deep: { n: [1] } })
})
