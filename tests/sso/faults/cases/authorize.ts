import { knowsClient, redirectUriOf, refusesPerson, refusesRequest } from '../bends.ts'
import { type AnyCase, needsPerson, needsThisPerson } from '../case.ts'

export const authorizeCases: AnyCase[] = [
  {
    code: 'user-not-assigned',
    name: 'a person who is not assigned',
    ...refusesPerson('access_denied', 'User is not assigned to the client application.'),
    preflight: needsThisPerson,
  },
  {
    code: 'consent-denied',
    name: 'a person who cancelled',
    ...refusesPerson('access_denied', 'The person cancelled'),
    preflight: needsThisPerson,
  },
  {
    code: 'consent-required',
    name: 'nobody has consented for this person',
    ...refusesPerson('consent_required', 'The person has not consented'),
    preflight: needsPerson,
  },
  {
    code: 'idp-server-error',
    name: 'an error of the provider',
    ...refusesPerson('server_error', 'oops'),
    preflight: needsPerson,
  },
  {
    code: 'idp-policy-block',
    name: 'conditional access',
    ...refusesPerson('access_denied', 'AADSTS53003: Access has been blocked by Conditional Access policies.'),
    preflight: needsThisPerson,
  },
  {
    code: 'prompt-none-login-required',
    name: 'a provider that may not show its page',
    ...refusesPerson('login_required', 'The client specified not to prompt, but the user is not logged in.'),
    preflight: needsThisPerson,
  },
  {
    code: 'response-type-disabled',
    name: 'a response type that is off',
    ...refusesRequest('unsupported_response_type', 'response_type code is off'),
    preflight: 'error',
  },
  {
    code: 'grant-not-enabled',
    name: 'a flow that is off',
    ...refusesRequest('unauthorized_client', 'Client is not allowed to use it'),
    preflight: 'error',
  },
  {
    code: 'scope-groups-unknown',
    name: 'an unknown scope, called an invalid client',
    ...refusesRequest('invalid_client', "AADSTS650053: asked for scope 'groups' that doesn't exist"),
    settings: () => ({ scopes: ['openid', 'email', 'groups'] }),
    preflight: 'error',
  },
  {
    code: 'pkce-required',
    name: 'PKCE wanted and switched off here',
    ...refusesRequest('invalid_request', 'Missing parameter: code_challenge_method'),
    settings: () => ({ pkce: 'off' }),
    beside: ['pkce-off'],
    preflight: 'error',
  },
  {
    code: 'redirect-uri-mismatch',
    name: 'a redirect URI that is not registered, told by redirect',
    ...refusesRequest('invalid_request', 'Invalid parameter: redirect_uri'),
    preflight: 'error',
  },
  {
    code: 'provider-refused',
    name: 'words that nobody knows',
    ...refusesRequest('strange_error', 'strange words'),
    evidence: { errorDescription: 'strange words' },
    preflight: 'error',
  },
  {
    code: 'redirect-uri-mismatch',
    name: 'a redirect URI that is not registered, told on a page of the provider',
    ...knowsClient(() => ['https://elsewhere.example/oidc/callback']),
    words: 'Invalid parameter: redirect_uri',
    preflight: 'error',
  },
  {
    code: 'scope-offline-refused',
    name: 'no offline access for this application',
    ...refusesRequest('invalid_scope', 'offline_access is not allowed'),
    settings: () => ({ scopes: ['openid', 'email', 'offline_access'] }),
    preflight: 'error',
  },
  {
    code: 'response-mode-unsupported',
    name: 'a response mode that is not known',
    ...refusesRequest('unsupported_response_mode', 'form_post is off'),
    settings: () => ({ responseMode: 'form_post' }),
    preflight: 'error',
  },
  {
    code: 'pkce-unsupported',
    name: 'PKCE published and refused',
    ...refusesRequest('invalid_request', 'unknown parameter: code_challenge'),
    preflight: 'error',
  },
  {
    code: 'par-or-signed-request-required',
    name: 'plain requests are not taken',
    ...refusesRequest('invalid_request', 'A Pushed Authorization Request is required for this client'),
    preflight: 'error',
  },
  {
    code: 'pushed-request-refused',
    name: 'a pushed request that is refused',
    bends: ({ provider }) => ({
      discovery: (each) => ({
        ...each,
        require_pushed_authorization_requests: true,
        pushed_authorization_request_endpoint: `${provider.issuer}/par`,
      }),
      answer: ({ path }) =>
        path === '/par'
          ? { status: 400, body: JSON.stringify({ error: 'invalid_request', error_description: 'acr_values is due' }) }
          : undefined,
    }),
    words: 'acr_values is due',
    preflight: 'error',
  },
  {
    code: 'google-audience',
    name: 'an application for another organization',
    ...refusesPerson('access_denied', 'Error 403: org_internal'),
    preflight: needsThisPerson,
  },
  {
    code: 'prompt-none-other-person',
    name: 'a session that goes on without a page finds somebody else',
    elsewhere: 'tests/sso/revalidate.test.ts',
    attempt: 'named',
    preflight: needsThisPerson,
  },
  {
    code: 'http-redirect-forbidden-by-idp',
    name: 'plain http outside this machine at Entra',
    elsewhere: 'tests/sso/faults/real-hosts.test.ts',
    attempt: 'named',
    preflight: 'warning',
  },
  {
    code: 'redirect-uri-host-port-path',
    name: 'one slash more is registered',
    ...knowsClient((at) => [`${redirectUriOf(at)}/`]),
    beside: ['redirect-uri-mismatch'],
    mend: 'it has a slash at its end',
    ends: 'redirect-uri-mismatch',
    preflight: 'warning',
  },
  {
    code: 'redirect-uri-host-port-path',
    name: 'the address of the first provider is registered for the second',
    ...knowsClient((at) => [`${at.station.url}/oidc/callback`]),
    beside: ['redirect-uri-mismatch'],
    ends: 'redirect-uri-mismatch',
    preflight: 'warning',
  },
  {
    code: 'embedded-webview',
    name: 'the browser of a mail application',
    ...refusesPerson('disallowed_useragent', "You can't sign in from this screen"),
    preflight: needsThisPerson,
  },
]
