import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely'
import type { ProjectScope } from '../../accounts/principal.ts'
import type { AppSchema } from '../../storage/sql/schema.ts'

type Eb = ExpressionBuilder<AppSchema, 'project'>

/** That a row's `project` is one of those that somebody may read. */
export function withinScope(
  eb: Eb,
  { entityIds, hiddenIds, alsoIds }: ProjectScope,
): ExpressionWrapper<AppSchema, 'project', SqlBool> {
  // A list that is empty is no SQL.
  const listed = (ids: number[]) => [...ids, -1]
  return eb.or([
    eb.and([eb('project.entity_id', 'in', listed(entityIds)), eb('project.id', 'not in', listed(hiddenIds))]),
    eb('project.id', 'in', listed(alsoIds)),
  ])
}
