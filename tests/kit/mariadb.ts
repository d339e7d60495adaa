import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { createConnection } from 'mysql2/promise'
import { freePort } from './ports.ts'

const commandIn = (name: string, folders: string[]) =>
  folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file))

const folders = ['/usr/sbin', '/usr/bin', ...(process.env['PATH'] ?? '').split(path.delimiter)]
const mariadbd = commandIn('mariadbd', folders)
const installer = commandIn('mariadb-install-db', folders)

/** Whether this machine has a MariaDB to start; a suite that needs one says so in its name when it is skipped. */
export const hasMariadb = mariadbd !== undefined && installer !== undefined

export interface Mariadb {
  /** A new, empty database: the value of `MYSQL`. */
  freshDatabase(): Promise<string>
  stop(): Promise<void>
}

/** A real MariaDB on a free loopback port, its data in a temporary folder. One for a test file; it takes about three seconds. */
export async function startMariadb(): Promise<Mariadb> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-mariadb-'))
  const data = path.join(folder, 'data')
  const asUser = process.getuid?.() === 0 ? ['--user=root'] : []
  const installed = spawnSync(installer!, [
    '--no-defaults',
    `--datadir=${data}`,
    // Two that are installed at once would step on each other's files in the common one.
    `--tmpdir=${folder}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    ...asUser,
  ])
  if (installed.status !== 0) throw new Error(`mariadb-install-db failed: ${installed.stderr}`)
  const port = await freePort()
  const server = spawn(
    mariadbd!,
    [
      '--no-defaults',
      `--datadir=${data}`,
      `--tmpdir=${folder}`,
      `--socket=${path.join(folder, 'socket')}`,
      `--pid-file=${path.join(folder, 'pid')}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--innodb-buffer-pool-size=64M',
      '--max-allowed-packet=64M',
      '--skip-log-bin',
      ...asUser,
    ],
    { stdio: 'ignore' },
  )
  const kill = () => void server.kill('SIGKILL')
  // A test process that ends early must not leave it behind.
  process.once('exit', kill)
  const connection = await connect(port, server)
  let count = 0
  return {
    async freshDatabase() {
      const name = `signpost_${++count}`
      await connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`)
      return `mysql://root@127.0.0.1:${port}/${name}`
    },
    async stop() {
      await connection.end()
      process.off('exit', kill)
      kill()
      if (server.exitCode === null && server.signalCode === null) await once(server, 'exit')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function connect(port: number, server: { exitCode: number | null }) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await createConnection({ host: '127.0.0.1', port, user: 'root' })
    } catch (error) {
      if (attempt > 200 || server.exitCode !== null) throw error
      await wait(100)
    }
  }
}
