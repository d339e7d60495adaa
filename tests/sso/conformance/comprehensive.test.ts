import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { type Module, testModules, timesAsked } from './modules.ts'
import type { BentProvider } from './provider.ts'
import { type Station, startStation } from './station.ts'
import { signed } from './tokens.ts'

const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
let folder: string
let station: Station
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-comprehensive-'))
  const signingKeyFile = path.join(folder, 'key.pem')
  await writeFile(signingKeyFile, key.export({ type: 'pkcs8', format: 'pem' }))
  station = await startStation({
    providers: {
      'secret-jwt': { clientAuth: 'client_secret_jwt' },
      'key-jwt': { clientAuth: 'private_key_jwt', clientSecret: undefined, signingKeyFile },
    },
  })
})
afterAll(async () => {
  await station.stop()
  await rm(folder, { recursive: true, force: true })
})

/** RFC 7523 3: proven by the key, from the client about itself, for the provider, for a short time, once. */
const assertionBy =
  (keyOf: (provider: BentProvider) => Parameters<typeof jwtVerify>[1]): Module['also'] =>
  async (_outcome, { provider }) => {
    const { form, headers } = provider.asked.find((asked) => asked.path === '/token')!
    expect(form.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
    expect([headers.authorization, form.get('client_secret')]).toEqual([undefined, null])
    const { issuer, clientId } = provider
    const expected = { issuer: clientId, subject: clientId, audience: [issuer, `${issuer}/token`] }
    const { payload } = await jwtVerify(form.get('client_assertion')!, keyOf(provider) as CryptoKey, expected)
    expect(payload.jti).toBeTruthy()
    expect(payload.exp! - payload.iat!).toBeLessThanOrEqual(600)
  }

/** A claim that stands in a token of somebody else, or has to be fetched there. */
const elsewhere = (source: Record<string, unknown>) => ({
  _claim_names: { name: 'src1' },
  _claim_sources: { src1: source },
})

const nameOf = async (jar: Parameters<Station['isSignedIn']>[0], url: string): Promise<string> =>
  JSON.parse((await jar.send(`${url}/api/me`)).text).user.name

/** What `oidcc-client-test-plan` has beyond the plans that are certified. Mutual TLS: `tests/sso/mutual-tls.test.ts`. */
const modules: Module[] = [
  {
    name: 'client-secret-jwt',
    means: 'the client proves itself by an assertion that its secret signs',
    signIn: { provider: 'secret-jwt' },
    also: assertionBy(({ clientSecret }) => new TextEncoder().encode(clientSecret)),
  },
  {
    name: 'private-key-jwt',
    means: 'the client proves itself by an assertion that its key signs',
    signIn: { provider: 'key-jwt' },
    also: assertionBy(() => createPublicKey(key)),
  },
  {
    name: 'aggregated-claims',
    means: 'claims in a token that the provider passes on are used',
    bends: ({ issuer, keys }) => ({
      userinfo: ({ name: _, ...claims }) => {
        const JWT = signed(
          { alg: 'RS256', kid: 'rsa' },
          { iss: issuer, name: 'Robin Elsewhere' },
          { alg: 'RS256', key: keys.rsa },
        )
        return { ...claims, sub: 'aggregated-1', ...elsewhere({ JWT }) }
      },
      claims: (claims) => ({ ...claims, sub: 'aggregated-1' }),
    }),
    also: async ({ jar }, { url }) => expect(await nameOf(jar, url)).toBe('Robin Elsewhere'),
  },
  {
    name: 'distributed-claims',
    means: 'claims that would have to be fetched are left out, and no address of a token is called',
    bends: ({ issuer }) => ({
      userinfo: (claims) => ({ ...claims, ...elsewhere({ endpoint: `${issuer}/claims`, access_token: 'a' }) }),
    }),
    also: (_outcome, all) => expect(timesAsked(all, '/claims')).toBe(0),
  },
]

describe('comprehensive', () => {
  testModules(() => station, modules)
})
