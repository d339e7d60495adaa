import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { groupsFrom } from './claims/groups.ts'
import { adminByGroups, groupTeamsOf, teamsByGroups } from './group-rules.ts'
import { defaultProviderSettings, type ProviderSettings, teamRoles } from './provider.ts'

const settings = (rules: Partial<ProviderSettings>): ProviderSettings => ({
  ...defaultProviderSettings,
  id: 'acme',
  name: 'Acme',
  ...rules,
})

test.each([
  [
    ['a', 'b', 'a'],
    ['a', 'b'],
  ],
  ['a', ['a']],
  ['', []],
  [[], []],
  ['["a","b"]', ['a', 'b']],
  ['[not json', ['[not json']],
  ['CN=a,OU=b', ['CN=a,OU=b']],
  [{ owner: { '1': 'acme' }, viewer: {} }, ['owner', 'viewer']],
  [['a', 1, null, { b: 'c' }], ['a']],
  [undefined, null],
  [null, null],
  [7, null],
])('groups written as %j are %j', (value, groups) => {
  expect(groupsFrom(value)).toEqual(groups)
})

test('whatever is written in a claim or in the file, groups and teams are texts, and nobody gets a role that does not exist', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (claim, written) => {
      const groups = groupsFrom(claim)
      const granted = teamsByGroups(settings({ groupTeams: groupTeamsOf(written).rules }), groups) ?? []
      for (const group of groups ?? []) expect(typeof group).toBe('string')
      for (const { team, role } of granted) expect([typeof team, teamRoles.includes(role)]).toEqual(['string', true])
    }),
  )
})

test.each<[string[], string[] | null, boolean | null]>([
  [[], ['admins'], null],
  [['admins'], ['admins', 'x'], true],
  [['admins'], ['Admins', '/admins'], false],
  [['admins'], [], false],
  [['admins'], null, null],
])('adminGroups %j of somebody in %j: %s', (adminGroups, groups, admin) => {
  expect(adminByGroups(settings({ adminGroups }), groups)).toBe(admin)
})

describe('teams', () => {
  const of = (written: unknown, groups: string[] | null) =>
    teamsByGroups(settings({ groupTeams: groupTeamsOf(written).rules }), groups)

  test.each<[string, unknown, string[] | null, ReturnType<typeof teamsByGroups>]>([
    ['no rule', undefined, ['a'], null],
    ['off', false, ['a'], null],
    ['by name', true, ['a'], [{ team: 'a', role: 'member' }]],
    [
      'by name, as Keycloak writes it',
      true,
      ['/a', '/a/b'],
      [
        { team: 'a', role: 'member' },
        { team: 'a/b', role: 'member' },
      ],
    ],
    ['by list', { a: 'x', b: 'y' }, ['a', 'c'], [{ team: 'x', role: 'member' }]],
    ['with a role', { a: { team: 'x', role: 'viewer' } }, ['a'], [{ team: 'x', role: 'viewer' }]],
    [
      'several teams',
      { a: ['x', { team: 'y', role: 'admin' }] },
      ['a'],
      [
        { team: 'x', role: 'member' },
        { team: 'y', role: 'admin' },
      ],
    ],
    [
      'most rights of two groups',
      { a: { team: 'x', role: 'admin' }, b: 'x' },
      ['b', 'a'],
      [{ team: 'x', role: 'admin' }],
    ],
    ['a role that does not exist gives nothing', { a: { team: 'x', role: 'owner' } }, ['a'], []],
    ['a slip in the file gives nothing', { a: 7, b: null, c: [''] }, ['a', 'b', 'c'], []],
    ['in no group', { a: 'x' }, [], []],
    ['groups not known', { a: 'x' }, null, null],
    ['a list is no mapping', ['a'], ['a'], null],
  ])('%s', (_what, written, groups, teams) => {
    expect(of(written, groups)).toEqual(teams)
  })

  test.each<[unknown, string[]]>([
    [undefined, []],
    [false, []],
    [true, []],
    [{ a: 'x', b: ['y', { team: 'z', role: 'viewer' }] }, []],
    [{ a: 7, b: 'x', c: { team: 'x', role: 'owner' }, d: ['y', null] }, ['a', 'c', 'd']],
    [['a'], ['groupTeams']],
    ['yes', ['groupTeams']],
  ])('of %j, %j is not understood', (written, invalid) => {
    expect(groupTeamsOf(written).invalid).toEqual(invalid)
  })
})
