import { afterAll, beforeAll, test } from 'vitest'
import { type Bench, expectFound, expectNamed, startBench } from './bench.ts'
import { type AnyCase, type FaultCase, isElsewhere } from './case.ts'

/** Runs these cases one after another on one server and one provider; preflight comes first, as nothing was learned by then. */
export function runCases(cases: AnyCase[]): void {
  let shared: Bench
  beforeAll(async () => {
    shared = await startBench()
  })
  afterAll(() => shared.stop())

  const here = cases.filter((each): each is FaultCase => !isElsewhere(each))
  test.each(here)('$code: $name', async (each) => {
    const bench = each.env ? await startBench(each.env) : shared
    try {
      await bench.setUp(each)
      expectFound(each, await bench.preflight())
      expectNamed(each, await bench.lost(await (each.walk?.(bench) ?? bench.signIn())))
    } finally {
      if (bench !== shared) await bench.stop()
    }
  })
}
