import { createPublicKey } from 'node:crypto'
import type { JWK } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { FaultCode } from '../../src/sso/index.ts'
import { type Bends, type BentProvider, type Json, publicHalf } from './conformance/provider.ts'
import { type Station, startStation } from './conformance/station.ts'
import { base64url, signed, unsigned, type Written } from './conformance/tokens.ts'

/** Tokens that somebody made who wants to be Robin and has no key of the provider. */
let station: Station
let provider: BentProvider
beforeAll(async () => {
  station = await startStation()
  provider = station.provider
})
afterAll(() => station.stop())
beforeEach(() => {
  provider.straighten()
  provider.moveKeys()
})

const refused = async (code: FaultCode, bends: Bends): Promise<void> => {
  provider.bends = bends
  const outcome = await station.signIn()
  expect(outcome.code).toBe(code)
  expect(outcome.signedIn).toBe(false)
}

/** As if the provider published all algorithms that there are. */
const anyAlgorithm: Bends['discovery'] = (document) => ({
  ...document,
  id_token_signing_alg_values_supported: [
    'RS256',
    'PS256',
    'ES256',
    'HS256',
    'HS384',
    'HS512',
    'EdDSA',
    'none',
    'None',
  ],
})
const payloadOf = (token: string): string => Buffer.from(token.split('.')[1]!, 'base64url').toString()
const withHeader = (header: Written, key: JWK | string, alg = 'RS256'): Bends => ({
  idToken: (token) => signed(header, payloadOf(token), { alg, key }),
})

describe('no algorithm of the token itself is believed', () => {
  test.each(['none', 'None', 'NONE', 'nOnE'])('%s, however it is written and whatever is published', async (alg) => {
    await refused('alg-none', {
      discovery: anyAlgorithm,
      idToken: (token) => unsigned(payloadOf(token), { alg, kid: 'rsa' }),
    })
  })

  test.each([
    '',
    ' none',
    'NoNe ',
    'RS256 ',
    'rs256',
    'RS1',
    'HS1',
    'dir',
    'RSA-OAEP',
    'ES256K',
    '__proto__',
    'toString',
  ])('an algorithm that there is not: %j', async (alg) => {
    provider.bends = { discovery: anyAlgorithm, idToken: (token) => unsigned(payloadOf(token), { alg, kid: 'rsa' }) }
    const { code, signedIn } = await station.signIn()
    expect(['alg-not-default', 'alg-none']).toContain(code)
    expect(signedIn).toBe(false)
  })

  const publicTexts: [string, () => string][] = [
    ['PEM', () => pem('pem')],
    ['PEM without its last line end', () => pem('pem').trimEnd()],
    [
      'PEM of PKCS 1',
      () =>
        createPublicKey({ key: provider.keys.rsa as object, format: 'jwk' })
          .export({ type: 'pkcs1', format: 'pem' })
          .toString(),
    ],
    ['JWK', () => JSON.stringify(publicHalf(provider.keys.rsa, 'rsa'))],
    ['modulus', () => provider.keys.rsa.n!],
  ]
  const pem = (format: 'pem') =>
    createPublicKey({ key: provider.keys.rsa as object, format: 'jwk' })
      .export({ type: 'spki', format })
      .toString()
  test.each(publicTexts)('HS256 with the public key as secret, as %s', async (_what, text) => {
    await refused('signature-bad', {
      discovery: anyAlgorithm,
      ...withHeader({ alg: 'HS256', kid: 'rsa' }, text(), 'HS256'),
    })
  })
  test('HS256 with no secret at all, and with an empty one', async () => {
    await refused('signature-bad', { discovery: anyAlgorithm, ...withHeader({ alg: 'HS256' }, '', 'HS256') })
  })
  test('HS256 with a symmetric key that the provider publishes', async () => {
    const secret = 'published-for-everybody-to-read-1234567890'
    const jwks = () => [{ kty: 'oct', k: base64url(secret), alg: 'HS256', kid: 'oct', use: 'sig' }]
    await refused('signature-bad', {
      discovery: anyAlgorithm,
      jwks,
      ...withHeader({ alg: 'HS256', kid: 'oct' }, secret, 'HS256'),
    })
  })
  test('HS256 with the client secret where the provider does not publish that it signs so', async () => {
    await refused('alg-not-default', withHeader({ alg: 'HS256' }, provider.clientSecret, 'HS256'))
  })

  test('a key is used only for its own kind of algorithm', async () => {
    await refused('unknown-kid-rotation', {
      discovery: anyAlgorithm,
      ...withHeader({ alg: 'ES256', kid: 'rsa' }, provider.keys.foreign),
    })
    await refused('unknown-kid-rotation', {
      discovery: anyAlgorithm,
      ...withHeader({ alg: 'RS256', kid: 'p256' }, provider.keys.foreign),
    })
  })
  test('RS256 is not PS256', async () => {
    await refused('signature-bad', {
      discovery: anyAlgorithm,
      ...withHeader({ alg: 'PS256', kid: 'rsa' }, provider.keys.rsa, 'RS256'),
    })
  })
})

describe('no key that the token brings or names is used', () => {
  const own = () => publicHalf(provider.keys.foreign, 'mine')
  const tokens: [string, () => Json][] = [
    ['jwk', () => ({ jwk: own() })],
    ['jwk with the id of a published key', () => ({ jwk: { ...own(), kid: 'rsa' }, kid: 'rsa' })],
    ['jku', () => ({ jku: `${provider.issuer}/attacker/keys`, kid: 'mine' })],
    ['x5u', () => ({ x5u: `${provider.issuer}/attacker/certificate`, kid: 'rsa' })],
    ['x5c', () => ({ x5c: [provider.keys.foreign.n], kid: 'rsa' })],
    ['x5t', () => ({ x5t: 'AAAA', 'x5t#S256': 'AAAA', kid: 'rsa' })],
    ['kid that is a path', () => ({ kid: '../../../../dev/null' })],
    ['kid that is an address', () => ({ kid: `${provider.issuer}/attacker/keys` })],
    ['kid that is SQL', () => ({ kid: "' or '1'='1" })],
  ]
  test.each(tokens)('%s', async (_name, members) => {
    provider.bends = {
      answer: ({ path }) => (path.startsWith('/attacker') ? { body: JSON.stringify({ keys: [own()] }) } : undefined),
      ...withHeader({ alg: 'RS256', ...members() }, provider.keys.foreign),
    }
    const { code, signedIn } = await station.signIn()
    expect(['signature-bad', 'unknown-kid-rotation']).toContain(code)
    expect(signedIn).toBe(false)
    expect(provider.asked.filter(({ path }) => path.startsWith('/attacker'))).toEqual([])
  })

  test('a key that is published for encryption, or for others to sign with', async () => {
    const mine = publicHalf(provider.keys.foreign, 'mine')
    for (const key of [
      { ...mine, use: 'enc' },
      { ...mine, key_ops: ['encrypt'] },
      { ...mine, alg: 'RSA-OAEP' },
    ]) {
      provider.moveKeys()
      await refused('unknown-kid-rotation', {
        jwks: () => [key],
        ...withHeader({ alg: 'RS256', kid: 'mine' }, provider.keys.foreign),
      })
    }
  })
})

describe('a token is what it is signed as, and nothing else', () => {
  const zeroes = (bytes: number) => (token: string) =>
    `${token.split('.').slice(0, 2).join('.')}.${base64url(Buffer.alloc(bytes))}`

  test.each<[string, (token: string) => string]>([
    ['no signature', (token) => `${token.split('.').slice(0, 2).join('.')}.`],
    ['half of it', (token) => token.slice(0, -100)],
    ['other claims', (token) => token.replace(/\.[^.]+\./, `.${base64url('{"sub":"robin-1"}')}.`)],
  ])('with %s', async (_what, idToken) => {
    await refused('signature-bad', { idToken })
  })
  test.each([0, 64, 63, 65])('ES256 with a signature of %i zeroes', async (bytes) => {
    await refused('signature-bad', { signer: { alg: 'ES256', key: provider.keys.p256 }, idToken: zeroes(bytes) })
  })

  test.each<[string, Json]>([
    ['crit with an extension that nobody knows', { crit: ['exp-2'], 'exp-2': 1 }],
    ['crit with b64', { crit: ['b64'], b64: false }],
    ['b64 alone', { b64: false }],
    ['crit with nothing', { crit: [] }],
    ['crit that is no list', { crit: 'alg' }],
  ])('%s is not passed over', async (_what, members) => {
    await refused('id-token-malformed', { header: (header) => ({ ...header, ...members }) })
  })

  test.each<[string, Bends]>([
    ['header', { header: ({ alg, kid }) => `{"alg":"none","kid":"${kid}","alg":"${alg}"}` }],
    ['claims', { claims: (claims) => `{"sub":"marian-1",${JSON.stringify(claims).slice(1)}` }],
    ['claims, spelled otherwise', { claims: (claims) => `{"\\u0073ub":"marian-1",${JSON.stringify(claims).slice(1)}` }],
    ['claims, further in', { claims: (claims) => `{"address":{"a":1,"a":2},${JSON.stringify(claims).slice(1)}` }],
  ])('a member that its %s name twice is refused, though the signature holds', async (_what, bends) => {
    await refused('id-token-malformed', bends)
  })

  test.each<[string, (token: string) => string]>([
    ['is larger than any that people sign in by', (token) => `${token}.${'A'.repeat(300_000)}`],
    ['has claims that fill a megabyte', (token) => token.replace('.', `.${'A'.repeat(900_000)}`)],
    ['has many parts', (token) => `${token}${'.a'.repeat(1000)}`],
    ['is nested deep', () => `${base64url(`{"alg":"RS256","x":${'['.repeat(9000)}${']'.repeat(9000)}}`)}.e30.AA`],
  ])('one that %s is refused before anything is proven', async (_what, idToken) => {
    await refused('id-token-malformed', { idToken })
    expect(provider.asked.filter(({ path }) => path.startsWith('/jwks'))).toEqual([])
  })

  test('a logout token, or signed userinfo, does not pass for an ID token', async () => {
    await refused('nonce-missing', { idToken: () => provider.logoutToken() })
    await refused('exp-missing', {
      idToken: () =>
        signed(
          { alg: 'RS256', kid: 'rsa' },
          { iss: provider.issuer, aud: provider.clientId, sub: 'robin-1' },
          { alg: 'RS256', key: provider.keys.rsa },
        ),
    })
  })
})

test('strangers make the provider be asked for its keys at most twice, however many logout tokens they invent', async () => {
  await station.signIn()
  provider.asked.length = 0
  for (let number = 0; number < 20; number++) {
    const token = provider.logoutToken({}, { header: { kid: `invented-${number}` } })
    const body = new URLSearchParams({ logout_token: token })
    expect((await fetch(`${station.url}/oidc/backchannel-logout`, { method: 'POST', body })).status).toBe(400)
  }
  expect(provider.asked.filter(({ path }) => path.startsWith('/jwks')).length).toBeLessThanOrEqual(2)
})
