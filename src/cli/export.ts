import { existsSync } from 'node:fs'
import path from 'node:path'
import { Command } from 'commander'
import { AppError } from '../base/errors.ts'
import { createStreams } from '../base/outbound.ts'
import { readConfig } from '../config/config.ts'
import { readEnvironment } from '../config/env.ts'
import { openObjects } from '../storage/objects/open.ts'
import { openAppDb, openHistoryDb } from '../storage/sql/open.ts'
import { exportArtifacts, exportRuns } from '../tracking/index.ts'

/** `signpost export [DIR]`: also beside a running server. */
export const exportCommand = (): Command =>
  new Command('export')
    .argument('[dir]', 'where to write', 'signpost-export')
    .option('--project <entity/project>', 'this project alone')
    .description('write runs as open files: config, summary, history, console and files; and artifacts')
    .action(async (folder: string, { project }: { project?: string }) => {
      const config = readConfig(readEnvironment())
      const { database, dataFolder } = config
      if (database.kind === 'sqlite' && !existsSync(path.join(dataFolder, 'signpost.db')))
        throw new AppError('invalid', 'nothing-to-export', `There is no database in ${dataFolder} (SIGNPOST_DATA).`)
      const db = await openAppDb(database)
      const history = await openHistoryDb(database)
      const streams = createStreams({ proxy: config.proxy })
      try {
        const objects = await openObjects(config, streams)
        const onRun = ({ place, leftOut }: { place: string; leftOut: string[] }) => {
          for (const name of leftOut) console.error(`${place}: the file "${name}" could not be written`)
        }
        const { runs, written } = await exportRuns(
          { db, history, objects },
          { folder, onRun, ...(project && { project }) },
        )
        console.log(`${runs} runs are in ${folder}; ${written} were written now, the others had not changed`)
        const artifacts = await exportArtifacts(
          { db, objects },
          { folder, onVersion: onRun, ...(project && { project }) },
        )
        const { versions, written: now } = artifacts
        console.log(`${versions} versions of artifacts are there; ${now} were written now, the others had not changed`)
      } finally {
        await db.destroy()
        await history.destroy()
        await streams.close()
      }
    })
