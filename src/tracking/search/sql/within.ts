import type { ProjectScope } from '../../../accounts/principal.ts'
import type { AppDb } from '../../../storage/sql/schema.ts'
import { withinScope } from '../../sql/project-scope.ts'

/** One project, or every project that somebody may read; null is all. */
export type Within = { projectId: number } | { scope: ProjectScope | null }

export function within(db: AppDb, place: Within) {
  const query = db.selectFrom('run')
  if ('projectId' in place) return query.where('run.project_id', '=', place.projectId)
  const { scope } = place
  if (!scope) return query
  return query.where('run.project_id', 'in', (eb) =>
    eb
      .selectFrom('project')
      .select('project.id')
      .where((inner) => withinScope(inner as never, scope)),
  )
}
