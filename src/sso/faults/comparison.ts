import type { FaultCode } from './catalogue.ts'

export interface Comparison {
  expected: unknown
  found: unknown
}

/** Codes that end a comparison: the facts that hold what should have been there, and what was. A function where no fact is one of them. */
const comparisons: Partial<Record<FaultCode, { expected: Side; found: Side }>> = {
  'public-url-mismatch': { expected: 'publicUrl', found: 'browserOrigin' },
  'issuer-mismatch': { expected: 'issuer', found: 'documentIssuer' },
  'iss-mismatch': { expected: 'expectedIss', found: 'iss' },
  'entra-v1-v2-mix': { expected: 'expectedIss', found: 'iss' },
  'iss-param-mismatch': { expected: 'expectedIss', found: 'iss' },
  'iss-param-missing': { expected: 'expectedIss', found: () => 'nothing' },
  'aud-mismatch': { expected: 'clientId', found: 'aud' },
  'azp-or-extra-aud': { expected: 'clientId', found: ({ azp, aud }) => azp ?? aud },
  'exp-past': { expected: ({ now }) => `later than ${now}`, found: 'exp' },
  'iat-future': { expected: ({ now }) => `no later than ${now}`, found: 'iat' },
  nbf: { expected: ({ now }) => `no later than ${now}`, found: 'nbf' },
  'alg-not-default': { expected: 'allowedAlgs', found: 'alg' },
  'alg-none': { expected: () => 'a signature', found: 'alg' },
  'unknown-kid-rotation': { expected: 'kid', found: 'kids' },
  'secret-too-short': {
    expected: ({ needed }) => `a secret of ${needed} bytes or more`,
    found: ({ length }) => `${length} bytes`,
  },
  'provider-unknown': { expected: 'known', found: 'provider' },
  'provider-changed': { expected: 'startedAt', found: 'issuerNow' },
  'callback-wrong-provider': { expected: 'startedAt', found: 'provider' },
  'state-cookie-host-changed': { expected: 'startHost', found: 'callbackHost' },
  'response-mode-unexpected': { expected: 'responseMode', found: 'cameAs' },
  'code-missing': { expected: () => 'code', found: 'parameters' },
  'front-channel-token-missing': { expected: 'missing', found: 'parameters' },
  'nonce-missing': { expected: () => 'nonce', found: 'claims' },
  'nonce-mismatch': { expected: () => 'the nonce of this sign-in', found: () => 'another one' },
  'sub-missing': { expected: () => 'sub', found: 'claims' },
  'discovery-incomplete': { expected: 'missing', found: () => 'nothing' },
  'id-token-missing': { expected: () => 'id_token', found: 'fields' },
  'domain-not-allowed': { expected: 'allowedDomains', found: ({ domain, email }) => domain ?? email },
  'not-in-allowed-group': { expected: 'allowedGroups', found: 'groups' },
}

type Facts = Readonly<Record<string, unknown>>
type Side = string | ((facts: Facts) => unknown)

/** Expected and found, side by side; null where the code is of no comparison or the facts do not know one of them. */
export function comparisonOf(code: FaultCode, facts: Facts): Comparison | null {
  const sides = comparisons[code]
  if (!sides) return null
  const of = (side: Side) => (typeof side === 'string' ? facts[side] : side(facts))
  const [expected, found] = [of(sides.expected), of(sides.found)]
  return expected === undefined || found === undefined ? null : { expected, found }
}
