import type { AppDb } from '../../storage/sql/schema.ts'
import { updateSweep } from './sql/sweeps.ts'
import type { Sweep } from './types.ts'

/** What a controller beside the client wants done: `schedule` lists runs to begin, `earlystop` names of runs to end. */
interface Wishes {
  schedule?: { id?: string; data?: { args?: Record<string, unknown> | null } }[]
  earlystop?: string[]
}

interface Scheduled {
  scheduled?: { id: string; runid: string }[]
}

const parsed = <Shape>(text: string | null): Shape => {
  try {
    return (JSON.parse(text ?? '{}') ?? {}) as Shape
  } catch {
    return {} as Shape
  }
}

/** The first run that the controller asked for and that is not begun. Null where there is none, or it said that none comes. */
export function nextOfController(sweep: Sweep): { point: string; config: string } | null {
  const begun = new Set(parsed<Scheduled>(sweep.scheduler).scheduled?.map(({ id }) => id))
  const wish = parsed<Wishes>(sweep.controller).schedule?.find(({ id }) => id && !begun.has(id))
  if (!wish?.id || !wish.data?.args) return null
  return { point: wish.id, config: JSON.stringify(wish.data.args) }
}

/** Whether the controller may still ask for runs: it ends its search by one without arguments. */
export const controllerIsDone = (sweep: Sweep): boolean =>
  parsed<Wishes>(sweep.controller).schedule?.some(({ data }) => data?.args === null) ?? false

export const stoppedByController = (sweep: Sweep): string[] => parsed<Wishes>(sweep.controller).earlystop ?? []

/** Tells the controller which run its wish became. */
export async function noteScheduled(db: AppDb, sweep: Sweep, id: string, run: string): Promise<void> {
  const { scheduled = [] } = parsed<Scheduled>(sweep.scheduler)
  const scheduler = JSON.stringify({ scheduled: [...scheduled, { id, runid: run }] })
  await updateSweep(db, sweep.id, { scheduler })
}
