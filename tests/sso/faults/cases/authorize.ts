import { refusesPerson, refusesRequest } from '../bends.ts'
import { type AnyCase, needsPerson } from '../case.ts'

export const authorizeCases: AnyCase[] = [
  {
    code: 'user-not-assigned',
    name: 'a person who is not assigned',
    ...refusesPerson('access_denied', 'User is not assigned to the client application.'),
    preflight: needsPerson,
  },
  {
    code: 'consent-denied',
    name: 'a person who cancelled',
    ...refusesPerson('access_denied', 'The person cancelled'),
    preflight: needsPerson,
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
    preflight: needsPerson,
  },
  {
    code: 'prompt-none-login-required',
    name: 'a provider that may not show its page',
    ...refusesPerson('login_required', 'The client specified not to prompt, but the user is not logged in.'),
    preflight: needsPerson,
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
    settings: () => ({ scopes: ['openid', 'groups'] }),
    preflight: 'warning',
  },
  {
    code: 'pkce-required',
    name: 'PKCE wanted and switched off here',
    ...refusesRequest('invalid_request', 'Missing parameter: code_challenge_method'),
    settings: () => ({ pkce: 'off' }),
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
]
