import { expect } from 'vitest'
import { type Module, timesAsked, without } from './modules.ts'
import { publicHalf, robin } from './provider.ts'
import { signed, unsigned } from './tokens.ts'

/** With a token of a refused sign-in nothing more is asked for. */
const userinfoUnasked: Module['also'] = (_outcome, station) => expect(timesAsked(station, '/userinfo')).toBe(0)

const evidence = (outcome: Parameters<NonNullable<Module['also']>>[0], stage: string) =>
  outcome.record.stages.find((each) => each.stage === stage)?.evidence

/** What is wrong with an ID token, whatever flow brings it. */
export const idTokenModules: Module[] = [
  {
    name: 'invalid-iss',
    means: 'an ID token of another issuer is refused',
    bends: () => ({ claims: (claims) => ({ ...claims, iss: `${claims['iss']}x` }) }),
    refused: 'iss-mismatch',
    also: userinfoUnasked,
  },
  {
    name: 'missing-sub',
    means: 'an ID token of nobody is refused',
    bends: () => ({ claims: (claims) => without(claims, 'sub') }),
    refused: 'sub-missing',
    also: userinfoUnasked,
  },
  {
    name: 'invalid-aud',
    means: 'an ID token for another client is refused',
    bends: () => ({ claims: (claims) => ({ ...claims, aud: `${claims['aud']}x` }) }),
    refused: 'aud-mismatch',
    also: userinfoUnasked,
  },
  {
    name: 'missing-aud',
    means: 'an ID token for no client is refused',
    bends: () => ({ claims: (claims) => without(claims, 'aud') }),
    refused: 'aud-mismatch',
    also: userinfoUnasked,
  },
  {
    name: 'missing-iat',
    means: 'an ID token without its time is refused',
    bends: () => ({ claims: (claims) => without(claims, 'iat') }),
    refused: 'iat-missing',
    also: userinfoUnasked,
  },
  {
    name: 'kid-absent-single-jwks',
    means: 'a token without key id is proven by the only key',
    bends: () => ({ header: ({ alg }) => ({ alg }), jwks: ([rsa]) => [{ ...rsa, kid: undefined }] }),
  },
  {
    name: 'kid-absent-multiple-jwks',
    means: 'a token without key id is proven by the one of several keys that fits',
    bends: ({ keys }) => ({
      header: ({ alg }) => ({ alg }),
      jwks: (published) => [publicHalf(keys.foreign), ...published].map((key) => ({ ...key, kid: undefined })),
    }),
  },
  {
    name: 'idtoken-sig-rs256',
    means: 'RS256 is accepted',
    bends: ({ keys }) => ({ signer: { alg: 'RS256', key: keys.rsa } }),
    also: (outcome) => expect(evidence(outcome, 'id-token')).toMatchObject({ alg: 'RS256' }),
  },
  {
    name: 'idtoken-sig-none',
    means: 'an unsigned ID token is refused, though the provider publishes that it has them',
    bends: () => ({
      discovery: (document) => ({ ...document, id_token_signing_alg_values_supported: ['RS256', 'none'] }),
      idToken: (token) => unsigned(Buffer.from(token.split('.')[1]!, 'base64url').toString()),
    }),
    refused: 'alg-none',
    also: userinfoUnasked,
  },
  {
    name: 'invalid-sig-rs256',
    means: 'an RS256 signature by another key is refused',
    bends: ({ keys }) => ({ signer: { alg: 'RS256', key: keys.foreign } }),
    refused: 'signature-bad',
    also: userinfoUnasked,
  },
  {
    name: 'invalid-sig-hs256',
    means: 'an HS256 signature by another secret is refused',
    bends: ({ clientSecret }) => ({
      discovery: (document) => ({ ...document, id_token_signing_alg_values_supported: ['HS256'] }),
      signer: { alg: 'HS256', key: clientSecret.replace(/^./, 'z') },
    }),
    refused: 'signature-bad',
    also: userinfoUnasked,
  },
  {
    name: 'invalid-sig-es256',
    means: 'an ES256 signature that was changed is refused',
    bends: ({ keys }) => ({ signer: { alg: 'ES256', key: keys.p256 }, idToken: changedSignature }),
    refused: 'signature-bad',
    also: userinfoUnasked,
  },
  {
    name: 'nonce-invalid',
    means: 'an ID token with the nonce of another sign-in is refused',
    bends: () => ({ claims: (claims) => ({ ...claims, nonce: `${claims['nonce']}x` }) }),
    refused: 'nonce-mismatch',
    also: userinfoUnasked,
  },
]

/** What is asked and answered with an access token. */
export const userinfoModules: Module[] = [
  {
    name: 'userinfo-invalid-sub',
    means: 'userinfo of somebody else ends the sign-in',
    bends: () => ({ userinfo: (claims) => ({ ...claims, sub: `${claims['sub']}x` }) }),
    refused: 'userinfo-sub-mismatch',
  },
  {
    name: 'userinfo-bearer-header',
    means: 'userinfo is asked for with the access token in the header, and nowhere else',
    also: (_outcome, { provider }) => {
      const asked = provider.asked.find(({ path }) => path === '/userinfo')!
      expect(asked.headers.authorization).toMatch(/^Bearer access-/)
      expect([...asked.query, ...asked.form]).toEqual([])
    },
  },
  {
    name: 'userinfo-signed',
    means: 'userinfo as a signed token is proven, and read',
    bends: ({ issuer, clientId, keys }) => ({
      userinfo: (claims) =>
        signed(
          { alg: 'RS256', kid: 'rsa' },
          { ...claims, iss: issuer, aud: clientId },
          { alg: 'RS256', key: keys.rsa },
        ),
    }),
    also: async ({ jar }, { url }) => {
      expect(JSON.parse((await jar.send(`${url}/api/me`)).text).user.email).toBe(robin.email)
    },
  },
  {
    name: 'scope-userinfo-claims',
    means: 'the claims of the person are asked for by scopes, and used',
    also: async ({ jar }, { provider, url }) => {
      const scope = provider.asked.find(({ path }) => path === '/authorize')!.query.get('scope')!
      expect(scope.split(' ')).toEqual(expect.arrayContaining(['openid', 'profile', 'email']))
      expect(JSON.parse((await jar.send(`${url}/api/me`)).text).user).toMatchObject({
        email: robin.email,
        name: robin.name,
      })
    },
  },
]

/** How the client proves itself at the token endpoint: once, and in the way that the provider publishes. */
export const clientModules: Module[] = [
  {
    name: 'client-secret-basic',
    means: 'the secret goes in the header, alone',
    bends: () => onlyBy('client_secret_basic'),
    also: (_outcome, station) => {
      const { headers, form } = tokenRequest(station)
      expect(headers.authorization).toMatch(/^Basic /)
      expect(form.has('client_secret')).toBe(false)
    },
  },
  {
    name: 'client-secret-post',
    means: 'the secret goes in the body, alone',
    bends: () => onlyBy('client_secret_post'),
    also: (_outcome, station) => {
      const { headers, form } = tokenRequest(station)
      expect(headers.authorization).toBeUndefined()
      expect(form.get('client_secret')).toBe(station.provider.clientSecret)
    },
  },
]

const onlyBy = (method: string): ReturnType<NonNullable<Module['bends']>> => ({
  discovery: (document) => ({ ...document, token_endpoint_auth_methods_supported: [method] }),
})

const tokenRequest = ({ provider }: Parameters<NonNullable<Module['also']>>[1]) => {
  const asked = provider.asked.filter(({ path }) => path === '/token')
  expect(asked).toHaveLength(1)
  return asked[0]!
}

function changedSignature(token: string): string {
  const at = token.lastIndexOf('.') + 1
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
}

/** All that a sign-in by code must pass. */
export const codeModules: Module[] = [
  {
    name: 'client-test',
    means: 'a plain sign-in is accepted',
    also: (_outcome, { provider }) => {
      const asked = provider.asked.find(({ path }) => path === '/authorize')!.query
      expect(asked.get('response_type')).toBe('code')
      for (const name of ['state', 'nonce', 'code_challenge'])
        expect(asked.get(name)?.length).toBeGreaterThanOrEqual(43)
    },
  },
  ...idTokenModules,
  ...userinfoModules,
  ...clientModules,
]
