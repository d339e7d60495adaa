import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Series } from '../../src/tracking/history/history.ts'
import { databases, type TestDatabases } from '../kit/databases.ts'
import { type HistoryFixture, openHistory } from '../kit/history.ts'

interface Point {
  x: number
  y: number
}

const run = 1
const gap = run + 1
const lineCount = 21_000
const spikeAt = 13_337
/** A stream with all that is awkward for a chart: sparse and missing values, NaN, a gap in the steps, an axis that falls back. */
const line = (i: number): Record<string, number> => ({
  _step: i < 10_000 ? i : i + 50_000,
  _runtime: i * 0.25,
  loss: i === spikeAt ? 1e9 : Math.fround(Math.sin(i / 500) + (i % 7) / 10),
  ...(i % 1000 === 999 && { validation: i / 7 }),
  ...(i > 5000 && i % 3 !== 0 && { late: -i }),
  broken: i % 100 === 0 ? Number.NaN : i % 101 === 0 ? Number.POSITIVE_INFINITY : i,
  restart: i % 9000,
})
const text = (values: Record<string, number>) =>
  `{${Object.entries(values)
    .map(([key, value]) => `"${key}":${value}`)
    .join(',')}}`

function pointsOf(key: string, x: string, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY): Point[] {
  const points: Point[] = []
  for (let i = 0; i < lineCount; i++) {
    const values = line(i)
    if (key in values && x in values && values[x]! >= from && values[x]! <= to)
      points.push({ x: values[x]!, y: values[key]! })
  }
  return points.sort((a, b) => a.x - b.x)
}

/** Each bucket must say the truth about the points that follow those of the buckets before. */
function expectTrue(series: Series, points: Point[], buckets: number): void {
  expect(series.x.length).toBeLessThanOrEqual(buckets)
  expect(series.count.reduce((sum, count) => sum + count, 0)).toBe(points.length)
  let at = 0
  series.count.forEach((count, i) => {
    const own = points.slice(at, at + count)
    at += count
    const finite = own.map(({ y }) => y).filter(Number.isFinite)
    expect(series.x[i]).toBe(own.at(-1)!.x)
    expect(own.map(({ y }) => y)).toContain(series.last[i])
    if (finite.length > 0) {
      expect(series.min[i]).toBe(Math.min(...finite))
      expect(series.max[i]).toBe(Math.max(...finite))
    }
  })
}

describe.each(databases)('the series of the history on $name', (kind) => {
  if (!kind.available) return test.skip('not on this machine', () => {})
  let server: TestDatabases
  let history: HistoryFixture
  beforeAll(async () => {
    server = await kind.start()
    history = await openHistory((await server.fresh()).settings)
    for (let offset = 0; offset < lineCount; offset += 500) {
      const lines = Array.from({ length: 500 }, (_, i) => text(line(offset + i)))
      await history.append(run, { history: { offset, lines } })
      // The last lines stay as they were appended.
      if (offset % 5000 === 4500) await history.foldAll()
    }
  })
  afterAll(async () => {
    await history?.stop()
    await server?.stop()
  })

  const ask = async (keys: string[], x: string, buckets: number, from?: number, to?: number) =>
    history.reader.series({ runIds: [run], kind: 'history', keys, x, buckets, from, to })

  test.each([
    ['loss', '_step', 1000],
    ['loss', '_step', 100],
    ['loss', '_runtime', 500],
    ['loss', '_runtime', 10],
    ['broken', '_runtime', 300],
    ['late', '_step', 300],
    ['validation', '_step', 100],
    ['validation', '_step', 10],
    ['loss', 'restart', 200],
    ['_step', '_step', 50],
    ['loss', 'late', 100],
  ])('%s over %s in %i buckets tells the truth', async (key, x, buckets) => {
    const [series] = await ask([key], x, buckets)
    expectTrue(series!, pointsOf(key, x), buckets)
  })

  test.each([
    ['loss', '_step', 1000, 2000, 4000],
    ['loss', '_step', 100, 9_000, 61_000],
    ['loss', '_runtime', 200, 100.1, 4000.2],
    ['late', '_runtime', 50, 1000, 5200],
    ['loss', '_step', 4000, 63_300, 63_400],
  ])('%s over %s in %i buckets from %d to %d tells the truth', async (key, x, buckets, from, to) => {
    const [series] = await ask([key], x, buckets, from, to)
    expectTrue(series!, pointsOf(key, x, from, to), buckets)
  })

  test('a single spike is in every picture', async () => {
    for (const buckets of [10, 100, 1000, 4000])
      expect(Math.max(...(await ask(['loss'], '_step', buckets))[0]!.max)).toBe(1e9)
  })

  test('zooming in reaches single points', async () => {
    const [series] = await ask(['loss'], '_step', 1000, 100, 600)
    expect(series).toMatchObject({ exact: true })
    expect(series!.x).toEqual(Array.from({ length: 501 }, (_, i) => 100 + i))
    expect(series!.last).toEqual(Array.from({ length: 501 }, (_, i) => line(100 + i)['loss']))
  })

  test('few points in many lines are shown as they are', async () => {
    const [series] = await ask(['validation'], '_step', 100)
    expect(series).toMatchObject({ exact: true, count: Array(21).fill(1) })
  })

  test('a rewind cuts the line, and the pyramid with it', async () => {
    await history.fork(run, 1e9, gap)
    await history.foldAll()
    await history.rewind(gap, 8_999)
    const [series] = await history.reader.series({
      runIds: [gap],
      kind: 'history',
      keys: ['loss'],
      x: '_step',
      buckets: 200,
    })
    expectTrue(series!, pointsOf('loss', '_step', 0, 8_999), 200)
    const keys = (await history.reader.keys([gap], 'history')).get(gap)!
    expect(keys.find(({ key }) => key === 'loss')!.types).toEqual({ number: 9000 })
    expect(await history.reader.lastStep(gap)).toBe(8_999)
    await history.append(gap, { history: { offset: 9000, lines: ['{"_step":9000,"loss":-5}'] } })
    await history.foldAll()
    expect((await history.reader.lines(gap, 'history', { minStep: 8_999 })).length).toBe(2)
  })
})
