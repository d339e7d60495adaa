import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { idTokenModules } from './code-modules.ts'
import { type Module, testModules, timesAsked } from './modules.ts'
import { type Bends, type BentProvider, publicHalf } from './provider.ts'
import { type Station, startStation } from './station.ts'

let station: Station
beforeAll(async () => {
  station = await startStation()
})
afterAll(() => station.stop())

/** The endpoints at other paths: who finds them has read the document. */
const moved = ({ issuer, round }: BentProvider, to: string): Bends => ({
  discovery: (document) => ({
    ...document,
    token_endpoint: `${issuer}${to}/token`,
    jwks_uri: `${issuer}${to}/jwks/${round}`,
  }),
  answer: (asked) => {
    if (asked.path.startsWith(to)) asked.path = asked.path.slice(to.length)
    return undefined
  },
})

const nullFor =
  (...names: string[]): Bends['discovery'] =>
  (document) => ({ ...document, ...Object.fromEntries(names.map((name) => [name, null])) })

const modules: Module[] = [
  {
    name: 'discovery-openid-config',
    means: 'the endpoints are those of the discovery document',
    bends: (provider) => moved(provider, '/here'),
    also: (_outcome, all) => expect(timesAsked(all, '/.well-known/openid-configuration')).toBeGreaterThan(0),
  },
  {
    name: 'discovery-openid-config',
    means: 'a member that is null counts as not there',
    bends: () => ({
      discovery: nullFor('response_modes_supported', 'code_challenge_methods_supported', 'scopes_supported'),
    }),
  },
  {
    name: 'discovery-jwks-uri-keys',
    means: 'the keys are those at the jwks_uri of the document',
    bends: (provider) => moved(provider, '/there'),
    also: (_outcome, all) => expect(timesAsked(all, `/jwks/${all.provider.round}`)).toBe(1),
  },
  {
    name: 'discovery-issuer-mismatch',
    means: 'a document of another issuer is refused',
    bends: () => ({ discovery: (document) => ({ ...document, issuer: `${document['issuer']}/other` }) }),
    refused: 'issuer-mismatch',
    also: (_outcome, all) => expect(timesAsked(all, '/authorize')).toBe(0),
  },
  ...idTokenModules.filter(({ name }) => name === 'idtoken-sig-none'),
]

/** The provider signs by a new key, published under this id in place of the old one. */
const rotated = ({ keys }: BentProvider, kid: string): Bends => ({
  signer: { alg: 'RS256', key: keys.foreign },
  header: (header) => ({ ...header, kid }),
  jwks: () => [publicHalf(keys.foreign, kid)],
})

/** `oidcc-client-config-certification-test-plan`. Webfinger and dynamic registration are the dynamic plan's, and not done here. */
describe('config', () => {
  testModules(() => station, modules)

  test.each([
    ['signing-key-rotation', 'a key that is new since the last sign-in is fetched', 'rsa-2'],
    ['signing-key-rotation-just-before-signing', 'so is one that took the place of another under its id', 'rsa'],
  ])('%s: %s', async (_name, _means, kid) => {
    const { provider, signIn } = station
    provider.straighten()
    provider.moveKeys()
    expect((await signIn()).signedIn).toBe(true)
    provider.asked.length = 0
    provider.bends = rotated(provider, kid)
    expect(await signIn()).toMatchObject({ code: null, signedIn: true })
    expect(timesAsked(station, `/jwks/${provider.round}`)).toBe(1)
  })
})
