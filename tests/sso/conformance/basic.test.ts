import { afterAll, beforeAll, describe } from 'vitest'
import { codeModules } from './code-modules.ts'
import { testModules } from './modules.ts'
import { type Station, startStation } from './station.ts'

let station: Station
beforeAll(async () => {
  station = await startStation()
})
afterAll(() => station.stop())

/** `oidcc-client-basic-certification-test-plan`, and what the comprehensive `oidcc-client-test-plan` adds for a code. */
describe('basic', () => {
  testModules(() => station, codeModules)
})
