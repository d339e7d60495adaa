import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { readConfig } from '../../src/config/config.ts'
import type { DatabaseSettings } from '../../src/storage/sql/open.ts'
import { hasMariadb, startMariadb } from './mariadb.ts'

export interface TestDatabases {
  /** An empty place for both schemas, and the environment that leads a server to it. */
  fresh(): Promise<{ settings: DatabaseSettings; env: Record<string, string> }>
  stop(): Promise<void>
}

export interface DatabaseKind {
  name: 'SQLite' | 'MariaDB'
  /** False where the machine lacks it: use `describe.skipIf(!kind.available)`. */
  available: boolean
  start(): Promise<TestDatabases>
}

/** Every database that a contract suite runs on: `describe.each(databases)('$name', ...)`. */
export const databases: DatabaseKind[] = [
  {
    name: 'SQLite',
    available: true,
    async start() {
      const folders: string[] = []
      return {
        async fresh() {
          const folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-sqlite-'))
          folders.push(folder)
          return { settings: { kind: 'sqlite', folder }, env: { SIGNPOST_DATA: folder } }
        },
        async stop() {
          for (const folder of folders) await rm(folder, { recursive: true, force: true })
        },
      }
    },
  },
  {
    name: 'MariaDB',
    available: hasMariadb,
    async start() {
      const server = await startMariadb()
      return {
        async fresh() {
          const MYSQL = await server.freshDatabase()
          return { settings: readConfig({ MYSQL }).database, env: { MYSQL } }
        },
        stop: () => server.stop(),
      }
    },
  },
]
