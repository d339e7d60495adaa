/**
 * Bugs of other products that cannot happen here, by design: id to what goes wrong there, and why it does not here. For the page
 * `docs/sso/faults.md`; there is no code for them.
 */
export interface NotOurs {
  /** What is seen elsewhere. A sentence. */
  there: string
  /** Why it cannot happen here. A sentence. */
  here: string
}

export const notOurs: Record<string, NotOurs> = {
  'config-needs-restart': {
    there: 'Values that were saved work only after a restart, or on one replica only.',
    here: 'What the settings page saves is read anew for each sign-in, on every replica; the environment and the file are read at the start, and the page says which value wins.',
  },
  'public-url-trailing-slash': {
    there:
      'A slash at the end of the public URL makes a redirect URI with two slashes, which no provider has registered.',
    here: 'HOST is kept without its last slash, and the redirect URI to register is shown with a button that copies it.',
  },
  'callback-url-undocumented': {
    there: 'Nobody says which redirect URI is to be registered.',
    here: 'It stands above the fields of each provider, with a button that copies it, and in each guide.',
  },
  'issuer-slash-rekeys-users': {
    there: 'Accounts are known by issuer and sub, so one slash more makes everybody a stranger.',
    here: "Accounts are known by the provider's id here and sub; the issuer is only compared.",
  },
  'endpoint-on-other-host-rejected': {
    there: "Endpoints on another host than the issuer's are refused, though Google, Entra and Cognito have them there.",
    here: 'Endpoints may be on any host; each address is judged by itself (endpoint-forbidden).',
  },
  'boot-time-discovery': {
    there: 'The provider is asked once, at start: if it is down then, the server ends or single sign-on stays off.',
    here: 'The start asks no provider; each sign-in does, and what was read last is used while the provider is down.',
  },
  'ssrf-guard-blocks-private-idp': {
    there: 'A guard meant for clouds refuses providers at private addresses.',
    here: 'Private addresses are accepted; only link-local and metadata addresses are refused (endpoint-forbidden).',
  },
  'redirect-uri-http-behind-proxy': {
    there: 'Behind a proxy that ends TLS, the redirect URI begins with http.',
    here: 'The redirect URI is made of HOST alone; where the browser is at another scheme or host, the answer is public-url-mismatch.',
  },
  'callback-405': {
    there: 'The provider answers by POST where only GET is known, or the other way round.',
    here: 'The callback takes both.',
  },
  'state-cookie-secure-over-http': {
    there: 'The sign-in cookie is Secure on a plain http site, so browsers drop it.',
    here: 'Cookies are Secure exactly where HOST is https, and a browser that is at the other scheme is told so before it leaves (public-url-mismatch).',
  },
  'state-cookie-domain': {
    there: 'The sign-in cookie is set for a domain to which the host does not belong.',
    here: 'Cookies have no Domain: they belong to the one host that set them.',
  },
  'state-replica': {
    there: 'The state is in the memory of one replica, and the answer comes to another.',
    here: 'The state is in the database that all replicas share.',
  },
  'error-swallowed': {
    there: 'Every failure ends in one sentence that says nothing.',
    here: "Each failure keeps its cause: it has a code, its evidence and the provider's own words, and what has none is called unexpected, a defect of ours.",
  },
  'break-glass-hidden': {
    there: 'The way back in works only where a variable was set before anybody was locked out, or nobody finds it.',
    here: 'The sign-in page leads to it, an account must be proven before passwords can be switched off, and "signpost user restore" works at any time.',
  },
  'mtls-alias-ignored': {
    there:
      'A client with a certificate calls the usual token endpoint, though the provider publishes another one for it.',
    here: 'Where a certificate proves who we are, mtls_endpoint_aliases is used.',
  },
  'www-authenticate-hides-body': {
    there: "A WWW-Authenticate header makes the library throw before the provider's own words are read.",
    here: 'Every answer is read here before any library sees it; where the words stand in that header alone, they are read there.',
  },
  'extra-token-field-crash': {
    there: 'A field that the provider adds to its token answer breaks the database.',
    here: 'Only the five fields that are used are taken out of a token answer.',
  },
  'scope-at-token-rejected': {
    there: 'The scope is sent to the token endpoint once more, and some providers refuse that.',
    here: 'A code is redeemed without a scope.',
  },
  'alg-confusion': {
    there: 'A public key is taken for the secret of a symmetric signature, so anybody can sign.',
    here: 'Symmetric signatures are verified with the client secret alone, and the kind of a key must be that of the algorithm, which was planned before the token was seen.',
  },
  'jwks-error-cached': {
    there: 'An error page is kept in place of the keys, for a day.',
    here: 'Only keys of an answer 200 are kept, for five minutes; while new ones cannot be read the old ones count.',
  },
  'jwk-without-alg': {
    there: 'A key without "alg" is refused, though that member is optional.',
    here: 'What a key is for is told by its kind; "alg" only has to fit where it is there.',
  },
  'jwks-hard-coded': {
    there: 'Keys are looked for at an address that was guessed.',
    here: 'Keys are read at the jwks_uri of the discovery document.',
  },
  'startup-ca-race': {
    there: 'The authority is mounted a moment after the start, and only a restart mends it.',
    here: 'caFile is read anew for each sign-in, and nothing that failed is kept.',
  },
  'userinfo-jwt': {
    there: 'Userinfo that comes as a signed token is not understood.',
    here: 'It is verified like an ID token, and decrypted where it is encrypted for us.',
  },
  'invite-required': {
    there: 'A person without an invitation is told nothing of it.',
    here: 'There are no invitations: who may come without an account is one switch, whose refusal is signup-disabled.',
  },
  'seats-full': {
    there: 'The licence has no seat left.',
    here: 'There is no licence and no number of seats.',
  },
  'cookie-too-big': {
    there:
      'Tokens are kept in the cookie, which then is too big for proxies; the reload after their 502 finds the code used.',
    here: 'The cookie holds an id of 43 characters; tokens are kept sealed on the server.',
  },
  'session-fixation': {
    there: 'The session from before the sign-in goes on after it, whoever planted it.',
    here: 'Each sign-in, and each change of what a person may do, makes a session with an id of its own, and the old one ends.',
  },
  'login-loop-auto-redirect': {
    there: 'The sign-in page sends people on by itself, also after a failure, and round they go.',
    here: 'It never does after a failure or a sign-out, and whose browser keeps no session is told so (cookie-not-persisted).',
  },
  'return-to-lost': {
    there: 'The page that was asked for is forgotten or refused after the sign-in.',
    here: 'Its path is kept on the server with the sign-in; an address of another site is never taken.',
  },
  'api-401-html': {
    there: 'A script that is not signed in is redirected to the provider, and fails at its page.',
    here: 'Whatever is below /api, and the wire of the client, answers 401 as JSON; only pages lead to the sign-in.',
  },
  'logout-relogin-loop': {
    there: 'Who signs out is signed in again at once.',
    here: 'Signing out ends on a page of its own, and nobody is signed in by itself for ten minutes after it.',
  },
  'cognito-logout-params': {
    there: 'Cognito is asked to sign out as the standard has it, and shows an error.',
    here: 'It is asked in its own way (client_id and logout_uri), which its profile knows.',
  },
  'revoke-before-end-session': {
    there:
      'The refresh token is given back before the session at the provider ends, so Keycloak tells no other application.',
    here: 'It is given back when the browser is back from the provider, or after a minute.',
  },
  'frontchannel-dead': {
    there: 'Sign-out by a frame relies on cookies, which browsers no longer send from frames of other sites.',
    here: 'The session is found by "iss" and "sid" of the address, without a cookie.',
  },
  'owner-coupled-to-sso': {
    there: 'The one owner of the server can only come in by single sign-on.',
    here: 'Any account may be an administrator with a password, one must be proven before passwords are switched off, and "signpost user restore" makes one at any time.',
  },
  'cli-audience': {
    there: 'The command line brings an ID token of another client, which the server refuses.',
    here: 'The client never brings an ID token of a person: it signs in by an API key, or as a workload with an audience of its own (workload-audience-mismatch).',
  },
  'cli-headless': {
    there: 'A machine without a browser cannot sign in.',
    here: 'API keys work anywhere, and a program can sign in with a token of its own platform.',
  },
  'api-after-sso': {
    there: 'Once single sign-on is on, nobody finds how scripts sign in.',
    here: '/authorize, which "wandb login" names, shows the API key to whoever is signed in, and so does the page of keys.',
  },
  'multi-idp-same-key': {
    there: 'People of several providers are kept under one name, so that one can be taken for another.',
    here: 'An account belongs to (provider, sub).',
  },
}
