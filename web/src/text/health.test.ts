import { expect, test } from 'vitest'
import type { ProviderCheck } from '../../../src/wire/app/contract.ts'
import { findingsFirst, findingsText, groupChecks } from './health.ts'

const check = (id: string, stage: string, status: ProviderCheck['status'] = 'ok'): ProviderCheck => {
  return { id, stage, status, title: id, evidence: {} }
}
const all = [
  check('environment', 'config'),
  check('storage', 'storage', 'warning'),
  check('host.files', 'host'),
  check('provider.acme.settings', 'config'),
  check('provider.acme.discovery', 'discovery', 'error'),
  check('provider.beta.token', 'token'),
  check('sso-only', 'config'),
]

test('checks are grouped by part of the server and by provider, and none is lost', () => {
  const groups = groupChecks(all)
  expect(groups.map(({ name, checks }) => [name, checks.map(({ id }) => id)])).toEqual([
    ['config', ['environment', 'sso-only']],
    ['host', ['host.files']],
    ['storage', ['storage']],
    [{ provider: 'acme' }, ['provider.acme.settings', 'provider.acme.discovery']],
    [{ provider: 'beta' }, ['provider.beta.token']],
  ])
  expect(groupChecks([check('new', 'of a stage to come')])[0]!.checks).toHaveLength(1)
  expect(groupChecks([])).toEqual([])
})

test('findings are counted and put first by severity', () => {
  expect(findingsText(all)).toBe('1 error, 1 warning')
  expect(findingsText([...all, ...all])).toBe('2 errors, 2 warnings')
  expect(findingsText([check('host.files', 'host', 'skipped')])).toBe(null)
  expect(findingsFirst(all).map(({ id }) => id)).toEqual(['provider.acme.discovery', 'storage'])
})
