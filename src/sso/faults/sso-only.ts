import type { FaultEntry } from './entry.ts'

/** Trying sign-ins out. */
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
} as const satisfies Record<string, FaultEntry>
