import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases, type TestDatabases } from '../kit/databases.ts'
import { type HistoryFixture, openHistory } from '../kit/history.ts'

/** What may happen to one run, in any order. */
const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('append' as const), at: fc.nat(400), count: fc.nat(150) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('both' as const), at: fc.nat(400), count: fc.nat(150) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('fold' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rewind' as const), step: fc.nat(400) }) },
)

/** A line depends on its number alone, as for a client that repeats what it holds. */
const lineOf = (number: number) =>
  JSON.stringify({ _step: number, ...(number % 3 === 0 && { third: number * 2 }), ...(number === 77 && { once: 'x' }) })

const linesFrom = (at: number, count: number) => Array.from({ length: count }, (_, i) => lineOf(at + i))

describe.each(databases)('the history against a list, on $name', (kind) => {
  if (!kind.available) return test.skip('not on this machine', () => {})
  let server: TestDatabases
  let history: HistoryFixture
  let runId = 5000
  beforeAll(async () => {
    server = await kind.start()
    history = await openHistory((await server.fresh()).settings)
  })
  afterAll(async () => {
    await history?.stop()
    await server?.stop()
  })

  // In tens of lines, which stay in one open chunk, and in thousands, which are sealed.
  test.each([
    { scale: 1, runs: kind.name === 'SQLite' ? 100 : 40 },
    { scale: 40, runs: kind.name === 'SQLite' ? 15 : 5 },
  ])('whatever comes in whatever order, each line is there once, and so in its chart (x $scale)', async (size) => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 14 }), async (actions) => {
        const run = ++runId
        let end = 0
        let held: number[] = []
        const append = (at: number, count: number) => {
          at *= size.scale
          count *= size.scale
          held = [...new Set([...held, ...Array.from({ length: count }, (_, i) => at + i)])].sort((a, b) => a - b)
          if (count > 0) end = Math.max(end, at + count)
          return history.append(run, { history: { offset: at, lines: linesFrom(at, count) } })
        }
        for (const each of actions) {
          if (each.kind === 'append') await append(each.at, each.count)
          // Lines that come while those before are being folded.
          else if (each.kind === 'both') await Promise.all([history.foldAll(), append(each.at, each.count)])
          else if (each.kind === 'fold') await history.foldAll()
          else {
            const kept = held.filter((number) => number <= each.step * size.scale)
            const most = held.find((number) => number > each.step * size.scale) ?? end
            // Which lines of a gap are forgotten is all the same: there are none.
            const left = (await history.rewind(run, each.step * size.scale)).history
            expect(left).toBeGreaterThan(kept.at(-1) ?? -1)
            expect(left).toBeLessThanOrEqual(most)
            held = kept
            end = left
          }
        }
        expect(await history.reader.lines(run, 'history', {})).toEqual(held.map(lineOf))
        expect((await history.reader.counts(run)).history).toBe(end)
        expect(history.conflictsOf(run)).toEqual([])
        const chart = { runIds: [run], kind: 'history' as const, keys: ['third'], x: '_step', buckets: 10_000 }
        const [series] = await history.reader.series(chart)
        const thirds = held.filter((number) => number % 3 === 0)
        expect(series === undefined ? [] : [...series.last]).toEqual(thirds.map((number) => number * 2))
        const third = (await history.reader.keys([run], 'history')).get(run)?.find(({ key }) => key === 'third')
        expect(third?.types.number ?? 0).toBe(thirds.length)
      }),
      { numRuns: size.runs },
    )
  })
})
