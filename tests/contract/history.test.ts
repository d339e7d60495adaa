import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StreamChunk } from '../../src/tracking/history/history.ts'
import { databases, type TestDatabases } from '../kit/databases.ts'
import { type HistoryFixture, openHistory } from '../kit/history.ts'

let runId = 1000
const lines = (...values: unknown[]) => values.map((value) => JSON.stringify(value))
const steps = (from: number, to: number, more: (step: number) => object = () => ({})) =>
  Array.from({ length: to - from }, (_, i) => JSON.stringify({ _step: from + i, ...more(from + i) }))

const cases = databases.flatMap((kind) => [
  { ...kind, title: `${kind.name}, as appended`, folded: false },
  { ...kind, title: `${kind.name}, folded after each batch`, folded: true },
])

describe.each(cases)('the history on $title', (kind) => {
  if (!kind.available) return test.skip('not on this machine', () => {})
  let server: TestDatabases
  let history: HistoryFixture
  beforeAll(async () => {
    server = await kind.start()
    history = await openHistory((await server.fresh()).settings)
  })
  afterAll(async () => {
    await history?.stop()
    await server?.stop()
  })

  const newRun = () => ++runId
  const send = async (run: number, chunk: StreamChunk) => {
    const appended = await history.append(run, chunk)
    if (kind.folded) await history.foldAll()
    return appended
  }
  const append = (run: number, offset: number, content: string[]) => send(run, { history: { offset, lines: content } })
  const all = (run: number) => history.reader.lines(run, 'history', {})

  test('gives lines back with every type, in order', async () => {
    const run = newRun()
    const sent = [
      '{"_step":0,"loss":0.30000000000000004,"big":9007199254740993,"neg":-0}',
      '{"_step":1,"loss":NaN,"up":Infinity,"down":-Infinity,"flag":true,"none":null}',
      '{"_step":2,"text":"\\"a\\"é","nested":{"a":{"b":1},"c":"d"},"a.b":7}',
      '{"_step":3,"image":{"_type":"image-file","path":"m/x.png","size":9007199254740993},"list":[1,NaN,18446744073709551615]}',
      '{"_step":4,"small":5e-324,"large":1.7976931348623157e+308,"empty":{},"deep":{"e":{}}}',
    ]
    await append(run, 0, sent)
    expect((await all(run)).map(sorted)).toEqual(sent.map(sorted))
  })

  test('keeps a line that is no object as it stands', async () => {
    const run = newRun()
    const sent = ['{"_step":0}', 'not json', '[1,2]', '{}', '"text"', '{"":1}', '{"_step":1}']
    await append(run, 0, sent)
    expect(await all(run)).toEqual(sent)
  })

  test('takes the same lines twice as once, and what comes behind them', async () => {
    const run = newRun()
    await append(run, 0, steps(0, 10))
    expect((await append(run, 0, steps(0, 10))).changed).toBe(false)
    expect((await append(run, 5, steps(5, 15))).counts.history).toBe(15)
    expect(await all(run)).toEqual(steps(0, 15))
    expect(history.conflictsOf(run)).toEqual([])
  })

  test('never overwrites a line; other lines at its place are noted', async () => {
    const run = newRun()
    await append(run, 0, steps(0, 10))
    await append(run, 8, lines({ _step: 800 }, { _step: 900 }, { _step: 10 }))
    expect(await all(run)).toEqual(steps(0, 11))
    expect(history.conflictsOf(run)).toMatchObject([{ runId: run, kind: 'history', line: 8 }])
  })

  test('keeps a gap, and fills it when its lines come', async () => {
    const run = newRun()
    await append(run, 0, steps(0, 2))
    await append(run, 5, steps(5, 7))
    expect((await history.reader.counts(run)).history).toBe(7)
    expect(await all(run)).toEqual([...steps(0, 2), ...steps(5, 7)])
    await append(run, 2, steps(2, 5))
    expect(await all(run)).toEqual(steps(0, 7))
    expect(history.conflictsOf(run)).toEqual([])
  })

  test('a gap far back is filled in the lines, the chart, the keys and the last step', async () => {
    const run = newRun()
    const loss = (step: number) => ({ loss: step === 3000 ? 1e6 : step % 7 })
    const late = (step: number) => ({ ...loss(step), late: step === 2999 ? 'yes' : step })
    await append(run, 0, steps(0, 2990, loss))
    await append(run, 3005, steps(3005, 9005, loss))
    await append(run, 9010, steps(9010, 9020, loss))
    await history.foldAll()
    // Repeats lines on both sides, as a client does that holds them for unanswered.
    await append(run, 2980, [...steps(2980, 2990, loss), ...steps(2990, 3005, late), ...steps(3005, 3010, loss)])
    await append(run, 9005, steps(9005, 9010, loss))
    await append(run, 9020, steps(9020, 9021, loss))
    const expected = [...steps(0, 2990, loss), ...steps(2990, 3005, late), ...steps(3005, 9021, loss)]
    expect(await all(run)).toEqual(expected)
    const { reader } = history
    const chart = { runIds: [run], kind: 'history' as const, keys: ['loss', 'late'], x: '_step', buckets: 50 }
    const [series, lateSeries] = await reader.series(chart)
    expect(Math.max(...series!.max)).toBe(1e6)
    expect(series!.count.reduce((sum, count) => sum + count, 0)).toBe(9021)
    expect(lateSeries!.count.reduce((sum, count) => sum + count, 0)).toBe(14)
    const keys = new Map((await reader.keys([run], 'history')).get(run)!.map((info) => [info.key, info]))
    expect(keys.get('_step')).toEqual({ key: '_step', types: { number: 9021 }, monotonic: true, last: 9020 })
    expect(keys.get('late')).toMatchObject({ types: { number: 14, string: 1 }, last: 3004 })
    expect(await reader.lines(run, 'history', { minStep: 2999, maxStep: 3001 })).toEqual(expected.slice(2999, 3001))
    expect(history.conflictsOf(run)).toEqual([])
  })

  test('writes many runs at once', async () => {
    const runs = Array.from({ length: 20 }, newRun)
    await Promise.all(runs.flatMap((run) => [0, 1, 2].map((i) => append(run, i * 10, steps(i * 10, i * 10 + 10)))))
    for (const run of runs) expect(await all(run)).toEqual(steps(0, 30))
  })

  test('a rewind forgets what came after a step, and other lines may follow', async () => {
    const run = newRun()
    await append(run, 0, steps(0, 10))
    await append(run, 10, steps(10, 20))
    expect((await history.rewind(run, 14)).history).toBe(15)
    await append(run, 15, lines({ _step: 15, other: 1 }))
    expect(await all(run)).toEqual([...steps(0, 15), '{"_step":15,"other":1}'])
    expect(await history.reader.lastStep(run)).toBe(15)
  })

  test('a fork begins with the lines of the other run', async () => {
    const [run, fork] = [newRun(), newRun()]
    await append(run, 0, steps(0, 20))
    expect((await history.fork(run, 9, fork)).history).toBe(10)
    await append(fork, 10, steps(10, 12))
    expect(await all(fork)).toEqual(steps(0, 12))
    expect(await all(run)).toEqual(steps(0, 20))
  })

  test('lines of the console log may be written again', async () => {
    const run = newRun()
    await send(run, { log: { offset: 0, lines: ['a', 'b', 'c'] } })
    await send(run, { log: { offset: 1, lines: ['B', 'C', 'D'] } })
    await send(run, { log: { offset: 0, lines: ['A'] } })
    expect(await history.reader.log(run, {})).toEqual(['A', 'B', 'C', 'D'].map((text, number) => ({ number, text })))
    expect(await history.reader.log(run, { last: 2 })).toMatchObject([{ text: 'C' }, { text: 'D' }])
    expect((await history.reader.counts(run)).log).toBe(4)
  })

  test('the summary is what the client sent last, else the last values', async () => {
    const run = newRun()
    await append(run, 0, lines({ _step: 0, a: 1, n: { x: 'y' } }, { _step: 1, n: { z: 2 } }))
    expect(JSON.parse(await history.reader.summary(run))).toEqual({ _step: 1, a: 1, n: { x: 'y', z: 2 } })
    await send(run, { summary: '{"a":9007199254740993}' })
    await send(run, { summary: '{"a":NaN}' })
    expect(await history.reader.summary(run)).toBe('{"a":NaN}')
    expect(await history.reader.summary(newRun())).toBe('{}')
  })

  test('keys have types, counts, whether they rise, and the last value', async () => {
    const run = newRun()
    await append(
      run,
      0,
      lines({ _step: 0, loss: 2, t: 'x' }, { _step: 1, loss: 1, t: null, n: { m: { _type: 'table-file' } } }),
    )
    const keys = new Map((await history.reader.keys([run], 'history')).get(run)!.map((info) => [info.key, info]))
    expect(keys.get('_step')).toEqual({ key: '_step', types: { number: 2 }, monotonic: true, last: 1 })
    expect(keys.get('loss')).toMatchObject({ types: { number: 2 }, monotonic: false, last: 1 })
    expect(keys.get('t')).toMatchObject({ types: { string: 1, null: 1 }, monotonic: false, last: null })
    expect(keys.get('n.m')).toMatchObject({ types: { 'table-file': 1 } })
  })

  test('removing forgets everything of a run, and only of it', async () => {
    const [run, other] = [newRun(), newRun()]
    await append(run, 0, steps(0, 3))
    await append(other, 0, steps(0, 3))
    await history.remove([run])
    expect(await all(run)).toEqual([])
    expect(await all(other)).toHaveLength(3)
    expect((await append(run, 0, steps(0, 1))).counts.history).toBe(1)
  })

  test('lines are found by step, by number, from the end, and as samples', async () => {
    const run = newRun()
    await append(run, 0, steps(0, 60))
    await append(run, 60, steps(100, 140))
    const { reader } = history
    expect(await reader.lines(run, 'history', { minStep: 58, maxStep: 102 })).toEqual([
      ...steps(58, 60),
      ...steps(100, 102),
    ])
    expect(await reader.lines(run, 'history', { fromLine: 59, limit: 2 })).toEqual([
      ...steps(59, 60),
      ...steps(100, 101),
    ])
    expect(await reader.tail(run, 'history', 2)).toEqual(steps(138, 140))
    const samples = await reader.sampledLines(run, 'history', { samples: 10 })
    expect(samples).toHaveLength(10)
    expect([samples[0], samples.at(-1)]).toEqual([...steps(0, 1), ...steps(139, 140)])
  })

  test('ten thousand keys in one run', async () => {
    const run = newRun()
    const wide = (from: number, to: number) =>
      steps(from, to, (step) =>
        Object.fromEntries(Array.from({ length: 10_000 }, (_, key) => [`k/${key}`, step * key])),
      )
    await append(run, 0, wide(0, 70))
    await append(run, 70, wide(70, 100))
    await append(
      run,
      100,
      steps(100, 101, () => ({ 'k/7': -1 })),
    )
    const keys = (await history.reader.keys([run], 'history')).get(run)!
    expect(keys).toHaveLength(10_001)
    expect(keys.find(({ key }) => key === 'k/9999')).toMatchObject({
      types: { number: 100 },
      last: 99 * 9999,
      monotonic: true,
    })
    expect(keys.find(({ key }) => key === 'k/7')).toMatchObject({ types: { number: 101 }, last: -1, monotonic: false })
    const chart = { runIds: [run], kind: 'history' as const, keys: ['k/7', 'k/9999'], x: '_step', buckets: 200 }
    const [seven, last] = await history.reader.series(chart)
    expect(seven!.last).toEqual([...Array.from({ length: 100 }, (_, step) => step * 7), -1])
    expect(last!.last).toEqual(Array.from({ length: 100 }, (_, step) => step * 9999))
    expect(JSON.parse((await all(run))[99]!)).toMatchObject({ _step: 99, 'k/5000': 99 * 5000 })
  })

  test('a key that was logged only at the beginning of a long run stays in its chart', async () => {
    const run = newRun()
    const early = (step: number) => ({ loss: 1, ...(step < 100 && { early: step }) })
    for (let from = 0; from < 40_000; from += 8000) await append(run, from, steps(from, from + 8000, early))
    const chart = { runIds: [run], kind: 'history' as const, keys: ['early'], x: '_step', buckets: 200 }
    const [series] = await history.reader.series(chart)
    expect(series!.last).toEqual(Array.from({ length: 100 }, (_, step) => step))
  })

  test('sampled rows hold all keys and keep the spike', async () => {
    const run = newRun()
    await append(
      run,
      0,
      steps(0, 1000, (step) => ({ loss: step === 777 ? 1e6 : 1, ...(step % 2 === 1 && { odd: step }) })),
    )
    const rows = await history.reader.sampledRows(run, 'history', { keys: ['_step', 'loss', 'odd'], samples: 50 })
    expect(rows.length).toBeLessThanOrEqual(50)
    expect(rows.every((row) => 'odd' in row && 'loss' in row)).toBe(true)
    expect(rows).toContainEqual({ _step: 777, loss: 1e6, odd: 777 })
  })
})

/** The same JSON whatever the order of the keys; numbers stay as they are written. */
function sorted(text: string): string {
  return text
    .replace(/^\{|\}$/g, '')
    .split(/,(?=")/)
    .sort()
    .join(',')
}
