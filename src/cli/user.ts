import { Command } from 'commander'
import type { RestorePassword } from '../accounts/index.ts'
import { newToken } from '../base/ids.ts'
import { readPassword, userCreateCommand } from './user-create.ts'
import { actor, withAccounts } from './with-accounts.ts'

/** `signpost user ...`: works without a running server and beside one. */
export function userCommand(): Command {
  const user = new Command('user').description('people')
  user.addCommand(userCreateCommand())
  user.command('list').description('everyone who has an account').action(listUsers)
  user
    .command('promote <name>')
    .description('make an administrator')
    .action((name: string) => change(name, { admin: true }, 'is an administrator'))
  user
    .command('disable <name>')
    .description('end sessions, keys and streams at once')
    .action((name: string) => change(name, { disabled: true }, 'is disabled'))
  user
    .command('enable <name>')
    .description('let in again')
    .action((name: string) => change(name, { disabled: false }, 'is enabled'))
  user
    .command('reset-password <name>')
    .description('set a new password and end all sessions')
    .option('--password-file <file>', 'a file that holds the new password; without it one is made and printed')
    .action((name: string, { passwordFile }: { passwordFile?: string }) => resetPassword(name, passwordFile))
  user
    .command('restore <name>')
    .description('print a password that signs in once, within an hour')
    .action((name: string) =>
      withAccounts(async ({ restore }) => console.log(restoreLine(await restore.forUser(name, actor)))),
    )
  return user
}

/** As scripts look for it. */
export const restoreLine = ({ username, password }: RestorePassword): string =>
  `restore user: ${username} password: ${password}`

const change = (name: string, changes: { admin?: boolean; disabled?: boolean }, done: string): Promise<void> =>
  withAccounts(async ({ users }) => {
    const { username } = await users.change(name, changes, actor)
    console.log(`${username} ${done}`)
  })

const listUsers = (): Promise<void> =>
  withAccounts(async ({ users }) => {
    for (const { username, email, admin, disabled } of await users.list())
      console.log(
        [username, email ?? '-', admin ? 'administrator' : 'member', disabled ? 'disabled' : 'active'].join('\t'),
      )
  })

const resetPassword = (name: string, file: string | undefined): Promise<void> =>
  withAccounts(async ({ users }) => {
    const password = file === undefined ? newToken(12) : readPassword(file)
    await users.change(name, { password }, actor)
    console.log(file === undefined ? `password of ${name}: ${password}` : `${name} has a new password`)
  })
