import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasMariadb, type Mariadb, startMariadb } from '../kit/mariadb.ts'
import { serveInVain } from '../kit/serve.ts'

let folder: string
let file: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-start-'))
  file = path.join(folder, 'file')
  await writeFile(file, '')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** It ends with 2 and one message of sentences: no stack of ours, no password. */
async function refuses(env: Record<string, string>, ...sentences: RegExp[]) {
  const { code, text } = await serveInVain({ SIGNPOST_DATA: path.join(folder, 'data'), ...env })
  expect([code, text]).toEqual([2, expect.stringMatching(/^signpost: /)])
  for (const sentence of sentences) expect(text).toMatch(sentence)
  expect(text).not.toMatch(/\bat .*\.ts:\d+|pass-word/)
}

describe('signpost serve does not start', () => {
  test('where the data folder is a file', async () => {
    await refuses({ SIGNPOST_DATA: file }, /SIGNPOST_DATA is ".*\/file"/)
  })

  test('and lists all that is wrong at once', async () => {
    const env = {
      PORT: 'eighty',
      HOST: 'nowhere',
      MYSQL: 'postgres://x:pass-word@h/d',
      SIGNPOST_CONFIG: '/nowhere.yaml',
    }
    await refuses(env, /PORT/, /HOST/, /MYSQL/, /SIGNPOST_CONFIG/)
  })

  test('without its database, and says with that what else is wrong', async () => {
    const MYSQL = 'mysql://root:pass-word@127.0.0.1:1/signpost'
    await refuses({ MYSQL, SIGNPOST_DATA: path.join(file, 'below') }, /nothing listens at 127.0.0.1:1/, /SIGNPOST_DATA/)
  })

  test('at a database host that nobody knows', async () => {
    await refuses({ MYSQL: 'mysql://root:pass-word@db.invalid/signpost' }, /db\.invalid is not known/)
  })
})

describe.skipIf(!hasMariadb)('signpost serve does not start with a real MariaDB', { timeout: 60_000 }, () => {
  let mariadb: Mariadb
  let address: URL
  beforeAll(async () => {
    mariadb = await startMariadb()
    address = new URL(await mariadb.freshDatabase())
  }, 60_000)
  afterAll(() => mariadb?.stop())
  const changed = (change: (url: URL) => void) => {
    const url = new URL(address)
    change(url)
    return url.href
  }

  test('that has no such database', async () => {
    const MYSQL = changed((url) => {
      url.pathname = '/nothing'
    })
    await refuses({ MYSQL }, /no database "nothing".*CREATE DATABASE nothing/)
  })

  test('that does not accept who asks', async () => {
    const MYSQL = changed((url) => {
      url.username = 'stranger'
      url.password = 'pass-word'
    })
    await refuses({ MYSQL }, /does not accept user "stranger"/)
  })
})
