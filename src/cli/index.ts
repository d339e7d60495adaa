import { Command, CommanderError } from 'commander'
import { AppError } from '../base/errors.ts'
import { ConfigError } from '../config/config.ts'
import { DatabaseUnusable } from '../storage/sql/unusable.ts'
import { backupCommand, restoreCommand } from './backup.ts'
import { bundleCommand } from './bundle.ts'
import { doctorCommand } from './doctor.ts'
import { exportCommand } from './export.ts'
import { migrateCommand } from './migrate.ts'
import { serveCommand } from './serve.ts'
import { userCommand } from './user.ts'

/** Runs `signpost <command>` and returns its exit code: 0 done, 1 refused, 2 could not run. */
export async function runCommandLine(argv: string[]): Promise<number> {
  const program = new Command('signpost').description('An experiment-tracking server that works with the wandb client')
  program.addCommand(serveCommand())
  program.addCommand(doctorCommand())
  program.addCommand(userCommand())
  program.addCommand(migrateCommand())
  program.addCommand(bundleCommand())
  program.addCommand(backupCommand())
  program.addCommand(restoreCommand())
  program.addCommand(exportCommand())
  for (const command of commandsOf(program)) command.exitOverride()
  try {
    await program.parseAsync(argv)
    return Number(process.exitCode ?? 0)
  } catch (error) {
    // A command line that is not understood could not run; the library has said why. Asking for help is no mistake.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    const cannotRun = error instanceof ConfigError || error instanceof DatabaseUnusable
    if (!(cannotRun || error instanceof AppError)) throw error
    console.error(`signpost: ${error.message}`)
    return cannotRun ? 2 : 1
  }
}

const commandsOf = (command: Command): Command[] => [command, ...command.commands.flatMap(commandsOf)]
