import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { catalogue, profiles } from '../../src/sso/index.ts'

const folder = new URL('../../docs/sso/', import.meta.url)
const pages = readdirSync(folder).filter((file) => file.endsWith('.md') && file !== 'README.md')

test('there is a page for each of the main providers, and none for a provider without a profile', () => {
  const names = pages.map((file) => file.replace('.md', ''))
  const main = ['okta', 'entra', 'google', 'keycloak', 'auth0', 'cognito', 'lark', 'gitlab', 'authentik', 'authelia']
  expect(names).toEqual(expect.arrayContaining(main))
  const known = profiles.map(({ name }) => name)
  expect(names.filter((name) => !known.includes(name))).toEqual([])
})

test.each(pages)('%s names the redirect URI and the three variables, and no code that is none', (file) => {
  const text = readFileSync(new URL(file, folder), 'utf8')
  for (const must of ['`HOST/oidc/callback`', '`OIDC_ISSUER`', '`OIDC_CLIENT_ID`', '`OIDC_SECRET`'])
    expect(text).toContain(must)
  const codes = [...text.matchAll(/^\|[^|]+\| `([a-z0-9-]+)` \|/gm)].map(([, code]) => code!)
  expect(codes.length).toBeGreaterThan(2)
  expect(codes.filter((code) => !(code in catalogue))).toEqual([])
})
