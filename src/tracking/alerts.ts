import type { Principal } from '../accounts/principal.ts'
import type { Clock } from '../base/clock.ts'
import type { Events } from '../base/events.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import type { Runs } from './runs.ts'
import type { RunPath } from './types.ts'

export interface NewAlert {
  title: string
  text: string
  severity: 'INFO' | 'WARN' | 'ERROR'
}

export interface Alert extends NewAlert {
  at: number
}

export interface Alerts {
  add(principal: Principal, path: RunPath, alert: NewAlert): Promise<void>
  /** Newest first, at most 100. */
  list(principal: Principal, path: RunPath): Promise<Alert[]>
}

/** What `wandb.alert` says to the people who watch a run. */
export function createAlerts({ db, clock, events }: { db: AppDb; clock: Clock; events: Events }, runs: Runs): Alerts {
  return {
    async add(principal, path, { title, text, severity }) {
      const run = await runs.get(principal, path, 'write')
      await db.insertInto('alert').values({ run_id: run.id, title, text, severity, at: clock.now() }).execute()
      events.emit('run.changed', { runId: run.id, projectId: run.project.id, what: 'description' })
    },

    async list(principal, path) {
      const run = await runs.get(principal, path)
      const query = db.selectFrom('alert').select(['title', 'text', 'severity', 'at']).where('run_id', '=', run.id)
      return query.orderBy('id', 'desc').limit(100).execute()
    },
  }
}
