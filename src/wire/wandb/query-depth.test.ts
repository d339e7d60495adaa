import { parse } from 'graphql'
import { expect, test } from 'vitest'
import { depthOf } from './query-depth.ts'

test.each([
  ['{ a }', 1],
  ['{ a { b c { d } } e }', 3],
  ['query A { a } query B { a { b } }', 2],
  ['{ a { ...F } } fragment F on T { b { c } }', 3],
  ['{ a { ... on T { b } } }', 2],
  ['{ ...F ...G } fragment F on T { a { ...G } } fragment G on T { b { c } }', 3],
])('%s is %i deep', (query, depth) => {
  expect(depthOf(parse(query))).toBe(depth)
})
