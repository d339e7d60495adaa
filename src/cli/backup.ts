import { Command } from 'commander'
import about from '../../package.json' with { type: 'json' }
import { type Manifest, makeBackup, restoreBackup } from '../backup/index.ts'
import { readConfig } from '../config/config.ts'
import { readEnvironment } from '../config/env.ts'

/** `signpost backup DIR`: also beside a running server. */
export const backupCommand = (): Command =>
  new Command('backup')
    .argument('<dir>', 'an empty folder, or one that is not there')
    .description('copy everything that is kept, also beside a running server')
    .action(async (folder: string) => {
      const manifest = await makeBackup(readConfig(readEnvironment()), folder, about.version)
      console.log(`backed up to ${folder}: ${contentsOf(manifest)}`)
      if (manifest.missing.length > 0)
        console.log(
          `${manifest.missing.length} files were deleted meanwhile and are not in it; manifest.json has their keys`,
        )
      console.log("it holds the server's key and everybody's data: keep it as you keep a password")
    })

/** `signpost restore DIR` */
export const restoreCommand = (): Command =>
  new Command('restore')
    .argument('<dir>', 'a folder that `signpost backup` made')
    .description('put a backup into an empty data folder')
    .action(async (folder: string) => {
      const config = readConfig(readEnvironment())
      const manifest = await restoreBackup(config, folder)
      console.log(`restored the backup of ${manifest.madeAt} to ${config.dataFolder}: ${contentsOf(manifest)}`)
      console.log('everybody has to sign in again; API keys are those of that time, also those that were deleted since')
    })

function contentsOf({ files, signpost }: Manifest): string {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  return `${files.length} files, ${(bytes / 1024 ** 2).toFixed(1)} MB, of version ${signpost}`
}
