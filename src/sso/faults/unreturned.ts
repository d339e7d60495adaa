import type { FaultEntry } from './entry.ts'

/** People who were sent to a provider and are not heard of again, where its sign-in page shows no reason. */
export const unreturnedFaults = {
  'never-returned': {
    kind: 'fault',
    stage: 'callback',
    title: 'The person never came back from the provider',
    happened: 'The browser was sent to {authorizationEndpoint|the provider}, and no answer came. {whenAsked|}',
    cause:
      'The person gave up or could not sign in there, the provider stopped the person on a page of its own, or the way back does not lead to this server.',
    mend: [
      'Ask the person what the provider showed last. If it was a page that says no: let the person in there. {w.assignment}',
      'Look in the log of the provider at this time.',
      'If the person did sign in there: make sure that {redirectUri} reaches this server, through whatever stands before it.',
    ],
    lookAlikes: [
      {
        code: 'redirect-uri-mismatch',
        decides: 'The page of the provider speaks of the redirect URI or callback address, before it asks for a name.',
      },
      {
        code: 'client-id-wrong',
        decides: 'The page of the provider says that the application or client is not known.',
      },
      {
        code: 'callback-not-routed',
        decides:
          'The page comes after the person has signed in there, and its address is the public URL of this server.',
      },
      { code: 'user-not-assigned', decides: 'The page comes after the person has signed in there, and denies access.' },
    ],
    visitor:
      'A sign-in was begun and not finished at the identity provider. Try again; if the provider shows an error, tell us below what it says.',
    oauthError: 'access_denied',
  },
} satisfies Record<string, FaultEntry>
