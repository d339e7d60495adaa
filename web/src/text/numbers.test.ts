import { expect, test } from 'vitest'
import { bytes, readable, ticks } from './numbers.ts'

test.each([
  [0, '0'],
  [0.123456, '0.1235'],
  [12, '12'],
  [123456, '123\u2009456'],
  [-3, '−3'],
  [1.5e-7, '1.5e−7'],
  [2.34567e9, '2.346e9'],
  [Number.NaN, 'NaN'],
  [Number.NEGATIVE_INFINITY, '−∞'],
])('%d reads %s', (value, text) => {
  expect(readable(value)).toBe(text)
})

test('ticks of one axis share their decimals', () => {
  expect(ticks([0, 0.5, 1, 1.5])).toEqual(['0.0', '0.5', '1.0', '1.5'])
  expect(ticks([0, 0.00025, 0.0005, 0.00125])).toEqual(['0.00000', '0.00025', '0.00050', '0.00125'])
  expect(ticks([0, 2.5, 5])).toEqual(['0.0', '2.5', '5.0'])
  expect(ticks([0, 20, 40])).toEqual(['0', '20', '40'])
  expect(ticks([0, 500_000, 1_000_000])).toEqual(['0', '500k', '1M'])
  expect(ticks([0, 2e-5, 4e-5])).toEqual(['0', '2e−5', '4e−5'])
  expect(ticks([-0.02, 0, 0.02])).toEqual(['−0.02', '0.00', '0.02'])
})

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [3200, '3.2 kB'],
  [14_000_000, '14 MB'],
  [999_999, '1 MB'],
])('%d bytes read %s', (value, text) => {
  expect(bytes(value)).toBe(text)
})
