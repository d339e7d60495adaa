import { parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Person, person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { ask, makeRun, readRun, stream } from '../kit/wire.ts'

let server: TestServer
let ada: Person
beforeAll(async () => {
  server = await startServer()
  ada = await person(server, 'ada')
})
afterAll(() => server.stop())

const lines = (...values: object[]) => values.map((line, step) => JSON.stringify({ _step: step, ...line }))

async function log(name: string, content: string[], end: object = { complete: true, exitcode: 0 }, offset = 0) {
  await makeRun(server, ada.apiKey, { name, modelName: 'p' })
  const files = { 'wandb-history.jsonl': { offset, content } }
  const answer = await stream(server, ada.apiKey, `ada/p/${name}`, { files, ...end })
  expect(answer.status).toBe(200)
}

async function parquet(run: string): Promise<{ parquetUrls: string[]; liveData: { _step: number }[] }> {
  return (await readRun(server, ada.apiKey, { project: 'p', run }, 'parquetHistory { parquetUrls liveData }'))
    .parquetHistory
}

const rowsOf = async (url: string) =>
  parquetReadObjects({ file: await fetch(url).then((answer) => answer.arrayBuffer()) })

test('a run that has ended is in a file, whole or by ranges; its address is good for that file alone', async () => {
  await log('ended', lines({ loss: 0.5, word: 'a', ok: true }, { loss: 0.25, word: 'ü"\\n', ok: false }))
  const { parquetUrls, liveData } = await parquet('ended')
  expect(liveData).toEqual([])
  const [url] = parquetUrls as [string]
  expect(await rowsOf(url)).toEqual([
    { _step: 0n, loss: 0.5, word: 'a', ok: true },
    { _step: 1n, loss: 0.25, word: 'ü"\\n', ok: false },
  ])
  const whole = Buffer.from(await (await fetch(url)).arrayBuffer())
  const head = await fetch(url, { method: 'HEAD' })
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(whole.length)])
  for (const [range, from, to] of [
    ['bytes=0-3', 0, 4],
    ['bytes=-8', whole.length - 8, whole.length],
    ['bytes=4-', 4, whole.length],
  ] as const) {
    const part = await fetch(url, { headers: { range } })
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes ${from}-${to - 1}/${whole.length}`])
    expect(Buffer.from(await part.arrayBuffer())).toEqual(whole.subarray(from, to))
  }
  expect((await fetch(url, { headers: { range: `bytes=${whole.length}-` } })).status).toBe(416)
  expect((await fetch(url.replace(/\/0\?/, '/1?'))).status).toBe(403)
  expect((await fetch(url.split('?')[0]!)).status).toBe(403)
  expect((await parquet('ended')).parquetUrls).toHaveLength(1)
})

test.each([
  ['a line lacks a key', lines({ a: 1, b: 1 }, { a: 2 })],
  ['a key is nested', lines({ a: { b: 1 } })],
  ['a key has numbers and texts', lines({ a: 1 }, { a: 'one' })],
  ['a value is a list', lines({ a: [1] })],
  ['a value is null', lines({ a: null })],
  ['a step is no whole number', ['{"_step":0.5,"a":1}']],
  ['steps go down', ['{"_step":2,"a":1}', '{"_step":1,"a":1}']],
  ['there is no step', ['{"a":1}']],
  ['a number is too long for either type', ['{"_step":0,"a":99999999999999999999}']],
  ['lines are missing before', lines({ a: 1 }), 5],
])('where %s, the history stays live, as it was logged', async (what, content, offset = 0) => {
  await log(what, content, { complete: true, exitcode: 0 }, offset)
  const { parquetUrls, liveData } = await parquet(what)
  expect(parquetUrls).toEqual([])
  if (content[0]!.includes('"_step":')) expect(liveData.length).toBeGreaterThan(0)
})

test('numbers of 64 bits, NaN and infinities are themselves', async () => {
  await log('special', [
    '{"_step":0,"long":9007199254740993,"odd":NaN,"least":-0.0}',
    '{"_step":1,"long":-9223372036854775808,"odd":-Infinity,"least":5e-324}',
  ])
  const [url] = (await parquet('special')).parquetUrls as [string]
  const rows = await rowsOf(url)
  expect(rows.map((row) => [row['long'], row['odd']])).toEqual([
    [9007199254740993n, Number.NaN],
    [-9223372036854775808n, Number.NEGATIVE_INFINITY],
  ])
  expect(rows.map((row) => Object.is(row['least'], -0) || row['least'])).toEqual([true, 5e-324])
})

test('what is logged after a resume is in a file of its own, and the first file is as it was', async () => {
  await log('resumed', lines({ a: 1 }, { a: 2 }))
  const [first] = (await parquet('resumed')).parquetUrls as [string]
  const before = await (await fetch(first)).text()
  await log('resumed', ['{"_step":2,"a":3}'], {}, 2)
  const going = await parquet('resumed')
  expect(going).toMatchObject({ parquetUrls: [], liveData: [{ _step: 0 }, { _step: 2 }] })
  await log('resumed', ['{"_step":3,"a":4}'], { complete: true, exitcode: 1 }, 3)
  const { parquetUrls } = await parquet('resumed')
  expect(parquetUrls).toHaveLength(2)
  expect(await (await fetch(parquetUrls[0]!)).text()).toBe(before)
  expect(await rowsOf(parquetUrls[1]!)).toEqual([
    { _step: 2n, a: 3n },
    { _step: 3n, a: 4n },
  ])
})

test('a rewound run has no files any more, since clients keep those that they have', async () => {
  await log('rewound', lines({ a: 1 }, { a: 2 }))
  const [url] = (await parquet('rewound')).parquetUrls as [string]
  const rewind = `mutation { rewindRun(input: {runName: "rewound", entityName: "ada", projectName: "p", metricName: "_step",
    metricValue: 0}) { rewoundRun { id } } }`
  expect((await ask(server, ada.apiKey, rewind)).errors).toEqual([])
  await log('rewound', ['{"_step":1,"a":9}'], { complete: true, exitcode: 0 }, 1)
  expect((await parquet('rewound')).parquetUrls).toEqual([])
  expect((await fetch(url)).status).toBe(404)
})

test('many askers at once make one file, and a deleted run leaves none', async () => {
  const content = Array.from({ length: 3000 }, (_, step) => `{"_step":${step},"a":${step / 7}}`)
  await log('asked', content)
  const answers = await Promise.all(Array.from({ length: 5 }, () => parquet('asked')))
  const places = new Set(answers.flatMap(({ parquetUrls }) => parquetUrls.map((url) => url.split('?')[0])))
  expect(places.size).toBe(1)
  const [url] = answers[0]!.parquetUrls as [string]
  expect(await rowsOf(url)).toHaveLength(3000)
  const id = await makeRun(server, ada.apiKey, { name: 'asked', modelName: 'p' })
  await ask(server, ada.apiKey, 'mutation ($id: ID!) { deleteRun(input: {id: $id}) { success } }', { id })
  expect((await fetch(url)).status).toBe(404)
})
