import { spawn, spawnSync } from 'node:child_process'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { AppError } from '../base/errors.ts'
import type { MysqlSettings } from '../storage/sql/dialects/mysql.ts'

/** The database's own programs: MariaDB's first, then those of MySQL, or whatever goes by its names. */
const programs = { dump: ['mariadb-dump', 'mysqldump'], load: ['mariadb', 'mysql'] }

interface Program {
  name: string
  isMariadb: boolean
}

/** Everything in the database, as it is at one moment, into a compressed file of SQL. Throws `program-missing` and `dump-failed`. */
export async function dumpMysql(settings: MysqlSettings, file: string): Promise<void> {
  const program = find(programs.dump, () => dumpByHand(settings))
  const flags = ['--single-transaction', '--quick', '--hex-blob', '--no-tablespaces', '--default-character-set=utf8mb4']
  const mysqls = program.isMariadb ? [] : ['--set-gtid-purged=OFF', '--column-statistics=0']
  await withLogin(settings, program, async (login) => {
    const { child, ended } = start(program, [...login, ...flags, ...mysqls, settings.database], 'dump-failed')
    await Promise.all([
      pipeline(child.stdout!, createGzip(), createWriteStream(file, { mode: 0o600, flush: true })),
      ended,
    ])
  })
}

/** Runs such a file in an empty database. Throws `program-missing` and `load-failed`. */
export async function loadMysql(settings: MysqlSettings, file: string): Promise<void> {
  const program = find(programs.load, () => loadByHand(settings, file))
  await withLogin(settings, program, async (login) => {
    const args = [...login, '--default-character-set=utf8mb4', settings.database]
    const { child, ended } = start(program, args, 'load-failed')
    // A program that ends early says why itself; that its input breaks then tells nothing.
    const fed = pipeline(createReadStream(file), createGunzip(), child.stdin!).catch(() => undefined)
    await Promise.all([fed, ended])
  })
}

function find(names: string[], byHand: () => string): Program {
  for (const name of names) {
    const { status, stdout } = spawnSync(name, ['--version'], { encoding: 'utf8' })
    if (status === 0) return { name, isMariadb: /mariadb/i.test(stdout) }
  }
  throw new AppError(
    'unavailable',
    'program-missing',
    `Neither ${names.join(' nor ')} is installed here. Install one of them, or do it by hand:\n${byHand()}`,
  )
}

function start({ name }: Program, args: string[], code: string) {
  const child = spawn(name, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.on('data', (piece) => {
    said = (said + piece).slice(-2000)
  })
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status) => {
      if (status === 0) resolve()
      else reject(new AppError('unavailable', code, `${name} ended with ${status}: ${said.trim()}`))
    })
  })
  // Where both fail, the program's own words count.
  ended.catch(() => undefined)
  return { child, ended }
}

/** How to log in, in a file that others cannot read: a password among the arguments could be seen by everybody on the machine. */
async function withLogin(
  settings: MysqlSettings,
  program: Program,
  work: (login: string[]) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-login-'))
  const file = path.join(folder, 'client.cnf')
  const quoted = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
  const { host, port, user, password } = settings
  const lines = [
    '[client]',
    'protocol=tcp',
    `host=${quoted(host)}`,
    `port=${port}`,
    `user=${quoted(user)}`,
    `password=${quoted(password)}`,
  ]
  try {
    await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 })
    await work([`--defaults-file=${file}`, ...tlsFlags(settings, program)])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function tlsFlags({ tls }: MysqlSettings, { isMariadb }: Program): string[] {
  if (tls === 'off') return [isMariadb ? '--skip-ssl' : '--ssl-mode=DISABLED']
  if (tls === 'preferred') return isMariadb ? ['--ssl', '--skip-ssl-verify-server-cert'] : ['--ssl-mode=PREFERRED']
  return isMariadb ? ['--ssl', '--ssl-verify-server-cert'] : ['--ssl-mode=VERIFY_IDENTITY']
}

const at = ({ host, port, user }: MysqlSettings) => `-h ${host} -P ${port} -u ${user} -p`

const dumpByHand = (settings: MysqlSettings) =>
  `  mysqldump --single-transaction --quick --hex-blob --no-tablespaces ${at(settings)} ${settings.database} | gzip > database.sql.gz\nand copy the folder objects/ of the data folder after it.`

const loadByHand = (settings: MysqlSettings, file: string) =>
  `  zcat ${file} | mysql ${at(settings)} ${settings.database}\nand copy the folder objects/ of the backup into the data folder.`
