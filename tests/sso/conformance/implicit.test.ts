import { afterAll, beforeAll, describe } from 'vitest'
import { frontChannelModules } from './front-channel-modules.ts'
import { testModules } from './modules.ts'
import { type Station, startStation } from './station.ts'

const types = ['id_token', 'id_token token']
const modes = ['fragment', 'form_post']
const cases = types.flatMap((type) =>
  modes.map((mode) => ({ type, mode, id: `${type} ${mode}`.replace(/\W|_/g, '-') })),
)

let station: Station
beforeAll(async () => {
  const each = cases.map(({ type, mode, id }) => [id, { responseType: type, responseMode: mode }])
  station = await startStation({ providers: Object.fromEntries(each) })
})
afterAll(() => station.stop())

/** `oidcc-client-implicit-certification-test-plan`, and `oidcc-client-formpost-implicit-certification-test-plan`. */
describe.each(cases)('implicit: $type by $mode', ({ type, id }) => {
  testModules(() => station, frontChannelModules(type), { signIn: { provider: id } })
})
