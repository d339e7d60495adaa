import type { AppDb } from '../../storage/sql/schema.ts'
import type { RunState } from '../../storage/sql/tables/tracking.ts'

export interface StreamTargetRow {
  id: number
  project_id: number
  state: RunState
  stop_requested: 0 | 1
}

/** Finds a run by its three names in one indexed look-up. The query is built once, since every streamed batch asks it. */
export function streamTargetQuery(
  db: AppDb,
): (entity: string, project: string, run: string) => Promise<StreamTargetRow | null> {
  const compiled = db
    .selectFrom('run')
    .innerJoin('project', 'project.id', 'run.project_id')
    .innerJoin('entity', 'entity.id', 'project.entity_id')
    .select(['run.id', 'run.project_id', 'run.state', 'run.stop_requested'])
    .where('entity.name', '=', '')
    .where('project.name', '=', '')
    .where('run.name', '=', '')
    .compile()
  return async (entity, project, run) => {
    const { rows } = await db.executeQuery<StreamTargetRow>({ ...compiled, parameters: [entity, project, run] })
    return rows[0] ?? null
  }
}
