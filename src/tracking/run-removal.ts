import type { ObjectStore } from '../storage/objects/object-store.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import type { History } from './history/history.ts'
import { removeRuns } from './sql/runs.ts'

export interface RunRemovalParts {
  db: AppDb
  history: History
  objects: ObjectStore
}

/** Runs that are forgotten in one go: so few that whoever waits for the database meanwhile does not notice. */
export const runsForgottenAtOnce = 20

/** Forgets runs with everything they logged and uploaded. Asks for nobody's right. */
export async function forgetRuns({ db, history, objects }: RunRemovalParts, ids: number[]): Promise<void> {
  for (let from = 0; from < ids.length; from += runsForgottenAtOnce) {
    const some = ids.slice(from, from + runsForgottenAtOnce)
    await removeRuns(db, some)
    await history.remove(some)
    for (const id of some) await objects.removeAll(`runs/${id}`)
  }
}
