import { publicHalf } from '../../conformance/provider.ts'
import { document } from '../bends.ts'
import { type AnyCase, needsPerson } from '../case.ts'

export const jwksCases: AnyCase[] = [
  {
    code: 'jwks-unreachable',
    name: 'keys on a host that nobody serves',
    ...document((each) => ({ ...each, jwks_uri: 'http://localhost:1/jwks' })),
    evidence: { network: 'conn-refused-localhost' },
    mend: 'http://localhost:1/jwks',
    preflight: 'error',
  },
  {
    code: 'jwks-unreachable',
    name: 'keys that are out of order',
    bends: () => ({ answer: ({ path }) => (path.startsWith('/jwks/') ? { status: 503 } : undefined) }),
    evidence: { status: 503 },
    preflight: 'error',
  },
  {
    code: 'jwks-malformed',
    name: 'a key set without keys in it',
    bends: () => ({ jwks: () => '{"keys":"none"}' }),
    preflight: 'error',
  },
  {
    code: 'unknown-kid-rotation',
    name: 'an empty key set',
    bends: () => ({ jwks: () => [] }),
    preflight: 'error',
  },
  {
    code: 'jwks-no-kid-multiple',
    name: 'an ID token without the id of its key, of which there are two',
    bends: ({ provider }) => ({
      jwks: (keys) => [publicHalf(provider.keys.foreign, 'other'), ...keys],
      header: ({ kid: _, ...header }) => header,
    }),
    evidence: { keys: 2 },
    preflight: needsPerson,
  },
  {
    code: 'entra-custom-signing-key',
    name: 'a key of the application alone, at Entra',
    elsewhere: 'tests/sso/providers/entra.test.ts',
    preflight: needsPerson,
  },
]
