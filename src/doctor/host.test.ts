import { expect, test } from 'vitest'
import { limitsIn } from '../base/host-limits.ts'
import { examineHost, type HostFacts } from './host.ts'

const table = (
  files: string,
  processes: string,
) => `Limit                     Soft Limit           Hard Limit           Units
Max cpu time              unlimited            unlimited            seconds
Max processes             ${processes.padEnd(20)} ${processes.padEnd(20)} processes
Max open files            ${files.padEnd(20)} ${files.padEnd(20)} files
`
const now = Date.parse('2026-11-24T12:00:00Z')
const healthy: HostFacts = {
  server: null,
  limits: limitsIn(table('1048576', 'unlimited')),
  containerProcesses: 'max',
  memory: 4 * 1024 ** 3,
  now,
  lastWritten: now - 1000,
}
const warned = (facts: Partial<HostFacts>) =>
  examineHost('/nowhere', { ...healthy, ...facts }).filter(({ status }) => status !== 'ok')

test('a healthy host is warned of nothing', () => {
  expect(warned({})).toEqual([])
  expect(warned({ lastWritten: null, containerProcesses: null })).toEqual([])
})

test.each<[string, Partial<HostFacts>, RegExp, RegExp]>([
  ['host.files', { limits: limitsIn(table('256', 'unlimited')) }, /Only 256 files/, /ulimit -n 65536/],
  ['host.processes', { limits: limitsIn(table('65536', '60')) }, /Only 60 processes.*ulimit -u/, /ulimit -u 4096/],
  ['host.processes', { containerProcesses: '100' }, /Only 100 processes.*pids\.max/, /--pids-limit 4096/],
  ['host.memory', { memory: 128 * 1024 ** 2 }, /128 MB/, /--memory/],
  ['host.clock', { lastWritten: now + 3_600_000 }, /behind/, /timedatectl set-ntp true/],
])('%s warns of %j, with the command that mends it', (id, facts, title, mend) => {
  expect(warned(facts)).toMatchObject([{ id, stage: 'host', status: 'warning' }])
  expect(warned(facts)[0]!.title).toMatch(title)
  expect(warned(facts)[0]!.mend!.join(' ')).toMatch(mend)
})

test('a system that tells nothing is said to tell nothing', () => {
  const told = warned({ limits: {}, containerProcesses: null })
  expect(told.map(({ id, status }) => [id, status])).toEqual([
    ['host.files', 'skipped'],
    ['host.processes', 'skipped'],
  ])
})
