import { Command } from 'commander'
import about from '../../package.json' with { type: 'json' }
import { type Manifest, makeBackup, restoreBackup } from '../backup/index.ts'
import { readConfig } from '../config/config.ts'
import { readEnvironment } from '../config/env.ts'
import { nameOf } from '../storage/objects/s3/settings.ts'

/** `signpost backup DIR`: also beside a running server. */
export const backupCommand = (): Command =>
  new Command('backup')
    .argument('<dir>', 'an empty folder, or one that is not there')
    .description('copy everything that is kept, also beside a running server')
    .option('--with-bucket', 'copy the files out of the bucket that BUCKET names, too')
    .action(async (folder: string, { withBucket = false }: { withBucket?: boolean }) => {
      const manifest = await makeBackup(readConfig(readEnvironment()), folder, { version: about.version, withBucket })
      console.log(`backed up to ${folder}: ${contentsOf(manifest)}`)
      if (manifest.bucket !== null)
        console.log(
          `files of runs and artifacts are in the bucket ${manifest.bucket} and NOT in this backup: keep that by its own means (versioning, replication), or give --with-bucket`,
        )
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
      if (manifest.bucket !== null && config.bucket)
        console.log(
          `its files are not in it: they were in ${manifest.bucket}, and are looked for in ${nameOf(config.bucket)}`,
        )
      console.log('everybody has to sign in again; API keys are those of that time, also those that were deleted since')
    })

function contentsOf({ files, signpost }: Manifest): string {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  return `${files.length} files, ${(bytes / 1024 ** 2).toFixed(1)} MB, of version ${signpost}`
}
