import { knowsClient, refusesToken } from '../bends.ts'
import { type AnyCase, needsBrowser } from '../case.ts'

const nowhere = '/nowhere/signpost.pem'

export const configCases: AnyCase[] = [
  {
    code: 'sso-not-configured',
    name: 'nothing is set',
    settings: () => ({ issuer: null, clientId: null, clientSecret: null }),
    preflight: 'error',
  },
  {
    code: 'partial-config',
    name: 'no client id',
    settings: () => ({ clientId: null }),
    evidence: { missing: 'client id', missingSetting: 'OIDC_CLIENT_ID' },
    preflight: 'error',
  },
  {
    code: 'provider-unknown',
    name: 'a link to a provider that was removed',
    walk: (at) => at.signIn({ start: '/oidc/login/removed' }),
    preflight: needsBrowser,
  },
  {
    code: 'issuer-invalid',
    name: 'words for an issuer',
    settings: () => ({ issuer: 'our provider' }),
    preflight: 'error',
  },
  {
    code: 'signing-key-missing',
    name: 'proof by a key that is not there',
    settings: () => ({ clientAuth: 'private_key_jwt' }),
    preflight: 'error',
  },
  {
    code: 'response-mode-impossible',
    name: 'tokens in the query',
    settings: () => ({ responseType: 'id_token', responseMode: 'query' }),
    preflight: 'error',
  },
  {
    code: 'secret-missing',
    name: 'a confidential client without its secret',
    ...refusesToken('invalid_client', 'client authentication failed', 401),
    settings: () => ({ clientSecret: null }),
    preflight: 'error',
  },
  {
    code: 'secret-missing',
    name: 'the same at Keycloak, which calls it unauthorized',
    ...refusesToken('unauthorized_client', 'Invalid client or Invalid client credentials', 401),
    settings: () => ({ clientSecret: null, profile: 'keycloak' }),
    mend: 'Client authentication',
    preflight: 'error',
  },
  {
    code: 'client-id-wrong',
    name: 'a typing error, told by redirect',
    bends: () => ({
      authorization: (answer, asked) => {
        if (asked.get('client_id') !== 'typo') return
        answer.delete('code')
        answer.set('error', 'unauthorized_client')
        answer.set('error_description', 'AADSTS700016: Application with identifier typo was not found in the directory')
      },
    }),
    settings: () => ({ clientId: 'typo' }),
    words: 'AADSTS700016: Application with identifier typo was not found in the directory',
    preflight: 'error',
  },
  {
    code: 'client-id-wrong',
    name: 'a typing error, told on a page of the provider',
    ...knowsClient(),
    settings: () => ({ clientId: 'typo' }),
    words: 'Client not found.',
    preflight: 'error',
  },
  {
    code: 'id-secret-swapped-or-padded',
    name: 'quotes and a line end around the client id',
    settings: ({ provider }) => ({ clientId: `"${provider.clientId}"\n` }),
    evidence: { field: 'clientId' },
    preflight: 'warning',
  },
  {
    code: 'id-secret-swapped-or-padded',
    name: 'id and secret in the field of each other',
    elsewhere: 'tests/sso/providers/entra.test.ts',
    attempt: 'named',
    preflight: 'warning',
  },
  {
    code: 'wrong-app-type-saml',
    name: 'the address of a SAML application',
    settings: ({ provider }) => ({ issuer: `${provider.issuer}/app/acme/exk1/sso/saml` }),
    preflight: 'error',
  },
  {
    code: 'lark-open-platform-is-not-oidc',
    name: 'the open platform of Lark',
    settings: () => ({ issuer: 'https://open.larksuite.com/open-apis/authen/v1' }),
    mend: 'anycross',
    beside: ['public-url-unset'],
    preflight: 'error',
  },
  {
    code: 'public-url-mismatch',
    name: 'the browser is at another address, by the word of the page',
    walk: (at) => at.signIn({ start: `/oidc/login/${at.id}?origin=https://elsewhere.example` }),
    attempt: 'named',
    preflight: needsBrowser,
  },
  {
    code: 'secret-unreadable',
    name: 'a file that is not there',
    elsewhere: 'tests/sso/settings.test.ts',
    attempt: 'named',
    preflight: 'error',
  },
  {
    code: 'key-unreadable',
    name: 'a key that is not there',
    settings: () => ({ signingKeyFile: nowhere }),
    evidence: { field: 'signingKeyFile', file: nowhere },
    preflight: 'error',
  },
  {
    code: 'ca-unreadable',
    name: 'an authority that is not there',
    settings: () => ({ caFile: nowhere }),
    preflight: 'error',
  },
  {
    code: 'address-invalid',
    name: 'a host without its scheme',
    settings: () => ({ backchannelUrl: 'keycloak:8080' }),
    evidence: { field: 'backchannelUrl', value: 'keycloak:8080' },
    preflight: 'error',
  },
  {
    code: 'client-certificate-unusable',
    name: 'a certificate without its key',
    settings: () => ({ tlsCertFile: nowhere }),
    preflight: 'error',
  },
  { code: 'profile-unknown', name: 'a spelling mistake', settings: () => ({ profile: 'octa' }), preflight: 'warning' },
  {
    code: 'open-to-anybody',
    name: 'no rule at a public provider',
    elsewhere: 'tests/sso/providers/github.test.ts',
    attempt: 'named',
    preflight: 'warning',
  },
  {
    code: 'public-url-unset',
    name: 'a public URL of this machine, a provider elsewhere',
    elsewhere: 'tests/sso/faults/real-hosts.test.ts',
    attempt: 'named',
    preflight: 'warning',
  },
  {
    code: 'secret-not-form-encoded',
    name: 'a provider that never decodes Basic',
    elsewhere: 'tests/sso/faults/real-hosts.test.ts',
    attempt: 'named',
    preflight: 'warning',
  },
  {
    code: 'scope-openid-missing',
    name: 'a list of scopes without it',
    settings: () => ({ scopes: ['profile', 'email'] }),
    preflight: 'warning',
  },
  {
    code: 'pkce-plain-configured',
    name: 'plain in place of S256',
    settings: () => ({ pkce: 'plain' }),
    preflight: 'warning',
  },
]
