import { existsSync, readFileSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { Command } from 'commander'
import about from '../../package.json' with { type: 'json' }
import {
  createAuditLog,
  createProviderSettings,
  createSignInAttempts,
  keepAuditTrail,
  loadServerKey,
} from '../admin/index.ts'
import type { Check } from '../base/check.ts'
import { systemClock } from '../base/clock.ts'
import { AppError, messageOf } from '../base/errors.ts'
import { createEvents } from '../base/events.ts'
import { createLog } from '../base/log.ts'
import { type BundleParts, makeBundle } from '../bundle/index.ts'
import { type Config, readConfigAsFarAsPossible } from '../config/config.ts'
import { readEnvironment } from '../config/env.ts'
import { environmentFaults, examineAlone } from '../doctor/index.ts'
import { openAppDb } from '../storage/sql/open.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import { actor } from './with-accounts.ts'

/** `signpost bundle FILE`: also beside a running server, and when its database does not answer. */
export const bundleCommand = (): Command =>
  new Command('bundle')
    .argument('<file>', 'the zip to write')
    .description('gather what is known of this server, without secrets, for whoever helps')
    .action(async (file: string) => {
      refuseToReplace(file)
      // Whoever cannot start needs help most of all.
      const { config, faults } = readConfigAsFarAsPossible(readEnvironment())
      // Where MYSQL cannot be read, what stands in the data folder is another server's, or an older one's.
      const isUnknown = faults.some((fault) => fault.startsWith('MYSQL'))
      const db = isUnknown ? null : await openWhatIsThere(config)
      try {
        await write(file, config, db, faults)
      } finally {
        await db?.destroy()
      }
      for (const fault of faults) console.error(`The server cannot start: ${fault}`)
      console.log(`wrote ${file}; begin with README.html in it`)
    })

/** An earlier bundle may be replaced, and an empty file that waits for one. */
function refuseToReplace(file: string): void {
  if (!existsSync(file)) return
  const start = messageless(() => readFileSync(file).subarray(0, 2).toString('latin1'))
  if (start !== '' && start !== 'PK')
    throw new AppError('conflict', 'file-exists', `${file} is there already and is no bundle. Give another name.`)
}

function messageless(read: () => string): string {
  try {
    return read()
  } catch (cause) {
    throw new AppError('invalid', 'file-unwritable', `The bundle cannot be written: ${messageOf(cause)}`, { cause })
  }
}

/** Makes and changes nothing: the database may be that of a running server, or none at all. */
async function openWhatIsThere({ database }: Config): Promise<AppDb | null> {
  if (database.kind === 'sqlite' && !existsSync(path.join(database.folder, 'signpost.db'))) return null
  const db = await openAppDb(database).catch(() => null)
  const answers = await db
    ?.selectFrom('setting')
    .select('name')
    .limit(1)
    .execute()
    .catch(() => null)
  if (answers) return db
  await db?.destroy().catch(() => undefined)
  return null
}

async function write(file: string, config: Config, db: AppDb | null, faults: string[]): Promise<void> {
  const events = createEvents(() => undefined)
  const log = createLog('silent')
  const audit = db && keepAuditTrail({ db, clock: systemClock, events, log })
  const bundle = await makeBundle(await partsOf(config, db, events, faults), { actor, place: actor })
  const draft = `${file}.part`
  try {
    await mkdir(path.dirname(path.resolve(file)), { recursive: true })
    const handle = await open(draft, 'w', 0o600)
    for await (const piece of bundle.zip()) await handle.write(piece)
    await handle.close()
    await rename(draft, file)
  } catch (cause) {
    await rm(draft, { force: true })
    throw new AppError('invalid', 'file-unwritable', `The bundle cannot be written: ${messageOf(cause)}`, { cause })
  }
  await audit?.settled()
}

async function partsOf(
  config: Config,
  db: AppDb | null,
  events: BundleParts['events'],
  faults: string[],
): Promise<BundleParts> {
  const clock = systemClock
  const key =
    db &&
    (await loadServerKey(
      config.database.kind === 'mysql' ? { kind: 'database', db } : { kind: 'file', folder: config.dataFolder },
    ))
  return {
    version: about.version,
    config,
    clock,
    events,
    db,
    attempts: db && key && createSignInAttempts({ db, clock, key }),
    auditLog: db && createAuditLog(db),
    settings:
      db && key
        ? createProviderSettings({ db, clock, key, events, configured: config.providers })
        : withoutDatabase(config),
    examine: () => examined(config, faults),
    metrics: () => metricsOfServer(config),
  }
}

async function examined(config: Config, faults: string[]): Promise<Check[]> {
  const checks = await examineAlone(config, { provider: null, publicUrl: null })
  if (faults.length === 0) return checks
  // Of the environment is said what is wrong with it; and of the database nothing, where it is not known which it is.
  const hidden = ['environment', ...(faults.some((fault) => fault.startsWith('MYSQL')) ? ['database'] : [])]
  return [...environmentFaults(faults), ...checks.filter(({ id }) => !hidden.includes(id.split('.')[0]!))]
}

const withoutDatabase = ({ providers }: Config): BundleParts['settings'] => ({
  list: async () => providers,
  changes: async () => [],
  removed: async () => [],
})

/** Of the server that runs, if one does: it tells them to this machine. */
async function metricsOfServer({ listen, port }: Config): Promise<string> {
  const host = listen === '0.0.0.0' || listen === '::' ? '127.0.0.1' : listen.includes(':') ? `[${listen}]` : listen
  const answer = await fetch(`http://${host}:${port}/metrics`, { signal: AbortSignal.timeout(5000) }).catch(() => null)
  if (answer?.ok) return answer.text()
  throw new Error(`No server answers at ${host}:${port}, or it does not tell its metrics to this machine.`)
}
