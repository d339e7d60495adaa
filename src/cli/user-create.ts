import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Command } from 'commander'
import type { Accounts } from '../accounts/index.ts'
import { AppError, messageOf } from '../base/errors.ts'
import { actor, withAccounts } from './with-accounts.ts'

interface CreateOptions {
  email?: string
  name?: string
  admin?: boolean
  passwordFile?: string
  apiKeyFile?: string
}

/** `signpost user create NAME` */
export const userCreateCommand = (): Command =>
  new Command('create')
    .argument('<name>')
    .description('make an account')
    .option('--email <address>')
    .option('--name <name>', 'the name that others see')
    .option('--admin', 'an administrator')
    .option('--password-file <file>', 'a file that holds the password; without it there is none')
    .option('--api-key-file <file>', 'keys to import, one a line; an empty or missing file gets a new key')
    .action((name: string, options: CreateOptions) => withAccounts((accounts) => createUser(accounts, name, options)))

async function createUser({ users, keys }: Accounts, username: string, options: CreateOptions): Promise<void> {
  const { email, name, admin, passwordFile, apiKeyFile } = options
  const password = passwordFile === undefined ? undefined : readPassword(passwordFile)
  const imported = apiKeyFile === undefined ? [] : readKeys(apiKeyFile)
  await keys.requireImportable(null, imported)
  const makesKey = apiKeyFile !== undefined && imported.length === 0
  const undo = makesKey ? reserve(apiKeyFile) : () => undefined
  const user = await users.create({ username, email, name, admin, password }, actor).catch((error: unknown) => {
    undo()
    throw error
  })
  for (const key of imported) await keys.import(user.id, key, actor)
  if (makesKey) writeFileSync(apiKeyFile, `${(await keys.create(user.id, 'made at the command line', actor)).key}\n`)
  console.log(`made ${user.admin ? 'the administrator' : 'the user'} ${user.username}`)
}

/** The password in a file, without the line end that editors add. Throws AppError `file-unreadable`. */
export const readPassword = (file: string): string => read(file).replace(/\r?\n$/, '')

const readKeys = (file: string): string[] =>
  existsSync(file)
    ? read(file)
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter(Boolean)
    : []

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new AppError('invalid', 'file-unreadable', `${file} cannot be read: ${messageOf(cause)}`, { cause })
  }
}

/** Makes sure, before anything is made, that the key can be written where only its owner reads it. Returns how to take that back. */
function reserve(file: string): () => void {
  const isNew = !existsSync(file)
  try {
    writeFileSync(file, '', { mode: 0o600 })
    chmodSync(file, 0o600)
  } catch (cause) {
    throw new AppError('invalid', 'file-unwritable', `${file} cannot be written: ${messageOf(cause)}`, { cause })
  }
  return () => (isNew ? rmSync(file, { force: true }) : undefined)
}
