import { describe, expect, test } from 'vitest'
import { readRefreshAnswer } from '../checks/token-answer.ts'
import type { FaultCode } from './catalogue.ts'
import { codeOfCallbackError, codeOfWords } from './from-words.ts'
import { faultWithin } from './sso-fault.ts'

/** What providers write (the tail of Entra's texts, with its ids of the request, is left out here; it changes nothing). */
const phrases: [FaultCode, string][] = [
  // Entra
  [
    'client-id-wrong',
    "AADSTS700016: Application with identifier 'x' was not found in the directory 'Acme'. This can happen if the application has not been installed by the administrator of the tenant",
  ],
  [
    'secret-is-id-not-value',
    'AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID',
  ],
  ['secret-expired', "AADSTS7000222: The provided client secret keys for app 'x' are expired."],
  [
    'wrong-client-type-spa',
    "AADSTS9002327: Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
  ],
  [
    'public-client-with-secret',
    "AADSTS700025: Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
  ],
  [
    'confidential-client-without-secret',
    "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  ],
  [
    'assertion-rejected',
    'AADSTS700027: The certificate with identifier used to sign the client assertion is not registered on application.',
  ],
  ['assertion-rejected', 'AADSTS700024: Client assertion is not within its valid time range.'],
  [
    'redirect-uri-mismatch',
    "AADSTS50011: The redirect URI 'http://domain.com/auth/signin-oidc' specified in the request does not match the redirect URIs configured for the application",
  ],
  ['redirect-uri-mismatch', 'AADSTS500113: No reply address is registered for the application.'],
  [
    'redirect-uri-differs-at-token',
    'AADSTS500112: The reply address https://a does not match the reply address https://b provided when requesting Authorization code.',
  ],
  [
    'redirect-uri-differs-at-token',
    'Reply address does not match the reply address provided when requesting authorization',
  ],
  [
    'scope-groups-unknown',
    "AADSTS650053: The application 'x' asked for scope 'groups' that doesn't exist on the resource",
  ],
  ['response-type-disabled', "AADSTS700054: response_type 'id_token' is not enabled for the application."],
  ['user-not-assigned', "AADSTS50105: The signed in user is not assigned to a role for the application 'x'."],
  ['consent-required', 'AADSTS65001: The user or administrator has not consented to use the application'],
  ['consent-required', "AADSTS90094: An administrator of Acme has set a policy that prevents you from granting 'x'"],
  ['consent-denied', 'AADSTS65004: User declined to consent to access the app.'],
  ['idp-policy-block', 'AADSTS53003: Access has been blocked by Conditional Access policies.'],
  ['idp-policy-block', 'AADSTS50076: Due to a configuration change made by your administrator, use MFA'],
  ['code-expired', 'AADSTS70008: The provided authorization code or refresh token has expired due to inactivity.'],
  ['code-reused', 'AADSTS54005: OAuth2 Authorization code was already redeemed'],
  ['pkce-verifier-mismatch', 'AADSTS501481: The Code_Verifier does not match the code_challenge supplied'],
  // Okta
  ['user-not-assigned', 'User is not assigned to the client application.'],
  ['scope-groups-unknown', 'One or more scopes are not configured for the authorization server resource.'],
  [
    'redirect-uri-mismatch',
    "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings: https://acme-admin.okta.com/admin/app",
  ],
  ['client-id-wrong', "Invalid value for 'client_id' parameter.: The 'client_id' parameter is invalid."],
  ['prompt-none-login-required', 'The client specified not to prompt, but the user is not logged in.'],
  // Keycloak
  ['client-id-wrong', 'Client not found.'],
  ['redirect-uri-mismatch', 'Invalid parameter: redirect_uri'],
  ['pkce-required', 'Missing parameter: code_challenge_method'],
  [
    'response-type-disabled',
    'Client is not allowed to initiate browser login with given response_type. Implicit flow is disabled for the client.',
  ],
  ['secret-wrong', 'Invalid client or Invalid client credentials'],
  ['pkce-required', 'PKCE code verifier not specified'],
  ['pkce-verifier-mismatch', 'PKCE verification failed'],
  ['pkce-verifier-mismatch', 'PKCE verification failed: Code mismatch'],
  // Auth0
  ['grant-not-enabled', "Grant type 'authorization_code' not allowed for the client."],
  ['redirect-uri-mismatch', 'Callback URL mismatch. http://localhost:3000 is not in the list of allowed callback URLs'],
  // Google
  [
    'scope-groups-unknown',
    'Some requested scopes were invalid. {valid=[openid, https://www.googleapis.com/auth/userinfo.email], invalid=[groups]}',
  ],
  ['redirect-uri-mismatch', 'Error 400: redirect_uri_mismatch'],
  ['pkce-required', 'Missing code verifier.'],
  ['google-audience', 'Error 403: org_internal'],
  // Cognito
  ['redirect-uri-mismatch', 'redirect_mismatch'],
  // Lark, and others that count the ways of client authentication
  ['double-client-auth', 'Only support one client credential way.'],
  ['double-client-auth', 'The client MUST NOT use more than one authentication method in each request.'],
  // GitHub, whose codes are its own
  ['secret-wrong', 'The client_id and/or client_secret passed are incorrect. incorrect_client_credentials'],
  // Doorkeeper and GitLab
  ['redirect-uri-mismatch', 'The redirect URI included is not valid.'],
  // Dex
  ['redirect-uri-mismatch', 'Bad Request Unregistered redirect_uri ("http://localhost:8080/oidc/callback").'],
  ['client-id-wrong', 'Bad Request Invalid client_id ("signpost").'],
  // authentik
  [
    'redirect-uri-mismatch',
    'The request fails due to a missing, invalid, or mismatching redirection URI (redirect_uri).',
  ],
  ['client-id-wrong', 'The client identifier (client_id) is missing or invalid.'],
  // Authelia, Ory and others with Fosite
  [
    'redirect-uri-mismatch',
    "The 'redirect_uri' parameter does not match any of the OAuth 2.0 Client's pre-registered 'redirect_uris'.",
  ],
  [
    'scope-groups-unknown',
    "The requested scope is invalid, unknown, or malformed. The OAuth 2.0 Client is not allowed to request scope 'groups'. Unknown scope.",
  ],
  ['grant-not-enabled', "The OAuth 2.0 Client is not allowed to use authorization grant 'authorization_code'."],
  ['response-type-disabled', 'The client is not allowed to request response_type "id_token".'],
  [
    'pkce-required',
    'Clients must include a code_challenge when performing the authorize code flow, but it is missing.',
  ],
  ['pkce-verifier-mismatch', 'The PKCE code challenge did not match the code verifier.'],
  // Zitadel
  ['redirect-uri-mismatch', 'The requested redirect_uri is missing in the client configuration.'],
  ['client-id-wrong', 'Errors.App.NotFound'],
  // AD FS
  [
    'redirect-uri-mismatch',
    "MSIS9224: Received invalid OAuth authorization request. The received 'redirect_uri' parameter is not a valid registered redirect URI for the client identifier: 'x'.",
  ],
  [
    'client-id-wrong',
    "MSIS9223: Received invalid OAuth authorization request. The received 'client_id' is invalid as no registered client was found with this client identifier.",
  ],
  // Casdoor, Google, Salesforce, GitHub
  [
    'redirect-uri-mismatch',
    "Redirect URI: http://localhost:8080/oidc/callback doesn't exist in the allowed Redirect URI list",
  ],
  ['client-id-wrong', 'The OAuth client was not found.'],
  ['redirect-uri-mismatch', 'redirect_uri must match configuration'],
  ['redirect-uri-mismatch', 'The redirect_uri MUST match the registered callback URL for this application.'],
  // In other words
  ['redirect-uri-mismatch', 'redirect_uri not allowed'],
  ['redirect-uri-mismatch', 'redirect uri is not authorised'],
  ['client-id-wrong', 'Application not found'],
  ['scope-groups-unknown', 'Invalid scopes: openid profile email groups'],
  ['pkce-required', 'PKCE code challenge is required for this client.'],
  ['secret-expired', 'The client secret has expired'],
]

/** Codes by which providers have called such texts, right or wrong; the last is none. */
const labels = ['invalid_client', 'invalid_request', 'invalid_grant', 'access_denied', 'server_error', undefined]

describe('what a provider writes is read before what it calls it', () => {
  test.each(phrases)('%s: %s', (code, errorDescription) => {
    for (const error of labels) {
      const said = { ...(error && { error }), errorDescription }
      expect([error, codeOfWords(said)]).toEqual([error, code])
      expect([error, codeOfCallbackError(said)]).toEqual([error, code])
    }
  })
})

/** The same words where the token endpoint says them. */
const atToken = (body: unknown, { status = 400, headers = {} } = {}): string | undefined => {
  const answer = { url: 'https://idp.example/token', status, headers, text: JSON.stringify(body), elapsed: 1 }
  try {
    readRefreshAnswer(answer as Parameters<typeof readRefreshAnswer>[0])
  } catch (error) {
    return faultWithin(error)?.code
  }
  return undefined
}

describe('at the token endpoint', () => {
  test.each(phrases)('%s: %s', (code, error_description) => {
    // Here the redirect URI was registered: what is complained of is that it is another than before.
    const due = code === 'redirect-uri-mismatch' ? 'redirect-uri-differs-at-token' : code
    for (const error of labels.filter((each) => each !== undefined))
      expect([error, atToken({ error, error_description })]).toEqual([error, due])
  })

  test.each([
    ['secret-wrong', 401, { error: 'invalid_client' }],
    ['secret-wrong', 400, { error: 'invalid_client', error_description: 'Bad client credentials' }],
    ['secret-wrong', 401, { error: 'access_denied', error_description: 'Unauthorized' }],
    ['secret-wrong', 400, { error: 'invalid_client', error_description: 'Client authentication failed' }],
    ['secret-wrong', 401, { error: 'unauthorized_client', error_description: 'Invalid client secret' }],
    ['grant-not-enabled', 400, { error: 'unauthorized_client', error_description: 'The client may not do this' }],
    ['grant-not-enabled', 400, { error: 'unsupported_grant_type' }],
    ['invalid-grant-other', 400, { error: 'invalid_grant', error_description: 'Code not valid' }],
    ['redirect-uri-differs-at-token', 400, { error: 'invalid_grant', error_description: 'Incorrect redirect_uri' }],
    ['idp-server-error', 500, { error: 'server_error' }],
    ['token-refused', 400, { error: 'slow_down' }],
    ['token-http200-error', 200, { error: 'bad_verification_code', error_description: 'The code passed is odd' }],
    ['secret-wrong', 200, { error: 'incorrect_client_credentials', error_description: 'GitHub answers by 200' }],
    ['token-http200-error', 200, { code: 20003, msg: 'bad code' }],
  ])('%s: HTTP %i %j', (code, status, body) => {
    expect(atToken(body, { status })).toBe(code)
  })

  test('words that come in the challenge alone are read too', () => {
    const challenge = (text: string) => ({ status: 401, headers: { 'www-authenticate': text } })
    expect(atToken({}, challenge('Bearer error="invalid_client", error_description="AADSTS7000222: expired"'))).toBe(
      'secret-expired',
    )
    expect(atToken({}, challenge('Basic realm="tokens"'))).toBe('secret-wrong')
  })
})

test.each([
  ["Accès refusé par l'administrateur"],
  ['The account is locked; ask the help desk'],
  ['Request failed: correlation id 4f1c'],
])('words that belong to nothing known name nothing: %s', (errorDescription) => {
  expect(codeOfWords({ error: 'access_denied', errorDescription })).toBeNull()
})
