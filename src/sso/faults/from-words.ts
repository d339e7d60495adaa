import type { FaultCode } from './catalogue.ts'

/** What providers write, before what they call it: the code of an OAuth error is often another than its text. First match wins. */
const words: [RegExp, FaultCode][] = [
  [
    /org_internal|only available to users within its organization|has not completed the Google verification/i,
    'google-audience',
  ],
  [/disallowed_useragent|disallowed user.?agent/i, 'embedded-webview'],
  [/incorrect_client_credentials|invalid client or invalid client credentials/i, 'secret-wrong'],
  [/AADSTS7000215/, 'secret-is-id-not-value'],
  [/AADSTS7000222|client secret.* expired|expired client secret/i, 'secret-expired'],
  [/AADSTS7000218/, 'confidential-client-without-secret'],
  [/AADSTS(70002[1347]|700030|7000272|50027)\b/, 'assertion-rejected'],
  [/AADSTS700016|AADSTS700038/, 'client-id-wrong'],
  [/AADSTS900232[67]|AADSTS90023\b/, 'wrong-client-type-spa'],
  [/AADSTS700025/, 'public-client-with-secret'],
  [/AADSTS500112|reply (address|url).*does not match.*provided when requesting/i, 'redirect-uri-differs-at-token'],
  [/AADSTS(50011|500113|900971)\b/, 'redirect-uri-mismatch'],
  [/AADSTS650053|AADSTS70011\b/, 'scope-groups-unknown'],
  [/AADSTS50105/, 'user-not-assigned'],
  [/AADSTS65001\b|AADSTS90094|AADSTS90008\b/, 'consent-required'],
  [/AADSTS65004/, 'consent-denied'],
  [/AADSTS(5300\d|50076|50079|50158|50053|50057|50126|53011|530032)\b/, 'idp-policy-block'],
  [/AADSTS700054|AADSTS700051/, 'response-type-disabled'],
  [/AADSTS70008\b|AADSTS700082/, 'code-expired'],
  [/AADSTS54005/, 'code-reused'],
  [/AADSTS501481/, 'pkce-verifier-mismatch'],
  [
    /not assigned to (the|this) (client )?application|not been assigned|no access to this application/i,
    'user-not-assigned',
  ],
  [
    /only support one client credential|more than one (client )?auth|multiple (client )?(auth|credential)|one mechanism/i,
    'double-client-auth',
  ],
  [
    /missing (parameter: )?code.?(challenge|verifier)|code.?verifier.*not specified|code.?challenge.*(required|missing)|(requires?|missing|must).*(pkce|code.?challenge)|pkce is required/i,
    'pkce-required',
  ],
  [
    /pkce (verification|client challenge) failed|code_verifier.*(mismatch|invalid|not match|incorrect|fail)|code verifier.*(mismatch|invalid|not match|fail)|code.?challenge.*not match|invalid code.?verifier/i,
    'pkce-verifier-mismatch',
  ],
  [
    /(unknown|unsupported|unrecognized|unexpected|not supported).*(code_challenge|code_verifier|pkce)|(code_challenge|code_verifier|pkce).*(unknown|unsupported|not supported|unrecognized)/i,
    'pkce-unsupported',
  ],
  [
    /redirect_mismatch|callback url (mismatch|is not)|(redirect|redirection).?ur[il](?![a-z]).*(mismatch|not match|must match|not (an? )?(valid|registered|allowed|permitted|author|white)|invalid|must be|exist in|missing in)|(invalid|incorrect|illegal|unregistered|mismatching) (parameter: )?redirect(ion)?.?ur[il]/i,
    'redirect-uri-mismatch',
  ],
  [
    /pushed authorization request|(signed )?request object.*(required|must)|(requires?|must).*(signed request|request object)/i,
    'par-or-signed-request-required',
  ],
  // In capitals only: "par" is a word of other languages.
  [/\bPAR\b/, 'par-or-signed-request-required'],
  [
    /(client|application) (was )?not found|App\.NotFound|unknown client|no (registered )?client (was found|with)|client .*(does not exist|is not registered)|client_id\W* (parameter )?is (missing or )?(invalid|unknown)|(invalid|unrecognized|unknown) (value for )?\W?client.?id/i,
    'client-id-wrong',
  ],
  [
    /not allowed to (initiate browser login with given|request) response.?type|response.?type.*(not (allowed|enabled|supported)|disabled)/i,
    'response-type-disabled',
  ],
  [
    /standard flow is disabled|grant.?type.*(not allowed|not supported|disabled)|not allowed to use authorization grant/i,
    'grant-not-enabled',
  ],
  [/response.?mode/i, 'response-mode-unsupported'],
  [/offline_access/i, 'scope-offline-refused'],
  [
    /scopes? (is|are) not (configured|allowed|supported)|requested scopes? (was|were|is|are) invalid|(invalid|unknown) scopes?\b/i,
    'scope-groups-unknown',
  ],
  [/not to prompt.*not logged in/i, 'prompt-none-login-required'],
  [/code.*expired|expired.*code/i, 'code-expired'],
  [/code.*(already|previously).*(used|redeemed|consumed)|code reuse/i, 'code-reused'],
]

/** Codes of RFC 6749, OpenID Connect Core and their kin, where the words say nothing. */
const names: Record<string, FaultCode> = {
  access_denied: 'consent-denied',
  server_error: 'idp-server-error',
  temporarily_unavailable: 'idp-server-error',
  invalid_scope: 'scope-groups-unknown',
  unsupported_response_type: 'response-type-disabled',
  unsupported_response_mode: 'response-mode-unsupported',
  unauthorized_client: 'grant-not-enabled',
  consent_required: 'consent-required',
  login_required: 'prompt-none-login-required',
  interaction_required: 'prompt-none-login-required',
  account_selection_required: 'prompt-none-login-required',
  invalid_client: 'client-id-wrong',
}

export interface ProviderError {
  error?: string
  errorDescription?: string
}

/** The code for the provider's own words, or null where they belong to none. */
export function codeOfWords(said: ProviderError): FaultCode | null {
  const text = `${said.error ?? ''} ${said.errorDescription ?? ''}`
  return words.find(([pattern]) => pattern.test(text))?.[1] ?? null
}

/** The code for an error that came back with the browser. */
export const codeOfCallbackError = (said: ProviderError): FaultCode =>
  codeOfWords(said) ?? names[said.error ?? ''] ?? 'provider-refused'
