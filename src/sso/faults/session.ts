import type { FaultEntry } from './entry.ts'

/** What keeps a person signed in, and what ends that. */
export const sessionFaults = {
  csrf: {
    kind: 'fault',
    stage: 'session',
    title: 'The request came from another site',
    happened: 'A request with the session cookie came from {origin|another origin}.',
    cause: 'Another site tried to act in the name of the person, or HOST is not the address in the browser.',
    mend: ['If it was this product itself: set HOST to the address in the browser.'],
    visitor: 'This request came from another site and was not carried out.',
    oauthError: 'invalid_request',
  },
  'cookie-not-persisted': {
    kind: 'fault',
    stage: 'session',
    title: 'The browser does not keep the session',
    happened:
      'This browser signed in {times|several} times within a minute, and each time came back without the cookie "{cookie|of the session}" that it had been given.',
    cause:
      'A proxy before this server changes or drops the Set-Cookie header, or the browser keeps no cookies of this address.',
    mend: [
      'Let the proxy pass Set-Cookie as it is: with a Domain, or a Path other than /, added to it, browsers throw a cookie of the name __Host- away.',
      'Or allow cookies of {publicUrl} in the browser.',
    ],
    lookAlikes: [{ code: 'secret-rotated', decides: 'The browser does bring the cookie, and it is not known here.' }],
    visitor:
      'Your browser does not keep the cookie of this server, so you are never signed in. Allow cookies for this address, or try another browser.',
    oauthError: 'invalid_request',
  },
  'secret-rotated': {
    kind: 'fault',
    stage: 'session',
    title: 'The key of this server is another than before',
    happened: '{what|Something} was sealed with a key that this server no longer has.',
    cause:
      'The key (keys/server.key in SIGNPOST_DATA; with MySQL a row of the database) was lost or replaced: the data folder is new at each start, or a database was restored without its key.',
    mend: [
      'Put keys/server.key of the backup back, and start again.',
      'Let SIGNPOST_DATA be a folder that outlives the container.',
      'Or enter the client secret of "{lostSecretOf}" anew on the settings page.',
    ],
    visitor: 'This server was changed meanwhile. Sign in once more; if that does not help, tell its administrator.',
    oauthError: 'temporarily_unavailable',
  },
  'refresh-not-issued': {
    kind: 'finding',
    stage: 'session',
    title: 'The provider gave no refresh token',
    happened:
      'The scope offline_access was asked for, and the token answer has no refresh token (granted: {scope|not told}).',
    ahead: {
      title: 'The provider does not list refresh tokens',
      happened:
        'The scope offline_access is asked for, and "refresh_token" is not among the grants of the discovery document ({grantTypes}).',
    },
    cause: 'The application may not have refresh tokens, or the provider gives them on other conditions.',
    mend: [
      'Allow refresh tokens (offline_access) for the application. {w.refresh}',
      'Or take offline_access out of scopes.',
    ],
  },
  'deprovision-lag': {
    kind: 'finding',
    stage: 'session',
    title: 'The provider cannot be asked for long whether a sign-in still stands',
    happened:
      'The provider gave no refresh token, and {askableFor|nothing else to ask it with}. Who is disabled there stays signed in here until the browser is sent round to it (SIGNPOST_REVALIDATE_MAX), unless the provider sends a back-channel logout.',
    cause: 'Refresh tokens are not asked for, or the application may not have them.',
    mend: [
      'Add offline_access to scopes and allow it for the application. {w.refresh}',
      'Or register {publicUrl}/oidc/backchannel-logout at the provider, or set SIGNPOST_REVALIDATE_MAX to a shorter time.',
    ],
  },
  'refresh-failed': {
    kind: 'fault',
    stage: 'session',
    title: 'The provider ended the sign-in',
    happened: 'The refresh token of a session was not taken any more: {reason|no words given}.',
    cause: 'The person was disabled or signed out at the provider, or the refresh token has run out or was used twice.',
    mend: [
      'If the person should come in: enable the person at the provider; then a new sign-in works.',
      'If it happens to everybody after a pause: let refresh tokens and sessions last longer at the provider.',
    ],
    lookAlikes: [
      { code: 'access-revoked', decides: 'There was no refresh token, and userinfo refused the access token.' },
    ],
    visitor: 'Please sign in once more.',
    oauthError: 'access_denied',
  },
  'access-revoked': {
    kind: 'fault',
    stage: 'session',
    title: 'The provider took its access token back',
    happened:
      '{url} answers HTTP {status} to an access token of a session that it took before and that has not run out.',
    cause: 'The person was disabled or signed out at the provider.',
    mend: ['If the person should come in: enable the person at the provider; then a new sign-in works.'],
    visitor: 'Please sign in once more.',
    oauthError: 'access_denied',
  },
  unexpected: {
    kind: 'fault',
    stage: 'session',
    title: 'Something went wrong here that should not',
    happened: 'An error that belongs to none of the known causes: {message|no message}.',
    cause: 'A defect of this server. Its evidence is on this attempt.',
    mend: ['Please report it with the evidence of this attempt; it holds no secrets.'],
    visitor: 'Something went wrong on this server. Tell your administrator the number of this attempt.',
  },
} satisfies Record<string, FaultEntry>
