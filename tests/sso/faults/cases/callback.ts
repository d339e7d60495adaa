import { type AnyCase, needsPerson } from '../case.ts'

export const callbackCases: AnyCase[] = [
  {
    code: 'iss-param-mismatch',
    name: 'the answer of another provider',
    bends: () => ({ authorization: (answer) => answer.set('iss', 'https://evil.example') }),
    evidence: { iss: 'https://evil.example' },
    preflight: 'wanted',
  },
  {
    code: 'iss-param-missing',
    name: 'an answer that hides its provider',
    bends: () => ({ authorization: (answer) => answer.delete('iss') }),
    preflight: 'wanted',
  },
  {
    code: 'code-missing',
    name: 'an answer without a code',
    bends: () => ({ authorization: (answer) => answer.delete('code') }),
    preflight: needsPerson,
  },
  {
    code: 'duplicate-params',
    name: 'an answer that says its state twice',
    bends: () => ({ authorization: (answer) => answer.append('state', 'x') }),
    evidence: { parameter: 'state' },
    preflight: 'wanted',
  },
]
