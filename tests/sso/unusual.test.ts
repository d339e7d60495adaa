import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createJar } from '../kit/jar.ts'
import type { Asked, Bends, Json, RawAnswer } from './conformance/provider.ts'
import { type Station, startStation } from './conformance/station.ts'

let station: Station
beforeAll(async () => {
  station = await startStation()
})
afterAll(() => station.stop())
beforeEach(() => station.provider.straighten())

const documentPath = '/.well-known/openid-configuration'

/** What would have been answered there, packed otherwise. */
const packed =
  (path: string, pack: (text: string) => RawAnswer): NonNullable<Bends['answer']> =>
  (asked: Asked) => {
    if (asked.path !== path) return undefined
    const { issuer } = station.provider
    const document = {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks/0`,
    }
    return pack(JSON.stringify(document))
  }
const coded = (coding: string, pack: (text: string) => Uint8Array) =>
  packed(documentPath, (text) => ({ headers: { 'content-encoding': coding }, body: pack(text) }))

describe('signs in at a provider', () => {
  test.each<[string, Bends]>([
    ['that packs its document by gzip, unasked', { answer: coded('gzip', gzipSync) }],
    ['that packs its document by deflate, unasked', { answer: coded('Deflate', deflateSync) }],
    ['that packs its document by br, unasked', { answer: coded('br', brotliCompressSync) }],
    [
      'whose JSON begins with a byte order mark',
      {
        discovery: (document) => `\ufeff${JSON.stringify(document)}`,
        jwks: (keys) => `\ufeff${JSON.stringify({ keys })}`,
        token: (body) => `\ufeff${JSON.stringify(body)}`,
      },
    ],
    [
      'that publishes empty lists',
      {
        discovery: (document) => ({
          ...document,
          id_token_signing_alg_values_supported: [],
          token_endpoint_auth_methods_supported: [],
          scopes_supported: [],
          response_types_supported: [],
          response_modes_supported: [],
          code_challenge_methods_supported: [],
        }),
      },
    ],
  ])('%s', async (_what, bends) => {
    Object.assign(station.provider.bends, bends)
    expect(await station.signIn()).toMatchObject({ code: null, signedIn: true })
  })

  test('that refuses another way of client authentication by a page', async () => {
    station.provider.bends.answer = ({ path, headers }) =>
      path === '/token' && headers.authorization !== undefined
        ? { status: 401, headers: { 'content-type': 'text/html' }, body: '<title>401 Unauthorized</title>' }
        : undefined
    expect(await station.signIn()).toMatchObject({ code: null, signedIn: true })
  })

  test.each<[string, (issuer: string) => string]>([
    ['capitals in the scheme', (issuer) => issuer.replace('http:', 'HTTP:')],
    ['capitals, and a slash too many', (issuer) => `${issuer.replace('http:', 'Http:')}/`],
  ])('whose issuer was typed with %s', async (_what, typed) => {
    const { clientId, clientSecret, issuer } = station.provider
    const { providerSettings } = station.server.context
    await providerSettings.create('typed', { clientId, clientSecret, issuer: typed(issuer) }, 'test')
    const { signedIn, record } = await station.signIn({ provider: 'typed' })
    expect([signedIn, record.evidence['mended']]).toEqual([true, ['issuer-host-spelling']])
    await providerSettings.remove('typed', 'test')
  })
})

describe('names', () => {
  test.each<[string, string, Bends]>([
    [
      'discovery-gated',
      'a proxy before the provider that wants to know who calls',
      { answer: packed(documentPath, () => ({ status: 407, body: '' })) },
    ],
    ['id-token-malformed', 'an ID token whose parts are padded', { idToken: (token) => `${token}==` }],
    ['token-not-json', 'a success that is no JSON', { token: (body) => `for(;;);${JSON.stringify(body)}` }],
  ])('%s: %s', async (code, _what, bends) => {
    Object.assign(station.provider.bends, bends)
    const ended = await station.signIn()
    expect(ended).toMatchObject({ code, signedIn: false })
    expect(ended.record.mend.join(' ')).not.toBe('')
  })

  test('alg-not-default with the secret to set, where an ID token is signed by one that is not known here', async () => {
    const { clientId, issuer, clientSecret } = station.provider
    const { providerSettings } = station.server.context
    await providerSettings.create('public', { clientId, issuer }, 'test')
    station.provider.bends.discovery = (document: Json) => ({
      ...document,
      id_token_signing_alg_values_supported: ['HS256'],
    })
    station.provider.bends.signer = { alg: 'HS256', key: clientSecret }
    const { code, record } = await station.signIn({ provider: 'public' })
    expect(code).toBe('alg-not-default')
    expect(record.mend.join(' ')).toMatch(/set OIDC_SECRET/)
    expect(record.mend.join(' ')).not.toMatch(/idTokenAlg/)
    await providerSettings.remove('public', 'test')
  })
})

test('a key of the right id and for another use is told as that, not as one to wait for', async () => {
  station.provider.bends.jwks = (keys) => keys.map((key) => ({ ...key, use: 'enc' }))
  station.provider.moveKeys()
  const { code, record } = await station.signIn()
  expect(code).toBe('unknown-kid-rotation')
  expect(record.mend.join(' ')).toMatch(/rsa \(RSA, enc\) is of another kind than RS256, or for another use/)
  expect(record.mend.join(' ')).not.toContain('in a minute')
})

test('no part of a token stands in a record, whatever of our own words is in it', async () => {
  // The beginning of the client id, as Basic spells it, is within the ID token, too: taking that out must not hide the token from the search for tokens.
  station.provider.bends.token = (body) => `for(;;);${JSON.stringify(body)}`
  const { record } = await station.signIn()
  expect(record.code).toBe('token-not-json')
  expect(JSON.stringify(record)).not.toMatch(/eyJ|access-|[\w-]{60,}/)
})

describe('a browser', () => {
  test('may come with a slash at the end of the addresses', async () => {
    const { signedIn } = await station.signIn({ start: '/oidc/login/' })
    expect(signedIn).toBe(true)
  })

  test('or a scanner of links that looks at the callback by HEAD uses nothing up', async () => {
    const jar = createJar()
    const { location } = await jar.send(`${station.url}/oidc/login?return_to=/arrived`)
    const callback = (await jar.send(location!)).location!
    expect((await jar.send(callback, { method: 'HEAD' })).status).toBe(404)
    expect((await jar.send(callback)).location).toBe(`${station.url}/arrived`)
  })
})
