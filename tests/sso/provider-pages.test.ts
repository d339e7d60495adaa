import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { catalogue, guideFor, profiles } from '../../src/sso/index.ts'

const folder = new URL('../../docs/sso/', import.meta.url)
const names = profiles.map(({ name }) => name)

test('there is a page for each profile, and none without one', () => {
  const pages = readdirSync(folder).filter(
    (file) => file.endsWith('.md') && file !== 'README.md' && file !== 'faults.md' && file !== 'coverage.md',
  )
  expect(pages.map((file) => file.replace('.md', '')).sort()).toEqual([...names].sort())
})

test.each(names)('the page on %s names the redirect URI and the three variables', (name) => {
  const text = readFileSync(new URL(`${name}.md`, folder), 'utf8')
  for (const must of ['HOST/oidc/callback', '`OIDC_ISSUER`', '`OIDC_CLIENT_ID`', '`OIDC_SECRET`'])
    expect(text).toContain(must)
})

test.each(names)('the guide of %s leads step by step, and its troubles have codes of the catalogue', (name) => {
  const { steps, troubles, values } = guideFor(name, 'https://signpost.example', 'acme')
  expect(steps.length).toBeGreaterThan(0)
  for (const { path } of steps) expect(path.join('')).not.toBe('')
  for (const value of Object.values(values)) expect(value).not.toBe('')
  expect(troubles.length).toBeGreaterThan(2)
  expect(troubles.map(({ code }) => code).filter((code) => !(code in catalogue))).toEqual([])
})

test.each(names)('the guide of %s has this server’s exact addresses filled in, and no placeholder is left', (name) => {
  const text = JSON.stringify(guideFor(name, 'https://signpost.example', 'acme'))
  expect(text).toContain('https://signpost.example/oidc/callback/acme')
  expect(text).not.toMatch(/\{\w+\}/)
})
