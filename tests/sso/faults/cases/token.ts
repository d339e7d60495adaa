import { answers, document, html, refusesCode, refusesToken, without } from '../bends.ts'
import { type AnyCase, needsPerson } from '../case.ts'

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
    preflight: needsPerson,
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
    preflight: 'wanted',
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
]
