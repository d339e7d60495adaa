import { expect, test } from 'vitest'
import { examineMysql } from './mysql.ts'

const healthy = { charset: 'utf8mb4', collation: 'utf8mb4_bin', foreignText: [], maxPacket: 64 * 1024 ** 2 }

test.each([
  ['8.4.3', 'ok'],
  ['8.0.36-0ubuntu0.22.04.1', 'ok'],
  ['5.7.44-log', 'warning'],
  ['11.8.2-MariaDB-deb13', 'ok'],
  ['10.5.29-MariaDB', 'ok'],
  ['5.5.5-10.11.6-MariaDB-log', 'ok'],
  ['10.4.1-MariaDB', 'warning'],
])('version %s is %s', (version, status) => {
  const [check, ...others] = examineMysql(version, healthy)
  expect(check).toMatchObject({ id: 'database.version', status })
  expect(others.map((other) => other.status)).toEqual(['ok', 'ok'])
})

test('a connection in another character set is warned of', () => {
  const text = examineMysql('8.4.3', { ...healthy, charset: 'latin1' }).find(({ id }) => id === 'database.text')
  expect(text).toMatchObject({ status: 'warning', title: expect.stringContaining('latin1') })
})
