import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Secret } from '../base/secret.ts'
import { noLiveCredentials, searchFor } from './live-credentials.ts'
import { createScan } from './scan.ts'

const scanFor = (...secrets: string[]) =>
  createScan(
    secrets.map((text, i) => ({ what: `secret ${i}`, secret: new Secret(text) })),
    noLiveCredentials,
  )
const cleaned = (text: string, ...secrets: string[]) => scanFor(...secrets).clean('file', text)

const waysToWrite: Record<string, (secret: string) => string> = {
  'as it is': (secret) => secret,
  'in an address': (secret) => `https://op.example/?x=${encodeURIComponent(secret)}&y=1`,
  'in a form': (secret) => `grant=1&x=${new URLSearchParams({ x: secret }).toString().slice(2)}`,
  'in JSON within a text': (secret) => JSON.stringify({ said: `it is ${secret}!` }),
  'in base64': (secret) => Buffer.from(secret).toString('base64'),
  'behind a client id in base64': (secret) => Buffer.from(`client-1:${secret}`).toString('base64'),
  'behind another client id in base64': (secret) => Buffer.from(`client:${secret}`).toString('base64'),
  'in base64url': (secret) => Buffer.from(`a:${secret}`).toString('base64url'),
  'in hexadecimal': (secret) => Buffer.from(secret).toString('hex'),
  'in capital hexadecimal': (secret) => Buffer.from(secret).toString('hex').toUpperCase(),
}

test.each(Object.entries(waysToWrite))('a known secret is cut out %s', async (_, write) => {
  const secret = 'K&y "42"/plus+Ünïcode'
  const text = await cleaned(`before ${write(secret)} after`, secret)
  expect(text).toContain('[cut: secret 0]')
  expect(text).not.toContain(write(secret))
  expect(text).toMatch(/^before .* after$/)
})

test('any secret, written in any way, anywhere in a structure, is found nowhere', async () => {
  const secret = fc.string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 40 })
  const way = fc.constantFrom(...Object.values(waysToWrite))
  await fc.assert(
    fc.asyncProperty(secret, way, fc.string(), async (word, write, around) => {
      const value = { list: [around + write(word) + around], [`name ${write(word)}`]: { deep: write(word) } }
      const { list, ...named } = await scanFor(word).clean('file', value)
      const [[name, { deep }]] = Object.entries(named) as [[string, { deep: string }]]
      for (const text of [...list, name, deep]) expect(text.includes(word) || text.includes(write(word))).toBe(false)
    }),
  )
})

test('a short secret is cut as a word of its own, and other words stay', async () => {
  expect(await cleaned('user=root password root, roots', 'root')).toBe(
    'user=[cut: secret 0] password [cut: secret 0], roots',
  )
})

test('a Secret is told as set, and names of members are looked at', async () => {
  const value = {
    clientSecret: new Secret('whatever it is'),
    headers: { Authorization: 'opaque', 'Set-Cookie': 'a', accept: 'text/html' },
    secret: 'not set',
  }
  expect(await scanFor().clean('file', value)).toEqual({
    clientSecret: 'set',
    headers: {
      Authorization: '[cut: a secret by its name]',
      'Set-Cookie': '[cut: a secret by its name]',
      accept: 'text/html',
    },
    secret: 'not set',
  })
})

test.each([
  ['eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln', 'a token'],
  ['-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----', 'a private key'],
  ['Authorization: Bearer 2YotnFZFEjr1zCsicMWpAA', 'a bearer token'],
  [`Basic ${Buffer.from('ada:correct horse').toString('base64')}`, 'credentials'],
  ['mysql://signpost:correct-horse@db/signpost', 'credentials in an address'],
  ['cookie: sid=8f7a6b5c4d; theme=dark', 'a cookie'],
  ['__Host-signpost=MTIzNDU2Nzg5MDEyMzQ1Njc4OTAx', 'a cookie'],
  ['local-0123456789abcdef0123456789abcdef01234567', 'an API key'],
  ['0123456789abcdef0123456789abcdef01234567', 'an API key'],
  ['ghp_0123456789abcdefghijABCDEFGHIJ012345', 'an API key'],
  ['GET /oidc/callback?code=SplxlOBeZQQYbYS6WxSbIA', 'a secret by its name'],
  ['{"error":"x","client_secret":"correct horse"}', 'a secret by its name'],
  ['{\\"password\\":\\"correct horse\\"}', 'a secret by its name'],
  ['restore user: ada password: n0tForYourEyes', 'a password'],
  ['$argon2id$v=19$m=65536,t=3,p=1$c2FsdA$aGFzaA', 'the hash of a password'],
])('%s is cut out as it looks like %s', async (text, what) => {
  const scan = scanFor()
  const rest = await scan.clean('logs.txt', `the server said ${text}`)
  expect(rest).toContain(`[cut: looked like ${what}]`)
  for (const part of ['correct', 'c2ln', 'MIIEvQ', 'Splx', 'n0t', 'aGFzaA', '8f7a', '4567', '2Yot', 'MTIz'])
    expect(rest).not.toContain(part)
  expect(scan.cuts()).toEqual([{ file: 'logs.txt', what: `looked like ${what}`, times: 1 }])
})

test.each([
  'The client secret is missing: set OIDC_SECRET, the client secret of the application.',
  '/login?error=invalid_client&code=secret-wrong&attempt=abc123def456',
  'token_endpoint https://op.example/token, Basic authentication, bearer tokens, cookie banner',
  '{"kid":"Jx0pJ2kq7Gg3vWcD1nPq5mYbZtRsU8eXoLhFiAwKjVQ","x5t#S256":"Jx0pJ2kq7Gg3vWcD1nPq5mYbZtRsU8eXoLhFiAwKjVQ"}',
  String.raw`{"body":"{\n  \"access_token\": \"text, 43 characters\"}"}`,
  'answered GET /api/me 200 in 3 ms, request abc123def456',
])('%s is left as it is', async (text) => {
  expect(await cleaned(text)).toBe(text)
})

test('a live credential is found by its hash, also within other encodings, and so is its hash', async () => {
  const key = `${'k'.repeat(20)}imported_from.elsewhere-42`
  const hash = createHash('sha256').update(key).digest('hex')
  const live = searchFor(new Map([[hash, 'an API key']]), new Set(['s'.repeat(64)]))
  const scan = createScan([], live)
  const header = Buffer.from(`api:${key}`).toString('base64')
  const value = [
    `key=${key}.`,
    `(${key})`,
    `a/${key}/b`,
    header,
    Buffer.from(key).toString('hex'),
    hash,
    's'.repeat(90),
    'x'.repeat(64),
  ]
  const rest = await scan.clean('file', value)
  expect(rest.slice(0, 6).every((text) => text.includes('[cut: an API key]'))).toBe(true)
  expect(rest[6]).toBe('[cut: something sealed]')
  expect(rest[7]).toBe('x'.repeat(64))
  expect(JSON.stringify(rest)).not.toContain('kkkk')
})
