import { existsSync, readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { catalogue, type FaultCode } from '../../../src/sso/index.ts'
import { isElsewhere } from './case.ts'
import { allCases } from './cases/index.ts'
import { coverage, percent, totals } from './coverage.ts'
import { knownFailures } from './known-failures.ts'
import { notOurs } from './not-ours.ts'

const codes = Object.keys(catalogue) as FaultCode[]

afterAll(() => {
  for (const share of Object.values(totals()))
    console.log(`${percent(share)} % (${share.part} of ${share.whole}) ${share.what}`)
})

test('each known failure is in the catalogue or is not ours, and in one of them only', () => {
  const all = Object.values(knownFailures).flat()
  const places = [codes, Object.keys(notOurs)]
  const wrong = all.filter((id) => places.filter((place) => (place as string[]).includes(id)).length !== 1)
  expect(wrong).toEqual([])
  expect(new Set(all).size).toBe(all.length)
})

test('what is not ours is a known failure', () => {
  const all = Object.values(knownFailures).flat()
  expect(Object.keys(notOurs).filter((id) => !all.includes(id))).toEqual([])
})

test('each code has a case, or a reason why nothing here can meet it', () => {
  expect(coverage().flatMap(({ code, cases }) => (cases.length === 0 ? [code] : []))).toEqual([])
})

test('cases have names of their own', () => {
  const names = allCases.map(({ code, name }) => `${code}: ${name}`)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

test.each(allCases.filter(isElsewhere))('$code is expected by $elsewhere', ({ code, elsewhere }) => {
  if (elsewhere === null) return
  expect(existsSync(elsewhere), elsewhere).toBe(true)
  const source = readFileSync(elsewhere, 'utf8')
  if (code === 'unexpected') expect(source).toContain(`.not.toBe('${code}')`)
  else expect(expectationsIn(source)).toContain(`'${code}'`)
})

/** Without comments, titles of tests and what must not be: what is left of a code there is asked of an answer, or handed to what asks. */
const expectationsIn = (source: string): string =>
  source
    .replace(/^ *(\/\/|\/?\*).*$/gm, '')
    .replace(/\b(test|describe|it)\((['"`]).*?\2/g, '')
    .split('\n')
    .filter((line) => !line.includes('.not.'))
    .join('\n')

test('no page says a percentage that is less than promised', () => {
  const { attempt, preflight, ofProvider } = totals()
  expect(percent(attempt)).toBeGreaterThanOrEqual(98)
  expect(percent(preflight)).toBeGreaterThanOrEqual(70)
  expect(percent(ofProvider)).toBeGreaterThanOrEqual(70)
})
