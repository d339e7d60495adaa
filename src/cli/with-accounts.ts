import { type Accounts, createAccounts } from '../accounts/index.ts'
import { keepAuditTrail, loadServerKey } from '../admin/index.ts'
import { systemClock } from '../base/clock.ts'
import { createEvents } from '../base/events.ts'
import { createLog } from '../base/log.ts'
import { readConfig } from '../config/config.ts'
import { readEnvironment } from '../config/env.ts'
import { openMigrated } from '../storage/sql/open.ts'

/** Who did it, in the audit trail. */
export const actor = 'command line'

/** The accounts of the configured database, without a server and beside one; what was done is in the audit trail when this ends. */
export async function withAccounts(work: (accounts: Accounts) => Promise<unknown>): Promise<void> {
  const config = readConfig(readEnvironment())
  const { app: db, history } = await openMigrated(config.database)
  try {
    const clock = systemClock
    const events = createEvents(() => undefined)
    const audit = keepAuditTrail({ db, clock, events, log: createLog('silent') })
    const key = await loadServerKey(
      config.database.kind === 'mysql' ? { kind: 'database', db } : { kind: 'file', folder: config.dataFolder },
    )
    await work(createAccounts({ db, clock, events, key, sessionLength: config.sessionLength }))
    await audit.settled()
  } finally {
    await db.destroy()
    await history.destroy()
  }
}
