import type { FaultEntry } from './entry.ts'

/** Trying sign-ins out, and relying on them alone. */
export const ssoOnlyFaults = {
  'sign-in-test-over': {
    kind: 'fault',
    stage: 'session',
    title: 'This test of a sign-in is over',
    happened: 'A test of a sign-in cannot go on: {reason|its time is up}.',
    cause:
      'A test belongs to the administrator who began it, in the session in which it was begun, and lasts for minutes.',
    mend: ["Begin the test again on the provider's page, and stay signed in until it is through."],
    visitor: 'This test of a sign-in is over. Begin it again on the page of the provider.',
    oauthError: 'invalid_request',
  },
  'sso-only-lockout': {
    kind: 'finding',
    stage: 'config',
    title: 'Only single sign-on lets people in, and no provider is known to work as it is set',
    happened: 'Passwords are switched off, and {detail}.',
    cause: 'The settings of the provider were changed, or the provider taken away, since single sign-on is required.',
    mend: [
      "Open the provider's page and test the sign-in; it must pass with the values that are set.",
      'Or switch "Require single sign-on" off on the page Identity providers. Locked out: run "signpost user restore NAME".',
    ],
  },
  'break-glass-unusable': {
    kind: 'finding',
    stage: 'config',
    title: 'No break-glass account can sign in',
    happened: 'Passwords are switched off, and {detail}.',
    cause: 'The account was disabled, removed, or is no administrator any more, since single sign-on is required.',
    mend: [
      'Make an administrator with a password a break-glass account on the page Identity providers.',
      'Locked out: start the server with LOCAL_RESTORE=true, or run "signpost user restore NAME".',
    ],
  },
} as const satisfies Record<string, FaultEntry>
