import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bench, startBench } from './bench.ts'
import { healthy } from './healthy.ts'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())

test.each(healthy)('nothing is said against $name', async (each) => {
  await bench.setUp(each)
  const found = (await bench.preflight()).filter(({ status }) => status === 'error' || status === 'warning')
  expect(found.map(({ code }) => code)).toEqual(['http-issuer-loopback'])
  const { record, signedIn } = await bench.signIn()
  const { mended } = record.evidence
  expect({ signedIn, code: record.code, mended }).toEqual({ signedIn: true, code: null, mended: undefined })
})
