import { constants, createCipheriv, generateKeyPairSync, type KeyObject, publicEncrypt, randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { catalogue, type FaultCode } from '../../src/sso/index.ts'
import type { Bends } from './conformance/provider.ts'
import { type Station, startStation } from './conformance/station.ts'
import { base64url, unsigned, type Written } from './conformance/tokens.ts'
import { oneMemberChanged, runs } from './properties/hostile.ts'

/** Our public key is public: anybody can encrypt anything for us. */
const ours = generateKeyPairSync('rsa', { modulusLength: 2048 })
let folder: string
let station: Station
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-encrypted-'))
  const decryptionKeyFile = path.join(folder, 'key.pem')
  await writeFile(decryptionKeyFile, ours.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  station = await startStation({ providers: { decrypting: { decryptionKeyFile } } })
})
afterAll(async () => {
  await station.stop()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(() => station.provider.straighten())

const plainHeader = { alg: 'RSA-OAEP-256', enc: 'A256GCM' }

/** RSA-OAEP-256 and A256GCM by hand, whatever the header says. */
function encrypted(plaintext: string | Buffer, header: Written = plainHeader, key: KeyObject = ours.publicKey): string {
  const [contentKey, iv] = [randomBytes(32), randomBytes(12)]
  const encryptedKey = publicEncrypt({ key, oaepHash: 'sha256', padding: constants.RSA_PKCS1_OAEP_PADDING }, contentKey)
  const head = base64url(typeof header === 'string' ? header : JSON.stringify(header))
  const cipher = createCipheriv('aes-256-gcm', contentKey, iv).setAAD(Buffer.from(head))
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()])
  return [head, ...[encryptedKey, iv, ciphertext, cipher.getAuthTag()].map((part) => base64url(part))].join('.')
}

const outcomeOf = async (idToken: Bends['idToken'], more: Bends = {}) => {
  station.provider.bends = { ...more, idToken }
  return station.signIn({ provider: 'decrypting' })
}
const partChanged = (token: string, index: number, change: (part: string) => string): string =>
  token
    .split('.')
    .map((part, each) => (each === index ? change(part) : part))
    .join('.')

test('what is encrypted for us and signed by the provider is accepted', async () => {
  expect(await outcomeOf((token) => encrypted(token))).toMatchObject({ code: null, signedIn: true })
})

describe('encryption proves nothing', () => {
  const rows: [string, FaultCode, (token: string) => string, Bends?][] = [
    ['claims without a signature', 'id-token-malformed', (token) => encrypted(payloadOf(token))],
    ['an unsigned token', 'alg-none', (token) => encrypted(unsigned(payloadOf(token), { alg: 'none', kid: 'rsa' }))],
    ['a token that is encrypted twice', 'id-token-malformed', (token) => encrypted(encrypted(token))],
    ['nothing', 'id-token-malformed', () => encrypted('')],
  ]
  test.each(rows)('of %s: %s', async (_what, code, idToken) => {
    expect(await outcomeOf(idToken)).toMatchObject({ code, signedIn: false })
  })
  test('of a token that somebody else signed', async () => {
    const signer = { alg: 'RS256', key: station.provider.keys.foreign }
    expect(await outcomeOf((token) => encrypted(token), { signer })).toMatchObject({
      code: 'signature-bad',
      signedIn: false,
    })
  })
})

const payloadOf = (token: string): string => Buffer.from(token.split('.')[1]!, 'base64url').toString()

describe('only what was planned is decrypted, and in no other way', () => {
  test.each([
    ['a key that anybody can guess', { alg: 'dir' }],
    [
      'a password, and work without end',
      { alg: 'PBES2-HS256+A128KW', p2c: 2_000_000_000, p2s: 'AAAAAAAAAAAAAAAAAAAAAA' },
    ],
    ['a shared key', { alg: 'A256KW' }],
    ['a shared key, wrapped with GCM', { alg: 'A256GCMKW', iv: 'AAAAAAAAAAAAAAAA', tag: 'AAAAAAAAAAAAAAAAAAAAAA' }],
    ['PKCS 1, whose padding tells', { alg: 'RSA1_5' }],
    [
      'an elliptic curve, which our key is not on',
      { alg: 'ECDH-ES', epk: { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' } },
    ],
    ['no algorithm', { alg: undefined }],
    ['a content encryption that there is not', { enc: 'A256' }],
    ['an extension that nobody knows', { crit: ['exp-2'], 'exp-2': 1 }],
  ])('%s', async (_what, change) => {
    const { code, signedIn } = await outcomeOf((token) => encrypted(token, { ...plainHeader, ...change }))
    expect(['decryption-failed', 'id-token-malformed']).toContain(code)
    expect(signedIn).toBe(false)
  })

  test('a bomb: 60 MB of claims, compressed to 60 KB', async () => {
    const bomb = deflateRawSync(Buffer.alloc(60 * 1024 * 1024, 'x'), { level: 9 })
    expect(bomb.length).toBeLessThan(100_000)
    const outcome = await outcomeOf(() => encrypted(bomb, { ...plainHeader, zip: 'DEF' }))
    expect(outcome).toMatchObject({ code: 'decryption-failed', signedIn: false })
    expect(JSON.stringify(outcome.record.evidence)).toContain('ecompress')
  })
  test('but a token of the usual size may be compressed (RFC 7516 4.1.3)', async () => {
    const outcome = await outcomeOf((token) => encrypted(deflateRawSync(token), { ...plainHeader, zip: 'DEF' }))
    expect(outcome).toMatchObject({ code: null, signedIn: true })
  })
  test('more than any token that people sign in by', async () => {
    const outcome = await outcomeOf(() => encrypted('x'.repeat(400_000)))
    expect(outcome).toMatchObject({ code: 'id-token-malformed', signedIn: false })
  })
  test.each([0, 1, 2, 3, 4])('with part %i changed', async (part) => {
    const flip = (text: string) => (text.startsWith('A') ? `B${text.slice(1)}` : `A${text.slice(1)}`)
    const { code, signedIn } = await outcomeOf((token) => partChanged(encrypted(token), part, flip))
    expect(['decryption-failed', 'id-token-malformed']).toContain(code)
    expect(signedIn).toBe(false)
  })
  test('with a header that names a member twice', async () => {
    const header = `{"alg":"RSA-OAEP","alg":"RSA-OAEP-256","enc":"A256GCM"}`
    expect((await outcomeOf((token) => encrypted(token, header))).code).toBe('id-token-malformed')
  })
})

test('whatever stands in the header, the refusal has a name', async () => {
  const headers = oneMemberChanged(
    'alg',
    'enc',
    'zip',
    'kid',
    'cty',
    'epk',
    'apu',
    'p2c',
    'p2s',
    'crit',
    'jwk',
    'x5c',
    'iv',
  )
  await fc.assert(
    fc.asyncProperty(headers, async (change) => {
      station.provider.straighten()
      const { code, record } = await outcomeOf((token) => encrypted(token, change(plainHeader)))
      expect(code === null || Object.hasOwn(catalogue, code)).toBe(true)
      expect(code, JSON.stringify(record.evidence).slice(0, 500)).not.toBe('unexpected')
    }),
    runs(80),
  )
})
