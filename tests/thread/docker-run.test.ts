import { mkdtemp, readdir, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createConnection, type RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DemoIdp, startDemoIdp } from '../../demo-idp/index.ts'
import { send } from '../kit/askers.ts'
import { createJar } from '../kit/jar.ts'
import { hasMariadb, type Mariadb, startMariadb } from '../kit/mariadb.ts'
import { freePort } from '../kit/ports.ts'
import { serve, serveInVain } from '../kit/serve.ts'
import { startSignpost } from '../sso/signpost.ts'
import { walkSignIn } from '../sso/walk.ts'
import { newestAttempt } from './explained.ts'

describe.skipIf(!hasMariadb)('with a real MariaDB', { timeout: 60_000 }, () => {
  let mariadb: Mariadb
  beforeAll(async () => {
    mariadb = await startMariadb()
  }, 60_000)
  afterAll(() => mariadb?.stop())

  async function rows(database: string, query: string): Promise<RowDataPacket[]> {
    const connection = await createConnection(database)
    try {
      return (await connection.query<RowDataPacket[]>(query))[0]
    } finally {
      await connection.end()
    }
  }

  test('T20 MYSQL=mysql://...: the user row is there after the first sign-in, and the administrator sees on the attempt what was written', async () => {
    const MYSQL = await mariadb.freshDatabase()
    const signpost = await startSignpost({ env: () => ({ MYSQL }) })
    try {
      expect((await walkSignIn(signpost.url, { person: 'ben' })).code).toBeNull()
      expect(await rows(MYSQL, 'SELECT username, email FROM user')).toEqual([
        { username: 'ben', email: 'ben@demo.example' },
      ])
      const attempt = await newestAttempt(signpost.server)
      expect(attempt).toMatchObject({ outcome: 'signed-in', username: 'ben' })
      const { evidence } = attempt.stages.find(({ stage }) => stage === 'session')!
      expect(evidence['database']).toBe(`MySQL 127.0.0.1/${new URL(MYSQL).pathname.slice(1)}`)
      for (const table of ['user', 'identity', 'session'])
        expect(evidence['written']).toContainEqual(expect.objectContaining({ table, change: 'added', rows: 1 }))
    } finally {
      await signpost.stop()
    }
  })

  describe('T21 the docker run line of a W&B Server user', () => {
    let folder: string
    let idp: DemoIdp
    let url: string
    let line: Record<string, string>
    beforeAll(async () => {
      folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-line-'))
      const port = await freePort()
      url = `http://localhost:${port}`
      idp = await startDemoIdp({ port: 0, redirectUris: [`${url}/oidc/callback`] })
      line = {
        HOST: url,
        PORT: String(port),
        SIGNPOST_DATA: folder,
        LICENSE: 'eyJhbGciOiJSUzI1NiJ9.a-licence-key.of-somebody',
        OIDC_ISSUER: idp.issuer,
        OIDC_CLIENT_ID: idp.clientId,
        OIDC_AUTH_METHOD: 'pkce',
        OIDC_SECRET: idp.clientSecret,
        MYSQL: await mariadb.freshDatabase(),
        REDIS: 'redis://redis:6379',
        LOCAL_RESTORE: 'true',
        SESSION_LENGTH: '720h',
      }
    })
    afterAll(async () => {
      await idp?.stop()
      await rm(folder, { recursive: true, force: true })
    })

    /** The line works: a person signs in, and what means nothing here is named once. */
    async function works(env: Record<string, string>, notNeeded: string[]) {
      const server = await serve(env, /^restore user: /m)
      try {
        const jar = createJar()
        expect((await walkSignIn(server.url, { jar })).code).toBeNull()
        expect((await jar.send(`${server.url}/api/me`)).status).toBe(200)
        for (const name of notNeeded)
          expect(server.out().match(new RegExp(`\\b${name} is set and not needed`, 'g'))).toHaveLength(1)
        expect(server.out()).not.toMatch(/not understood|a-licence-key/)
        const [, username, password] = /^restore user: (\S+) password: (\S+)$/m.exec(server.out()) ?? []
        expect((await send(`${server.url}/api/sign-in`, 'POST', { username, password })).status).toBe(200)
      } finally {
        await server.stop()
      }
    }

    test('T21 starts and works, its variables unchanged; LICENSE and REDIS are named once', async () => {
      await works(line, ['LICENSE', 'REDIS'])
    })

    test('T21 so it does under the names that begin with GORILLA_', async () => {
      const twins: Record<string, string> = {
        HOST: 'GORILLA_FRONTEND_HOST',
        LICENSE: 'GORILLA_LICENSE',
        OIDC_ISSUER: 'GORILLA_OIDC_ISSUER',
        OIDC_CLIENT_ID: 'GORILLA_OIDC_CLIENT_ID',
        OIDC_AUTH_METHOD: 'GORILLA_AUTH_METHOD',
        OIDC_SECRET: 'GORILLA_OIDC_SECRET',
        SESSION_LENGTH: 'GORILLA_SESSION_LENGTH',
      }
      const env = Object.fromEntries(Object.entries(line).map(([name, value]) => [twins[name] ?? name, value]))
      await works(env, ['GORILLA_LICENSE'])
    })

    test('T21 a BUCKET that cannot be used stops the start, and nothing is written to disk instead', async () => {
      const data = path.join(folder, 'untouched')
      const { code, text } = await serveInVain({
        ...line,
        SIGNPOST_DATA: data,
        BUCKET: 's3://key:its-secret@nowhere/x',
      })
      expect(code).toBe(2)
      expect(text).toMatch(/BUCKET/)
      expect(text).not.toContain('its-secret')
      await expect(readdir(data)).rejects.toThrow('ENOENT')
    })
  })
})
