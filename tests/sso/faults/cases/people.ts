import { type AnyCase, needsPerson } from '../case.ts'

export const peopleCases: AnyCase[] = [
  {
    code: 'userinfo-sub-mismatch',
    name: 'userinfo of somebody else',
    bends: () => ({ userinfo: (each) => ({ ...each, sub: 'somebody-else' }) }),
    preflight: needsPerson,
  },
]
