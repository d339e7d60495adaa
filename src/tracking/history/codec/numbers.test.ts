import { expect, test } from 'vitest'
import type { Column } from '../lines/columns.ts'
import { decodeColumn, encodeColumn } from './chunk-column.ts'
import { decodeNumbers, encodeNumbers } from './numbers.ts'
import { decodeSegment, encodeSegment } from './segment.ts'

const back = (values: number[]) => [...decodeNumbers(encodeNumbers(Float64Array.from(values)), values.length)]
const many = (make: (i: number) => number, length = 500) => Array.from({ length }, (_, i) => make(i))

/** Any double, extreme ones as often as common ones. */
function anyDouble(): number {
  const bits = new BigUint64Array(1)
  const words = new Uint32Array(bits.buffer)
  words[0] = Math.random() * 2 ** 32
  words[1] = Math.random() * 2 ** 32
  const value = new Float64Array(bits.buffer)[0]!
  return Number.isNaN(value) ? Number.NaN : value
}

test.each<[string, number[]]>([
  ['nothing', []],
  ['one', [42]],
  ['steps', many((i) => i)],
  ['steps with a stride', many((i) => 7 + i * 50)],
  ['a constant', many(() => 0.1)],
  ['NaN alone', many(() => Number.NaN)],
  ['integers to the limits', many((i) => (i % 2 === 0 ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER))],
  ['integers', many(() => Math.round(Math.random() * 1e6 - 5e5))],
  ['decimals', many(() => Math.round(Math.random() * 1e4) / 1e4)],
  ['single precision', many(() => Math.fround(Math.random()))],
  ['double precision', many(() => Math.random())],
  ['times', many((i) => 1.79e9 + i * 0.1 + Math.random() * 0.01)],
  ['negative zero', [0, -0, 1, -0]],
  ['infinities and NaN', [1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.5]],
  ['any bits', many(anyDouble)],
  ['the extremes', [Number.MAX_VALUE, Number.MIN_VALUE, -Number.MAX_VALUE, Number.EPSILON]],
  ['decimals past the safe range', many((i) => 1e15 + i / 10)],
])('gives back %s, bit by bit', (_, values) => {
  expect(back(values)).toEqual(values)
})

test('gives back columns with gaps and with values of other types', () => {
  for (let round = 0; round < 50; round++) {
    const rowCount = 1 + Math.floor(Math.random() * 300)
    const rows = Array.from({ length: rowCount }, (_, row) => row)
    const kinds = rows.map(() => Math.random())
    const numbered = rows.filter((row) => kinds[row]! < 0.5 || round === 0)
    const other = rows.filter((row) => kinds[row]! > 0.7 && round > 0)
    const column: Column = {
      path: 'a\0b',
      rows: numbered.length === rowCount ? null : Uint32Array.from(numbered),
      numbers: Float64Array.from(numbered, anyDouble),
      otherRows: Uint32Array.from(other),
      others: other.map((row) => JSON.stringify({ row, text: 'ü"\n' })),
    }
    expect(decodeColumn('a\0b', encodeColumn(column))).toEqual(column)
    expect(decodeSegment(encodeSegment({ rowCount, columns: [column, column] })).columns[0]).toEqual(column)
  }
})

test('keeps common metrics in few bytes', () => {
  const bytesPer = (values: number[]) => encodeNumbers(Float64Array.from(values)).length / values.length
  expect(bytesPer(many((i) => i, 4096))).toBeLessThan(0.01)
  expect(bytesPer(many(() => Math.fround(Math.random()), 4096))).toBeLessThan(3.6)
  expect(bytesPer(many(() => Math.round(Math.random() * 1e4) / 1e4, 4096))).toBeLessThan(2.5)
  expect(bytesPer(many((i) => 1.79e9 + i * 0.25 + Math.random() * 0.01, 4096))).toBeLessThan(4)
})
