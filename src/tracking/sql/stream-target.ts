import type { AppDb } from '../../storage/sql/schema.ts'
import type { RunState } from '../../storage/sql/tables/tracking.ts'

export interface StreamTargetRow {
  id: number
  project_id: number
  state: RunState
  stop_requested: 0 | 1
  user_id: number
}

/** Finds a run within its project in one indexed look-up. The query is built once, since every streamed batch asks it. */
export function streamTargetQuery(db: AppDb): (projectId: number, run: string) => Promise<StreamTargetRow | null> {
  const compiled = db
    .selectFrom('run')
    .select(['run.id', 'run.project_id', 'run.state', 'run.stop_requested', 'run.user_id'])
    .where('run.project_id', '=', 0)
    .where('run.name', '=', '')
    .compile()
  return async (projectId, run) => {
    const { rows } = await db.executeQuery<StreamTargetRow>({ ...compiled, parameters: [projectId, run] })
    return rows[0] ?? null
  }
}
