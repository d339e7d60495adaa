import type { FaultEntry } from './entry.ts'

const again = {
  visitor: 'This sign-in cannot be finished. Start again with the button below.',
  oauthError: 'invalid_request',
} as const

/** What is wrong with the answer that the browser brings back. */
export const callbackFaults = {
  'idp-initiated-no-state': {
    kind: 'fault',
    stage: 'callback',
    title: 'This sign-in was not started here',
    happened: 'An answer of the provider came with {stateWas|no} state that this server has given out.',
    cause:
      "The sign-in was started by a link built by hand or by a tile at the provider; such an answer is never accepted, since it could be somebody else's.",
    mend: [
      'Start sign-ins at {publicUrl}/oidc/login.',
      'For a tile at the provider, set its address for starting sign-ins to {publicUrl}/oidc/initiate. {w.initiate}',
    ],
    lookAlikes: [
      {
        code: 'state-expired',
        decides: 'The page of the provider was open for more than a day: by then the start is forgotten.',
      },
      { code: 'callback-replayed', decides: 'The address is from a bookmark or from the history of the browser.' },
    ],
    visitor: 'This sign-in was not started here, so it cannot be trusted. Start again with the button below.',
    oauthError: 'invalid_request',
  },
  'state-expired': {
    kind: 'fault',
    stage: 'callback',
    title: 'The sign-in took too long',
    happened: 'The answer came {age|more than 30} minutes after the start; a sign-in may take 30 minutes.',
    cause: 'The page of the provider was left open.',
    mend: ['Nothing is wrong; sign in again.'],
    visitor: 'The sign-in took longer than 30 minutes. Start again with the button below.',
    oauthError: 'invalid_request',
  },
  'callback-replayed': {
    kind: 'fault',
    stage: 'callback',
    title: 'This answer was used already',
    happened: 'The state of attempt {firstAttempt|unknown} came a second time.',
    cause: 'The Back button, a bookmark, a reload, or something that reads links ahead.',
    mend: ['Nothing is wrong; sign in again if you are not signed in.'],
    ...again,
  },
  'state-cookie-form-post': {
    kind: 'fault',
    stage: 'callback',
    title: 'The browser did not bring its sign-in cookie',
    happened: 'The answer came by POST, and also after it was sent round once there was no sign-in cookie.',
    cause: 'The browser blocks cookies, or the sign-in was started in another browser.',
    mend: ['Allow cookies for {publicUrl}, and finish the sign-in in the browser in which it was started.'],
    lookAlikes: [{ code: 'state-multi-tab', decides: 'The sign-in was begun in another browser or a private window.' }],
    ...again,
  },
  'state-cookie-host-changed': {
    kind: 'fault',
    stage: 'callback',
    title: 'The sign-in was started at another address',
    happened: 'It was started at {startHost} and came back to {callbackHost}, where the browser has no cookie of it.',
    cause: 'The server is reached by two names.',
    mend: ['Open {publicUrl} and sign in there.'],
    ...again,
  },
  'state-cookie-cross-site-redirect': {
    kind: 'fault',
    stage: 'callback',
    title: 'The browser did not bring its sign-in cookie',
    happened: 'The answer fits a sign-in that was started here, but this browser has no sign-in cookie.',
    cause:
      'It was started in another browser or a private window, the link was passed on, or the browser blocks cookies.',
    mend: ['Finish the sign-in in the browser in which it was started, with cookies allowed for {publicUrl}.'],
    lookAlikes: [
      {
        code: 'callback-not-routed',
        decides: 'Every browser loses the cookie: then a proxy before this server drops Set-Cookie or Cookie.',
      },
    ],
    ...again,
  },
  'state-multi-tab': {
    kind: 'fault',
    stage: 'callback',
    title: 'The sign-in was started by another browser',
    happened: 'The answer fits a sign-in that was started here, but the cookie of this browser is of another one.',
    cause: 'The link was passed on from another browser, or the cookies were cleared between.',
    mend: ['Finish the sign-in in the browser in which it was started.'],
    ...again,
  },
  'fragment-response': {
    kind: 'fault',
    stage: 'callback',
    title: 'The answer came in the part of the address that servers never see',
    happened: 'The callback came without parameters; the answer of the provider stands after the # of the address.',
    cause: 'The application at the provider is set to the implicit flow.',
    mend: ['Set the application to the authorization code flow. {w.grant}'],
    lookAlikes: [
      {
        code: 'response-mode-unexpected',
        decides: 'The application is set to the code flow, and the provider answers behind the # all the same.',
      },
    ],
    oauthError: 'invalid_request',
  },
  'params-stripped': {
    kind: 'fault',
    stage: 'callback',
    title: 'The answer of the provider arrived empty',
    happened: 'The callback came without any parameters.',
    cause: 'A proxy before this server drops the query, or the address was opened by hand.',
    mend: ['Let the proxy pass the query of /oidc/callback untouched.'],
    lookAlikes: [
      { code: 'fragment-response', decides: 'The address in the browser has a # with something behind it.' },
      { code: 'callback-replayed', decides: 'The address was opened by hand or from a bookmark.' },
    ],
    ...again,
  },
  'response-mode-unexpected': {
    kind: 'fault',
    stage: 'callback',
    title: 'The answer came in another way than was asked for',
    happened: 'Asked for response mode "{responseMode}", the answer came as {cameAs}.',
    cause: 'The provider does not know the response mode, or somebody made the answer up.',
    mend: ['Set responseMode: auto (SIGNPOST_OIDC_RESPONSE_MODE), and sign in again.'],
  },
  'response-jwt-invalid': {
    kind: 'fault',
    stage: 'callback',
    title: 'The signed answer of the provider does not hold',
    happened: 'The answer came as a signed token (JARM), and {reason}.',
    cause: 'It is old, meant for another application, or was made up.',
    mend: ['Sign in again. If it comes back, set responseMode: auto.'],
  },
  'front-channel-token-missing': {
    kind: 'fault',
    stage: 'callback',
    title: 'Something that was asked for did not come',
    happened: 'Asked for "{responseType}", the answer has no {missing} (it has: {parameters|nothing}).',
    cause: 'The provider answers by another flow than the one that was asked for.',
    mend: ['Set responseType: code (SIGNPOST_OIDC_RESPONSE_TYPE=code).', 'Enable the flow at the provider. {w.grant}'],
  },
  'code-missing': {
    kind: 'fault',
    stage: 'callback',
    title: 'The answer of the provider has no code',
    happened: 'The callback came with {parameters|nothing}, but neither a code nor an error.',
    cause: 'The provider answers by another flow than was asked for, or a proxy changes the query.',
    mend: ['Set the application to the authorization code flow. {w.grant}'],
    lookAlikes: [
      {
        code: 'params-stripped',
        decides: 'The provider did send a code (its log shows it): then a proxy between cuts the address.',
      },
    ],
    ...again,
  },
  'duplicate-params': {
    kind: 'fault',
    stage: 'callback',
    title: 'The answer of the provider says something twice',
    happened: 'The callback came with more than one "{parameter}".',
    cause: 'A proxy or the provider repeats parameters; which one is meant cannot be known.',
    mend: ['Look at the address to which the provider redirects, and at the proxies between.'],
    ...again,
  },
  'iss-param-mismatch': {
    kind: 'fault',
    stage: 'callback',
    title: 'The answer came from another provider',
    happened: 'The callback says that it is from "{iss}"; the sign-in was started at "{expectedIss}".',
    cause: 'An attempt to mix up two providers, or the provider writes its issuer wrongly here.',
    mend: ['Compare the issuer of the provider with the "iss" that it sends.'],
    lookAlikes: [
      {
        code: 'issuer-mismatch',
        decides: 'The two differ only in how the issuer is written: then the provider names itself in two ways.',
      },
    ],
    ...again,
  },
  'iss-param-missing': {
    kind: 'fault',
    stage: 'callback',
    title: 'The answer does not say from which provider it is',
    happened: 'The provider promises "iss" in its answers (RFC 9207) and did not send it.',
    cause: 'A proxy drops it, or the answer is not from that provider.',
    mend: [
      'Let the proxy pass the query of /oidc/callback untouched.',
      'Otherwise: authorization_response_iss_parameter_supported is wrong in the discovery document.',
    ],
    lookAlikes: [
      {
        code: 'params-stripped',
        decides: 'The provider did send it (the address in the browser shows it): then a proxy drops it.',
      },
    ],
    ...again,
  },
  'provider-changed': {
    kind: 'fault',
    stage: 'callback',
    title: 'The provider was set up anew in between',
    happened:
      'The sign-in was started at {startedAt}; by the time the person came back, provider "{provider}" was {issuerNow}.',
    cause:
      'An administrator changed the issuer while the person was signing in. The answer is not shown to another provider.',
    mend: ['Nothing is wrong; sign in again.'],
    ...again,
  },
  'callback-wrong-provider': {
    kind: 'fault',
    stage: 'callback',
    title: 'The answer came to the address of another provider',
    happened: 'The sign-in was started at provider "{startedAt}" and came back to the address of "{provider}".',
    cause: 'An attempt to mix up two providers, or the redirect URIs of two providers are exchanged.',
    mend: ['Register {redirectUri} at provider "{startedAt}". {w.redirectUris}'],
    lookAlikes: [
      {
        code: 'redirect-uri-host-port-path',
        decides: 'It comes at each sign-in: then the redirect URI of the other provider is registered at this one.',
      },
    ],
    ...again,
  },
} satisfies Record<string, FaultEntry>
