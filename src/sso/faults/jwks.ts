import type { FaultEntry } from './entry.ts'

/** The keys by which ID tokens are proven. */
export const jwksFaults = {
  'entra-custom-signing-key': {
    kind: 'mended',
    stage: 'id-token',
    title: 'The application has a signing key of its own',
    happened: 'The key of the ID token is not among those of all applications; it was found at {keySource}.',
    cause: 'A policy that maps claims gives an application its own key.',
    mend: ['Nothing has to be done.'],
  },
  'jwks-no-kid-multiple': {
    kind: 'mended',
    stage: 'jwks',
    title: 'The ID token does not name its key, and there are several',
    happened:
      'The ID token names no key, and {keys|several} of {keySource|the provider} fit its algorithm; each was tried.',
    cause: 'The provider leaves out "kid" (OpenID Connect Core 10.1 demands it where there are several keys).',
    mend: ['Nothing has to be done.'],
  },
  'unknown-kid-rotation': {
    kind: 'fault',
    stage: 'jwks',
    title: 'The key of the ID token is not published',
    happened: 'The ID token is signed with key "{kid|without id}" ({alg}); {url}, read anew, has {kids|no keys}.',
    cause: 'The provider signs with a key that it does not publish (yet), or jwks_uri is of another tenant.',
    mend: [
      'Sign in again in a minute. If it comes back, compare {missingAt} with the keys of the provider.',
      '{namesake} is of another kind than {alg}, or for another use: publish the key that signs, with use "sig", or sign by an algorithm of that key. {w.signing}',
    ],
    lookAlikes: [
      {
        code: 'entra-custom-signing-key',
        decides: 'The application maps claims at Entra: then its key is at jwks_uri?appid=.',
      },
      { code: 'iss-mismatch', decides: 'Jwks_uri is of another tenant: its keys never have this id.' },
    ],
  },
  'jwks-unreachable': {
    kind: 'fault',
    stage: 'jwks',
    title: 'The keys of the provider cannot be read',
    happened: 'Discovery was fine, but {url} {reason|failed}.',
    cause: 'The keys are on another host, or blocked.',
    mend: ['Let this server reach {url}.'],
    oauthError: 'temporarily_unavailable',
  },
  'jwks-malformed': {
    kind: 'fault',
    stage: 'jwks',
    title: 'The keys of the provider make no sense',
    happened: '{url} answers with something that is no key set: {reason}.',
    cause: 'A proxy answers in place of the provider, or the provider writes it wrongly.',
    mend: ['Open {url}: it must be JSON with a list "keys".'],
  },
} satisfies Record<string, FaultEntry>
