import { expect } from 'vitest'
import type { Bench } from '../bench.ts'
import { answers, document, html, isRedeeming, keyFile, refusesCode, refusesToken, without } from '../bends.ts'
import { type AnyCase, needsPerson, needsThisSignIn } from '../case.ts'

/** Signs in, and once more in another browser, by which time the provider has changed its mind. */
const twice = async (at: Bench) => {
  expect((await at.signIn()).signedIn).toBe(true)
  return at.signIn()
}

export const tokenCases: AnyCase[] = [
  {
    code: 'secret-wrong',
    name: 'a secret that is refused',
    ...refusesToken('invalid_client', 'no', 401),
    preflight: 'error',
  },
  {
    code: 'double-client-auth',
    name: 'a provider that counts two',
    ...refusesToken('invalid_request', 'Only support one client credential way.'),
    preflight: 'error',
  },
  {
    code: 'secret-is-id-not-value',
    name: 'the id of a secret',
    ...refusesToken('invalid_client', 'AADSTS7000215: Invalid client secret provided.', 401),
    preflight: 'error',
  },
  {
    code: 'secret-expired',
    name: 'a secret that has run out',
    ...refusesToken('invalid_client', 'AADSTS7000222: The provided client secret keys are expired.', 401),
    preflight: 'error',
  },
  {
    code: 'wrong-client-type-spa',
    name: 'a single-page application',
    ...refusesToken('invalid_request', 'AADSTS9002327: Tokens issued for the SPA'),
    preflight: 'error',
  },
  {
    code: 'public-client-with-secret',
    name: 'a public client',
    ...refusesToken('invalid_client', 'AADSTS700025: Client is public', 401),
    preflight: 'error',
  },
  {
    code: 'invalid-grant-other',
    name: 'a code that is refused',
    ...refusesCode('invalid_grant', 'Code not valid'),
    preflight: needsPerson,
  },
  {
    code: 'pkce-verifier-mismatch',
    name: 'PKCE that does not fit',
    ...refusesCode('invalid_grant', 'PKCE verification failed'),
    preflight: needsPerson,
  },
  {
    code: 'code-expired',
    name: 'a code that has run out',
    ...refusesCode('invalid_grant', 'authorization code has expired'),
    preflight: needsThisSignIn,
  },
  {
    code: 'token-refused',
    name: 'words that nobody knows',
    ...refusesToken('strange_error', 'strange'),
    preflight: 'error',
  },
  {
    code: 'idp-server-error',
    name: 'an error of the provider at the token endpoint',
    ...refusesToken('server_error', 'oops', 500),
    preflight: 'error',
  },
  {
    code: 'token-redirect',
    name: 'a token endpoint that points elsewhere',
    ...answers('/token', 302, '', { location: '/login' }),
    preflight: 'error',
  },
  {
    code: 'token-not-json',
    name: 'a web page as token',
    ...answers('/token', 200, html('Welcome')),
    preflight: 'error',
  },
  {
    code: 'token-not-json',
    name: 'a gateway that fails',
    ...answers('/token', 502, html('Bad gateway')),
    preflight: 'error',
  },
  { code: 'waf-blocks-token-call', name: 'a firewall', ...answers('/token', 403, html('Blocked')), preflight: 'error' },
  {
    code: 'token-http200-error',
    name: 'an error that looks like success',
    ...answers('/token', 200, { error: 'invalid_grant' }),
    preflight: 'error',
  },
  {
    code: 'token-http200-error',
    name: 'an error wrapped as some do',
    ...answers('/token', 200, { code: 20003, msg: 'bad' }),
    evidence: { errorDescription: 'bad' },
    preflight: 'error',
  },
  {
    code: 'token-unreachable',
    name: 'a token endpoint that nobody serves',
    ...document((each) => ({ ...each, token_endpoint: 'http://localhost:1/token' })),
    evidence: { network: 'conn-refused-localhost' },
    preflight: 'error',
  },
  {
    code: 'endpoint-forbidden',
    name: 'a token endpoint among the metadata',
    ...document((each) => ({ ...each, token_endpoint: 'http://169.254.169.254/token' })),
    preflight: 'error',
  },
  {
    code: 'http-issuer-refused',
    name: 'a token endpoint without TLS elsewhere',
    ...document((each) => ({ ...each, token_endpoint: 'http://10.1.2.3/token' })),
    preflight: 'error',
  },
  {
    code: 'id-token-missing',
    name: 'no ID token',
    bends: () => ({ token: (body) => without('id_token')(body) }),
    preflight: needsPerson,
  },
  {
    code: 'id-token-missing',
    name: 'a server of plain OAuth',
    bends: () => ({
      discovery: (each) => ({ ...each, scopes_supported: ['profile', 'email'] }),
      token: (body) => without('id_token')(body),
    }),
    preflight: 'warning',
  },
  {
    code: 'secret-expired',
    name: 'a secret that worked before and is refused now, without a word why',
    bends() {
      let codes = 0
      return {
        answer: (asked) =>
          isRedeeming(asked) && ++codes > 1 ? { status: 401, body: '{"error":"invalid_client"}' } : undefined,
      }
    },
    walk: twice,
    evidence: { workedAt: expect.stringMatching(/^20/) },
    preflight: needsPerson,
  },
  {
    code: 'secret-is-the-hash',
    name: 'the hash of a secret',
    settings: () => ({ clientSecret: '$pbkdf2-sha512$310000$c8p78n7pUMln0jzvd4aK4Q$JNRBzwAo0ek5qKn50cFzzvE9RXV88h1w' }),
    preflight: 'error',
  },
  {
    code: 'secret-base64d',
    name: 'a secret that was encoded',
    settings: ({ provider }) => ({ clientSecret: btoa(provider.clientSecret) }),
    preflight: 'error',
  },
  {
    code: 'secret-is-id-not-value',
    name: 'what looks like an id',
    settings: () => ({ clientSecret: 'f3a5d0b2-7c1e-4b8a-9d6f-2e4c8a1b0d3f' }),
    ...refusesToken('invalid_client', 'AADSTS7000215: Invalid client secret provided.', 401),
    evidence: { secretLooksLike: 'an id', happened: expect.stringContaining('looks like an id') },
    preflight: 'error',
  },
  {
    code: 'secret-missing',
    name: 'no secret, and Entra wants one',
    settings: () => ({ clientSecret: null }),
    ...refusesToken(
      'invalid_client',
      "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
      401,
    ),
    mend: 'OIDC_SECRET',
    preflight: 'error',
  },
  {
    code: 'confidential-client-without-secret',
    name: 'a secret that was sent and did not arrive',
    ...refusesToken(
      'invalid_client',
      "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
      401,
    ),
    preflight: 'error',
  },
  {
    code: 'client-auth-method-unsupported',
    name: 'a way that was set and is not published',
    settings: () => ({ clientAuth: 'client_secret_post' }),
    bends: () => ({
      discovery: (each) => ({ ...each, token_endpoint_auth_methods_supported: ['client_secret_basic'] }),
      answer: ({ path, form }) =>
        path === '/token' && form.has('client_secret')
          ? { status: 401, body: '{"error":"invalid_client"}' }
          : undefined,
    }),
    evidence: { configuredAuth: 'client_secret_post', publishedAuth: ['client_secret_basic'] },
    mend: 'set it to auto, or to one of client_secret_basic',
    preflight: 'warning',
  },
  {
    code: 'assertion-rejected',
    name: 'a signed assertion whose key is not registered',
    settings: async (at) => ({
      clientSecret: null,
      clientAuth: 'private_key_jwt',
      signingKeyFile: await keyFile(at),
    }),
    ...refusesToken('invalid_client', 'Unable to load public key', 401),
    evidence: { ourKey: expect.any(String) },
    mend: '/oidc/jwks.json',
    beside: ['client-auth-method-unsupported'],
    preflight: 'error',
  },
  {
    code: 'redirect-uri-differs-at-token',
    name: 'a redirect URI that is another than before',
    ...refusesCode(
      'invalid_grant',
      'Reply address does not match the reply address provided when requesting authorization',
    ),
    preflight: needsPerson,
  },
  {
    code: 'code-reused',
    name: 'words of a code that was used',
    ...refusesCode('invalid_grant', 'AADSTS54005: OAuth2 Authorization code was already redeemed'),
    preflight: needsThisSignIn,
  },
  {
    code: 'code-reused',
    name: 'one code for two sign-ins',
    bends() {
      let first: string | null = null
      return {
        authorization(answer) {
          first ??= answer.get('code')
          if (first) answer.set('code', first)
        },
      }
    },
    walk: twice,
    evidence: { seenBefore: true },
    preflight: needsThisSignIn,
  },
  {
    code: 'code-expired',
    name: 'a server that was held up between code and redemption',
    bends: ({ clock }) => ({
      answer(asked) {
        if (!isRedeeming(asked)) return undefined
        clock.ahead += 90_000
        return { status: 400, body: '{"error":"invalid_grant"}' }
      },
    }),
    evidence: { age: 90 },
    preflight: needsThisSignIn,
  },
  {
    code: 'pkce-unsupported',
    name: 'a first code that is refused where PKCE is not published',
    bends: () => ({
      discovery: without('code_challenge_methods_supported'),
      answer: (asked) => (isRedeeming(asked) ? { status: 400, body: '{"error":"invalid_grant"}' } : undefined),
    }),
    mend: 'pkce: off',
    preflight: needsPerson,
  },
  {
    code: 'invalid-grant-other',
    name: 'a refused code where PKCE is not published, after others that were taken',
    bends() {
      let codes = 0
      return {
        discovery: without('code_challenge_methods_supported'),
        answer: (asked) =>
          isRedeeming(asked) && ++codes > 1 ? { status: 400, body: '{"error":"invalid_grant"}' } : undefined,
      }
    },
    walk: twice,
    preflight: needsPerson,
  },
  {
    code: 'token-malformed',
    name: 'JSON that was cut',
    bends: () => ({ token: () => '{"access_token":"a' }),
    preflight: needsPerson,
  },
  {
    code: 'token-malformed',
    name: 'a token endpoint that sends lists',
    bends: () => ({ answer: ({ path }) => (path === '/token' ? { body: '[{"access_token":1}]' } : undefined) }),
    preflight: 'error',
  },
  {
    code: 'rate-limited',
    name: 'too many requests at the token endpoint',
    bends: () => ({
      answer: (asked) =>
        isRedeeming(asked) ? { status: 429, headers: { 'retry-after': '30' }, body: '{}' } : undefined,
    }),
    evidence: { retryAfter: '30' },
    preflight: needsPerson,
  },
  {
    code: 'error-code-mislabelled',
    name: 'a refused scope that is called a refused client',
    settings: () => ({ scopes: ['openid', 'email', 'groups'] }),
    bends: () => ({
      authorization(answer, asked) {
        if (!asked.get('scope')?.includes('groups') || asked.get('prompt') === 'none') return
        answer.delete('code')
        answer.set('error', 'invalid_client')
        answer.set('error_description', "AADSTS650053: The application asked for scope 'groups' that doesn't exist")
      },
    }),
    evidence: { calledWas: 'invalid_client' },
    preflight: needsPerson,
  },
]
