import { expect, test } from 'vitest'
import type { ProviderBehaviour } from './profile.ts'
import { profiles, reasonsOf } from './profiles.ts'

const behaviour: Record<keyof ProviderBehaviour, true> = {
  otherIssuers: true,
  regions: true,
  notThere: true,
  jwksApplicationParameter: true,
  assertionAudience: true,
  logout: true,
  alsoIssuesAs: true,
  tenants: true,
  httpOnlyToLoopback: true,
  lacksScopes: true,
  fakesSignOut: true,
  letsChooseAccount: true,
  identityFrom: true,
  refreshNeeds: true,
  openToAnybody: true,
  email: true,
  beyondSub: true,
  groups: true,
  groupsOverage: true,
  lacksGroups: true,
  listsFewClaims: true,
}

test('no two profiles have one name', () => {
  expect(new Set(profiles.map(({ name }) => name)).size).toBe(profiles.length)
})

test.each(profiles)(
  '$title: each property that changes what the engine does has its reason, and each reason its property',
  (profile) => {
    const changed = Object.keys(behaviour).filter((name) => profile[name as keyof ProviderBehaviour] !== undefined)
    const explained = reasonsOf(profile).flatMap(({ property }) => property ?? [])
    expect(explained.sort()).toEqual(changed.sort())
  },
)

test.each(profiles)('$title: each reason has a link', (profile) => {
  for (const { link } of reasonsOf(profile)) expect(link).toMatch(/^https:\/\/[\w.-]+\//)
})
