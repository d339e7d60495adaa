import type { FaultEntry } from './entry.ts'

/** Signing out, here and at the provider. */
export const logoutFaults = {
  'id-token-hint-missing': {
    kind: 'finding',
    stage: 'logout',
    title: 'The provider was asked to sign out without an ID token',
    happened: 'This session has no ID token kept; the provider may ask for a confirmation.',
    cause: "The session is older than the last change of the server's key.",
    mend: ['Nothing needs to be done.'],
  },
  'logout-endpoint-fake-or-absent': {
    kind: 'finding',
    stage: 'logout',
    title: 'The provider cannot be signed out from here',
    happened: 'The provider has no address by which people sign out there: signing out ends the session here only.',
    cause: 'It publishes no end_session_endpoint, or one that is known to have no effect (Lark).',
    mend: ['People sign out at the provider itself.'],
  },
  'logout-local-only': {
    kind: 'mended',
    stage: 'logout',
    title: 'The provider was asked to let the person choose anew',
    happened:
      'Somebody signed out here just before. The provider has no address for signing out, so its session went on: it was asked to show whom it would sign in.',
    cause: 'Without that, the next click would sign the same person in again.',
    mend: ['Nothing has to be done.'],
  },
  'logout-hint-expired': {
    kind: 'mended',
    stage: 'logout',
    title: 'The ID token was left out when signing out',
    happened: 'The ID token of the session is too long for an address, or its key is no longer published.',
    cause:
      'Providers refuse such a request; without the ID token they go by client_id, and may ask for a confirmation.',
    mend: ['Nothing has to be done.'],
  },
  'post-logout-uri-unregistered': {
    kind: 'finding',
    stage: 'logout',
    title: 'The provider does not know where to send people who sign out',
    happened:
      'Asked to sign out and come back to {postLogoutUri}, {url} answers HTTP {status}: "{said|no words given}".',
    cause: 'The address is not registered at the provider, so people who sign out stay on an error page there.',
    mend: ['Register exactly {postLogoutUri} at the provider. {w.logoutUris}'],
  },
  'backchannel-unreachable': {
    kind: 'finding',
    stage: 'logout',
    title: 'The provider cannot tell this server who signed out',
    happened:
      'The provider can send a back-channel logout, and {publicUrl} leads to {address|an address of its own network}, where {providerHost} cannot call. Last logout token: never.',
    cause: 'This server is in a network that the provider does not reach.',
    mend: [
      'Let the provider reach {register}, and register that as its back-channel logout address.',
      'Or rely on SIGNPOST_REVALIDATE_EVERY: the provider is asked from here, where it gives a refresh token.',
    ],
  },
  'backchannel-invalid': {
    kind: 'fault',
    stage: 'logout',
    title: 'A logout token was refused',
    happened: 'The logout token cannot be used: {reason}.',
    cause: 'It is for another application, has run out, was used already, or is not from the provider.',
    mend: ['Compare issuer, client id and signature of ID tokens at the provider: logout tokens follow them.'],
    oauthError: 'invalid_request',
  },
} satisfies Record<string, FaultEntry>
