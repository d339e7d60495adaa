import { type Emulation, takes, unknownScopes } from './kit/emulation.ts'

/** Servers that are nobody's in particular, each with one habit that real ones were seen to have (and Signpost has no profile for). */
const at = (host: string): Emulation['document'] => ({
  issuer: `https://${host}`,
  authorization_endpoint: `https://${host}/authorize`,
  token_endpoint: `https://${host}/token`,
  userinfo_endpoint: `https://${host}/me`,
  jwks_uri: `https://${host}/keys`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
})
const refused = { status: 401, error: 'invalid_client' }
const words = { twice: { error: 'invalid_request' }, otherWay: refused, wrong: refused }
const person = { profile: 'generic', email: 'zoe@acme.example', subject: 'zoe', idToken: { email: 'zoe@acme.example' } }

/** Compares the text of HTTP Basic as it comes, and never decodes it: the secret has characters that RFC 6749 would encode. */
export const rawBasic: Emulation = {
  ...person,
  title: 'a server that never decodes Basic',
  document: at('raw-basic.example'),
  client: { id: 'signpost', secret: 'p/q+r=s%t:u' },
  readsBasicRaw: true,
  clientAuth: takes(['client_secret_basic'], words),
}

/** Older than RFC 7636: a parameter that it does not know is an error, where the client has a secret. */
export const refusesPkce: Emulation = {
  ...person,
  title: 'a server that refuses PKCE',
  document: at('no-pkce.example'),
  client: { id: 'signpost', secret: 'secret-of-a-server-without-pkce' },
  clientAuth: takes(['client_secret_basic'], words),
  authorize: (asked) =>
    asked.has('code_challenge')
      ? { error: 'invalid_request', error_description: 'Unsupported parameter: code_challenge' }
      : null,
}

/** The same, found out only when the code is redeemed. */
export const refusesVerifier: Emulation = {
  ...person,
  title: 'a server that refuses the PKCE verifier',
  document: at('no-verifier.example'),
  client: { id: 'signpost', secret: 'secret-of-a-server-without-pkce' },
  clientAuth: takes(['client_secret_basic'], words),
  token: ({ form }) =>
    form.has('code_verifier')
      ? { error: 'invalid_request', error_description: 'Unsupported parameter: code_verifier' }
      : null,
}

/** Knows the scope `openid` and its own, and says nothing of which. */
export const fewScopes: Emulation = {
  ...person,
  title: 'a server that refuses the scopes groups and offline_access',
  document: at('few-scopes.example'),
  client: { id: 'signpost', secret: 'secret-of-a-server-with-few-scopes' },
  clientAuth: takes(['client_secret_basic', 'client_secret_post'], words),
  authorize: (asked) =>
    unknownScopes(asked, ['openid', 'profile', 'email']).length > 0 ? { error: 'invalid_scope' } : null,
}

/** Takes the secret in the body alone, publishes nothing of it, and says no more than HTTP 401. */
export const silentPost: Emulation = {
  ...person,
  title: 'a server that takes the secret in the body and says nothing',
  document: at('silent-post.example'),
  client: { id: 'signpost', secret: 'secret-for-the-body' },
  clientAuth: takes(['client_secret_post'], words),
  burnsCode: true,
}
