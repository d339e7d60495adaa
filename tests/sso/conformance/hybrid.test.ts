import { afterAll, beforeAll, describe } from 'vitest'
import { clientModules } from './code-modules.ts'
import { frontChannelModules } from './front-channel-modules.ts'
import { type Module, testModules } from './modules.ts'
import { type Station, startStation } from './station.ts'

const types = ['code id_token', 'code token', 'code id_token token']
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

/** `oidcc-client-hybrid-certification-test-plan`, and `oidcc-client-formpost-hybrid-certification-test-plan`. */
describe.each(cases)('hybrid: $type by $mode', ({ type, id }) => {
  testModules(() => station, [...frontChannelModules(type), ...clientModules], { signIn: { provider: id } })
  if (type.includes('id_token')) testModules(() => station, secondIdToken, { signIn: { provider: id } })
})

/** Not of the plan: OpenID Connect Core 3.3.3.6 on the ID token that the code is redeemed for. */
const secondIdToken: Module[] = [
  {
    name: 'second ID token',
    means: 'one of somebody else is refused',
    bends: () => ({ claims: (claims, channel) => ({ ...claims, ...(channel === 'token' && { sub: 'marian-1' }) }) }),
    refused: 'id-tokens-differ',
  },
  {
    name: 'second ID token',
    means: 'one of another issuer is refused',
    bends: () => ({
      claims: (claims, channel) => ({ ...claims, ...(channel === 'token' && { iss: 'https://x.example' }) }),
    }),
    refused: 'iss-mismatch',
  },
]
