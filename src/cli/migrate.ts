import { Command } from 'commander'
import { readConfig } from '../config/config.ts'
import { readEnvironment } from '../config/env.ts'
import { openMigrated } from '../storage/sql/open.ts'

/** `signpost migrate`: brings the database up to date, as `serve` does at its start; for when that is wanted apart. */
export const migrateCommand = (): Command =>
  new Command('migrate').description('bring the database up to date').action(async () => {
    const { database } = readConfig(readEnvironment())
    const { app, history, done } = await openMigrated(database)
    console.log(done.length === 0 ? 'the database is up to date' : `done: ${done.join(', ')}`)
    await app.destroy()
    await history.destroy()
  })
