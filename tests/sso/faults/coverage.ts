import { catalogue, type FaultCode } from '../../../src/sso/index.ts'
import { type AnyCase, type Cannot, isElsewhere } from './case.ts'
import { allCases } from './cases/index.ts'

/** What is proven of one code, by all of its cases. */
export interface Coverage {
  code: FaultCode
  cases: AnyCase[]
  /** By how many of its cases. */
  preflight: 'found' | 'sometimes' | 'wanted' | 'cannot'
  attempt: 'named' | 'cannot'
  /** Why one of them cannot, for each; and why nothing here can meet it. */
  why: { preflight: string[]; attempt: string[]; nowhere: string[] }
  shownByProvider: Cannot['shownByProvider']
}

export const coverage = (): Coverage[] => (Object.keys(catalogue) as FaultCode[]).map(coverageOf)

function coverageOf(code: FaultCode): Coverage {
  const cases = allCases.filter((each) => each.code === code)
  const before = cases.map(({ preflight }) => preflight)
  const isFound = (each: AnyCase['preflight']) => each === 'error' || each === 'warning'
  const found = before.filter(isFound).length
  const attempts = cases.map(({ attempt }) => attempt ?? 'named')
  const nowhere = cases.flatMap((each) => (isElsewhere(each) && each.elsewhere === null ? [each.name] : []))
  const cannot = (all: typeof attempts | typeof before) => [
    ...new Set(all.flatMap((each) => (typeof each === 'object' ? [each.cannot] : []))),
  ]
  return {
    code,
    cases,
    preflight:
      found === before.length && found > 0
        ? 'found'
        : found > 0
          ? 'sometimes'
          : before.includes('wanted')
            ? 'wanted'
            : 'cannot',
    attempt: attempts.includes('named') ? 'named' : 'cannot',
    why: { preflight: cannot(before), attempt: cannot(attempts), nowhere },
    shownByProvider: shownTo(before),
  }
}

/** Of its cases the one that most people meet. What preflight finds, whoever comes would. */
function shownTo(before: AnyCase['preflight'][]): Cannot['shownByProvider'] {
  const shown = before.map((each) => (typeof each === 'object' ? each.shownByProvider : 'to all'))
  return (['to all', 'to one'] as const).find((each) => shown.includes(each)) ?? 'no'
}

export interface Share {
  what: string
  part: number
  whole: number
}

export const percent = ({ part, whole }: Share): number => Math.round((1000 * part) / Math.max(whole, 1)) / 10

/** Faults and findings only: what we mend by ourselves needs nobody to find it. */
export function totals(
  all: Coverage[] = coverage(),
): Record<'attempt' | 'preflight' | 'ofProvider' | 'always' | 'withoutPerson', Share> {
  const counted = all.filter(({ code }) => catalogue[code].kind !== 'mended')
  const isFound = ({ preflight }: Coverage) => preflight === 'found' || preflight === 'sometimes'
  const share = (what: string, whole: Coverage[], isPart: (each: Coverage) => boolean): Share => ({
    what,
    part: whole.filter(isPart).length,
    whole: whole.length,
  })
  const shown = counted.filter((each) => each.shownByProvider !== 'no')
  const met = counted.filter((each) => each.cases.length > 0)
  return {
    attempt: share(
      'named right by the attempt, the first time',
      met.filter(isOfSignIn),
      ({ attempt }) => attempt === 'named',
    ),
    preflight: share(
      'of all that a provider can be made to show, be it to one person or once only, found before anybody signs in: in one of its cases at least',
      shown,
      isFound,
    ),
    ofProvider: share(
      'of these without what our settings alone show, found before anybody signs in',
      shown.filter(({ code }) => catalogue[code].stage !== 'config'),
      isFound,
    ),
    always: share(
      'of all that a provider can be made to show, found before anybody signs in in each of its cases',
      shown,
      ({ preflight }) => preflight === 'found',
    ),
    withoutPerson: share(
      'of those that can be known without a person, found before anybody signs in',
      counted.filter(({ preflight }) => preflight !== 'cannot'),
      isFound,
    ),
  }
}

/** Whether a sign-in can be under way when it shows. */
const isOfSignIn = ({ cases }: Coverage): boolean =>
  cases.some(({ attempt = 'named' }) => attempt === 'named' || attempt.shownByProvider !== 'no')
