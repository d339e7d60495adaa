import { expect, test } from 'vitest'
import { cleaned, linesOfTeams, teamsOfLines } from './draft.ts'

test('groups and their teams come back as they were written', () => {
  const value = { ml: ['vision', { team: 'ops', role: 'admin' }], 'cn=x,dc=y: z': ['odd'] }
  const lines = 'ml: vision\nml: ops admin\ncn=x,dc=y: z: odd'
  expect(linesOfTeams(value)).toBe(lines)
  expect(teamsOfLines(lines)).toEqual(value)
})

test.each([
  ['a single team without a list', { ml: 'vision' }, 'ml: vision'],
  ['a role that is the usual one', { ml: { team: 'vision', role: 'member' } }, 'ml: vision'],
  ['teams of the same name', true, ''],
  ['nothing', null, ''],
])('%s', (_, value, lines) => {
  expect(linesOfTeams(value)).toBe(lines)
})

test.each(['', '\n', 'ml', 'ml:', ': team', '  '])('%j says nothing of a team', (lines) => {
  expect(teamsOfLines(lines)).toBeNull()
})

test('a list is sent without blanks, and one without entries takes the value back', () => {
  expect(cleaned({ scopes: ['openid ', '', ' email'], allowedGroups: ['', ' '], name: 'x', issuer: null })).toEqual({
    scopes: ['openid', 'email'],
    allowedGroups: null,
    name: 'x',
    issuer: null,
  })
})
