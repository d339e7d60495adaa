import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { CompactEncrypt, type JWK } from 'jose'
import { expect } from 'vitest'
import { documentOf, seconds } from '../../conformance/provider.ts'
import { base64url, unsigned } from '../../conformance/tokens.ts'
import { claims, documentPath, keyFile, without } from '../bends.ts'
import { type AnyCase, type FaultCase, needsPerson } from '../case.ts'

const p521 = generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey.export({ format: 'jwk' }) as JWK

const tampered = (token: string): string => {
  const [header, body, signature] = token.split('.') as [string, string, string]
  const changed = { ...JSON.parse(Buffer.from(body, 'base64url').toString()), sub: 'somebody-else' }
  return [header, base64url(JSON.stringify(changed)), signature].join('.')
}

const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey
const strangersCurve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey

const encrypted = (token: string, alg: string, key: KeyObject): Promise<string> =>
  new CompactEncrypt(new TextEncoder().encode(token))
    .setProtectedHeader({ alg, enc: 'A256GCM', cty: 'JWT' })
    .encrypt(key)

/** Sends the bearer of a date that is off by so many seconds, with tokens to match. */
const clockAhead = (seconds: number): Pick<FaultCase, 'bends'> => ({
  bends: ({ provider }) => ({
    answer({ path }) {
      if (path !== documentPath) return undefined
      const date = new Date(Date.now() + seconds * 1000).toUTCString()
      return { headers: { date }, body: JSON.stringify(documentOf(provider.issuer, provider.round)) }
    },
    claims: (each) => ({ ...each, iat: Number(each['iat']) + seconds, exp: Number(each['exp']) + seconds }),
  }),
})

/** Nearly all of them are in a token, which nobody has before somebody signs in. */
export const idTokenCases: AnyCase[] = [
  {
    code: 'id-token-encrypted',
    name: 'an encrypted ID token',
    bends: () => ({ idToken: () => `${base64url('{"alg":"RSA-OAEP-256","enc":"A256GCM"}')}.a.b.c.d` }),
    preflight: needsPerson,
  },
  {
    code: 'id-token-malformed',
    name: 'an ID token of two parts',
    bends: () => ({ idToken: (token) => token.split('.').slice(0, 2).join('.') }),
    preflight: needsPerson,
  },
  {
    code: 'alg-none',
    name: 'an unsigned ID token',
    bends: () => ({ idToken: (token) => unsigned(Buffer.from(token.split('.')[1]!, 'base64url').toString()) }),
    preflight: needsPerson,
  },
  {
    code: 'alg-not-default',
    name: 'an algorithm that was not announced',
    bends: () => ({ signer: { alg: 'ES512', key: p521 } }),
    evidence: { alg: 'ES512' },
    preflight: needsPerson,
  },
  {
    code: 'alg-not-default',
    name: 'HS256 that was not announced',
    bends: ({ provider }) => ({ signer: { alg: 'HS256', key: provider.clientSecret } }),
    preflight: needsPerson,
  },
  {
    code: 'alg-none',
    name: 'a provider that signs nothing',
    bends: () => ({
      discovery: (each) => ({ ...each, id_token_signing_alg_values_supported: ['none'] }),
      idToken: (token) => unsigned(Buffer.from(token.split('.')[1]!, 'base64url').toString()),
    }),
    preflight: 'error',
  },
  {
    code: 'alg-not-default',
    name: 'algorithms that nobody knows here',
    bends: () => ({ discovery: (each) => ({ ...each, id_token_signing_alg_values_supported: ['ES256K'] }) }),
    evidence: { alg: 'RS256' },
    preflight: 'error',
  },
  {
    code: 'secret-too-short',
    name: 'HS256 with a secret that can be guessed',
    settings({ provider, after }) {
      const { clientSecret } = provider
      provider.clientSecret = 'hunter2'
      after(() => {
        provider.clientSecret = clientSecret
      })
      return { clientSecret: 'hunter2' }
    },
    bends: () => ({
      discovery: (each) => ({ ...each, id_token_signing_alg_values_supported: ['HS256'] }),
      signer: { alg: 'HS256', key: 'hunter2' },
    }),
    evidence: { length: 7 },
    preflight: 'error',
  },
  {
    code: 'decryption-failed',
    name: 'an ID token that is encrypted for another key',
    settings: async (at) => ({ decryptionKeyFile: await keyFile(at) }),
    bends: () => ({ idToken: (token) => encrypted(token, 'RSA-OAEP-256', stranger) }),
    evidence: { reason: 'it was encrypted for another key' },
    preflight: needsPerson,
  },
  {
    code: 'decryption-failed',
    name: 'ways of encryption that no key here suits',
    settings: async (at) => ({ decryptionKeyFile: await keyFile(at) }),
    bends: () => ({
      discovery: (each) => ({ ...each, id_token_encryption_alg_values_supported: ['ECDH-ES'] }),
      idToken: (token) => encrypted(token, 'ECDH-ES', strangersCurve),
    }),
    evidence: { reason: 'none of our keys is of the kind that its algorithm needs' },
    mend: 'RSA',
    preflight: 'warning',
  },
  {
    code: 'signature-bad',
    name: 'a signature of somebody else',
    bends: ({ provider }) => ({ signer: { alg: 'RS256', key: provider.keys.foreign } }),
    preflight: needsPerson,
  },
  {
    code: 'signature-bad',
    name: 'claims that were changed',
    bends: () => ({ idToken: tampered }),
    preflight: needsPerson,
  },
  {
    code: 'unknown-kid-rotation',
    name: 'a key that is not published',
    bends: () => ({ header: (header) => ({ ...header, kid: 'unheard-of' }) }),
    evidence: { kid: 'unheard-of' },
    preflight: needsPerson,
  },
  {
    code: 'iss-mismatch',
    name: 'another issuer',
    ...claims((each) => ({ ...each, iss: 'https://other.example' })),
    evidence: { iss: 'https://other.example' },
    preflight: needsPerson,
  },
  {
    code: 'entra-v1-v2-mix',
    name: 'an issuer of version 1',
    ...claims((each) => ({ ...each, iss: 'https://sts.windows.net/x/' })),
    preflight: needsPerson,
  },
  {
    code: 'aud-mismatch',
    name: 'another audience',
    ...claims((each) => ({ ...each, aud: 'other-app' })),
    evidence: { aud: ['other-app'] },
    preflight: needsPerson,
  },
  {
    code: 'aud-mismatch',
    name: 'the audience of another provider that is set up here',
    async settings({ station, provider, after }) {
      const { providerSettings } = station.server.context
      await providerSettings.create('neighbour', { issuer: provider.issuer, clientId: 'neighbour-app' }, 'test')
      after(async () => void (await providerSettings.remove('neighbour', 'test')))
      return {}
    },
    ...claims((each) => ({ ...each, aud: 'neighbour-app' })),
    evidence: { exchangedWith: 'neighbour' },
    mend: 'the ids of the two were exchanged',
    preflight: needsPerson,
  },
  { code: 'aud-mismatch', name: 'no audience', ...claims((each) => ({ ...each, aud: [] })), preflight: needsPerson },
  {
    code: 'azp-or-extra-aud',
    name: 'one audience too many',
    ...claims((each) => ({ ...each, aud: [each['aud'], 'other-app'] })),
    preflight: needsPerson,
  },
  {
    code: 'azp-or-extra-aud',
    name: 'made for another party',
    ...claims((each) => ({ ...each, azp: 'other-app' })),
    preflight: needsPerson,
  },
  { code: 'exp-missing', name: 'no end', ...claims(without('exp')), preflight: needsPerson },
  {
    code: 'exp-past',
    name: 'one that has run out',
    ...claims((each) => ({ ...each, exp: seconds() - 600 })),
    preflight: needsPerson,
  },
  { code: 'iat-missing', name: 'no beginning', ...claims(without('iat')), preflight: needsPerson },
  {
    code: 'iat-future',
    name: 'one from the future',
    ...claims((each) => ({ ...each, iat: seconds() + 600 })),
    preflight: needsPerson,
  },
  {
    code: 'nbf',
    name: 'one that is not valid yet',
    ...claims((each) => ({ ...each, nbf: seconds() + 600 })),
    preflight: needsPerson,
  },
  { code: 'nonce-missing', name: 'no nonce', ...claims(without('nonce')), preflight: needsPerson },
  {
    code: 'nonce-mismatch',
    name: 'the nonce of another sign-in',
    ...claims((each) => ({ ...each, nonce: 'another' })),
    preflight: needsPerson,
  },
  {
    code: 'at-hash-mismatch',
    name: 'the access token of somebody else',
    ...claims((each) => ({ ...each, at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' })),
    preflight: needsPerson,
  },
  { code: 'sub-missing', name: 'nobody', ...claims((each) => ({ ...each, sub: '' })), preflight: needsPerson },
  {
    code: 'sub-odd',
    name: 'a number for a person',
    ...claims((each) => ({ ...each, sub: 17 })),
    preflight: needsPerson,
  },
  {
    code: 'sub-odd',
    name: 'a person without end',
    ...claims((each) => ({ ...each, sub: 'x'.repeat(256) })),
    preflight: needsPerson,
  },
  {
    code: 'iss-mismatch',
    name: 'a slash more than in the discovery document',
    bends: ({ provider }) => ({ claims: (each) => ({ ...each, iss: `${provider.issuer}/` }) }),
    mend: 'Only the last slash differs',
    preflight: needsPerson,
  },
  {
    code: 'iss-mismatch',
    name: 'the name of the provider inside',
    bends: ({ provider }) => ({
      claims: (each) => ({ ...each, iss: provider.issuer.replace('127.0.0.1', 'keycloak') }),
    }),
    mend: 'one name inside and outside',
    preflight: needsPerson,
  },
  {
    code: 'iss-mismatch',
    name: 'another tenant of the same provider',
    bends: ({ provider }) => ({ claims: (each) => ({ ...each, iss: `${provider.issuer}/realms/other` }) }),
    mend: 'another tenant or realm',
    preflight: needsPerson,
  },
  {
    code: 'iss-mismatch',
    name: 'https, where the document has http',
    bends: ({ provider }) => ({
      claims: (each) => ({ ...each, iss: provider.issuer.replace('http:', 'https:') }),
    }),
    mend: 'X-Forwarded-Proto',
    preflight: needsPerson,
  },
  {
    code: 'exp-past',
    name: 'a provider whose clock is behind',
    ...clockAhead(-3600),
    mend: 'timedatectl',
    preflight: 'error',
  },
  {
    code: 'iat-future',
    name: 'a provider whose clock is ahead',
    ...clockAhead(3600),
    mend: 'NTP',
    preflight: 'error',
  },
  {
    code: 'exp-past',
    name: 'a clock here that is ahead',
    bends: ({ clock }) => ({
      claims(each) {
        clock.ahead = 600_000
        return each
      },
    }),
    evidence: { clocksDifferBy: expect.any(Number) },
    mend: 'set that of this server by NTP',
    preflight: needsPerson,
  },
  {
    code: 'exp-past',
    name: 'an old token, where the clocks agree',
    ...claims((each) => ({ ...each, exp: seconds() - 600 })),
    evidence: { clocksAgree: 'agree' },
    mend: 'look for a cache before the token endpoint',
    preflight: needsPerson,
  },
  {
    code: 'iat-future',
    name: 'a clock here that is behind',
    bends: ({ clock }) => ({
      claims(each) {
        clock.ahead = -600_000
        return each
      },
    }),
    evidence: { clocksDifferBy: expect.any(Number) },
    mend: 'NTP',
    preflight: needsPerson,
  },
  {
    code: 'alg-hs256',
    name: 'a signature by the client secret',
    bends: ({ provider }) => ({
      discovery: (each) => ({ ...each, id_token_signing_alg_values_supported: ['HS256'] }),
      signer: { alg: 'HS256', key: provider.clientSecret },
    }),
    evidence: { alg: 'HS256' },
    preflight: needsPerson,
  },
  {
    code: 'signature-bad',
    name: 'a symmetric signature by another secret',
    bends: () => ({
      discovery: (each) => ({ ...each, id_token_signing_alg_values_supported: ['HS256'] }),
      signer: { alg: 'HS256', key: 'x'.repeat(64) },
    }),
    evidence: { keySource: 'the client secret' },
    preflight: needsPerson,
  },
  ...(
    [
      ['google-iss-two-spellings', 'an issuer without its scheme, of Google', 'tests/sso/providers/google.test.ts'],
      ['tenant-not-allowed', 'a person of another directory, at Entra', 'tests/sso/providers/entra.test.ts'],
      ['max-age', 'no proof anew', 'tests/sso/reauthentication.test.ts'],
      ['c-hash-mismatch', 'a code of somebody else', 'tests/sso/flows.test.ts'],
      ['id-tokens-differ', 'two ID tokens of two people', 'tests/sso/flows.test.ts'],
    ] as const
  ).map(([code, name, elsewhere]): AnyCase => ({ code, name, elsewhere, preflight: needsPerson })),
]
