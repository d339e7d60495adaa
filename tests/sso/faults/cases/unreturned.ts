import { type AnyCase, needsThisPerson } from '../case.ts'

export const unreturnedCases: AnyCase[] = [
  {
    code: 'never-returned',
    name: 'a person who is not heard of again',
    elsewhere: 'tests/sso/unreturned.test.ts',
    attempt: 'named',
    preflight: needsThisPerson,
  },
]
