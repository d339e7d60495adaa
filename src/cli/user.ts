import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { Command } from 'commander'
import type { Accounts } from '../accounts/index.ts'
import { createAccounts } from '../accounts/index.ts'
import { keepAuditTrail, loadServerKey } from '../admin/index.ts'
import { systemClock } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'
import { createEvents } from '../base/events.ts'
import { createLog } from '../base/log.ts'
import { readConfig } from '../config/config.ts'
import { readEnvironment } from '../config/env.ts'
import { migrate, openAppDb, openHistoryDb } from '../storage/sql/open.ts'

interface CreateOptions {
  email?: string
  name?: string
  admin?: boolean
  passwordFile?: string
  apiKeyFile?: string
}

/** `signpost user ...`: works with and beside a running server. */
export function userCommand(): Command {
  const user = new Command('user').description('people')
  user
    .command('create <name>')
    .description('make an account')
    .option('--email <address>')
    .option('--name <name>', 'the name that others see')
    .option('--admin', 'an administrator')
    .option('--password-file <file>', 'a file that holds the password; without it there is none')
    .option('--api-key-file <file>', 'keys to import, one a line; an empty or missing file gets a new key')
    .action((name: string, options: CreateOptions) => withAccounts((accounts) => createUser(accounts, name, options)))
  user
    .command('list')
    .description('everyone who has an account')
    .action(() =>
      withAccounts(async ({ users }) => {
        for (const { username, email, admin, disabled } of await users.list())
          console.log(
            [username, email ?? '-', admin ? 'administrator' : 'member', disabled ? 'disabled' : 'active'].join('\t'),
          )
      }),
    )
  user
    .command('promote <name>')
    .description('make an administrator')
    .action((name: string) => withAccounts(({ users }) => users.change(name, { admin: true }, 'console')))
  user
    .command('disable <name>')
    .description('end sessions, keys and streams at once')
    .action((name: string) => withAccounts(({ users }) => users.change(name, { disabled: true }, 'console')))
  user
    .command('enable <name>')
    .description('let in again')
    .action((name: string) => withAccounts(({ users }) => users.change(name, { disabled: false }, 'console')))
  user
    .command('reset-password <name>')
    .description('set a new password and end all sessions')
    .requiredOption('--password-file <file>', 'a file that holds the new password')
    .action((name: string, { passwordFile }: { passwordFile: string }) =>
      withAccounts(({ users }) => users.change(name, { password: textOf(passwordFile) }, 'console')),
    )
  return user
}

async function createUser(accounts: Accounts, username: string, options: CreateOptions): Promise<void> {
  const { email, name, admin, passwordFile, apiKeyFile } = options
  const password = passwordFile === undefined ? undefined : textOf(passwordFile)
  const keys = apiKeyFile === undefined ? [] : linesOf(apiKeyFile)
  const user = await accounts.users.create({ username, email, name, admin, password }, 'console')
  for (const key of keys) await accounts.keys.import(user.id, key, 'console')
  if (apiKeyFile !== undefined && keys.length === 0) {
    const { key } = await accounts.keys.create(user.id, 'made at the console', 'console')
    writeFileSync(apiKeyFile, `${key}\n`, { mode: 0o600 })
  }
  console.log(`made ${user.admin ? 'the administrator' : 'the user'} ${user.username}`)
}

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch (cause) {
    throw new AppError('invalid', 'file-unreadable', `${file} cannot be read.`, { cause })
  }
}

const linesOf = (file: string): string[] =>
  existsSync(file)
    ? textOf(file)
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter(Boolean)
    : []

async function withAccounts(work: (accounts: Accounts) => Promise<unknown>): Promise<void> {
  const config = readConfig(readEnvironment())
  const log = createLog('silent')
  const db = await openAppDb(config.database)
  const history = await openHistoryDb(config.database)
  try {
    await migrate(db, history)
    const events = createEvents(() => undefined)
    const audit = keepAuditTrail({ db, clock: systemClock, events, log })
    const key = await loadServerKey(
      config.database.kind === 'mysql' ? { kind: 'database', db } : { kind: 'file', folder: config.dataFolder },
    )
    await work(createAccounts({ db, clock: systemClock, events, key, sessionLength: config.sessionLength }))
    await audit.settled()
  } finally {
    await db.destroy()
    await history.destroy()
  }
}
