import type { AppDb } from '../../storage/sql/schema.ts'
import type { ViewListQuery } from './types.ts'

const select = (db: AppDb) =>
  db
    .selectFrom('view')
    .innerJoin('project', 'project.id', 'view.project_id')
    .innerJoin('entity', 'entity.id', 'project.entity_id')
    .leftJoin('user', 'user.id', 'view.user_id')
    .select([
      'view.id',
      'view.name',
      'view.type',
      'view.display_name',
      'view.description',
      'view.parent_id',
      'view.revision',
      'view.user_id',
      'view.created_at',
      'view.updated_at',
      'project.name as project_name',
      'entity.name as entity_name',
      'user.username',
      'user.name as user_name',
      'user.email as user_email',
    ])
    .where('entity.deleted_at', 'is', null)

export type ViewRow = Awaited<ReturnType<ReturnType<typeof select>['executeTakeFirstOrThrow']>>

export const findViewRow = (db: AppDb, id: number): Promise<ViewRow | undefined> =>
  select(db).where('view.id', '=', id).executeTakeFirst()

export const findNamed = (db: AppDb, projectId: number, name: string) =>
  db.selectFrom('view').select('id').where('project_id', '=', projectId).where('name', '=', name).executeTakeFirst()

/** Newest first. */
export function listViewRows(db: AppDb, projectId: number, query: ViewListQuery): Promise<ViewRow[]> {
  let rows = select(db).where('view.project_id', '=', projectId).where('view.type', 'in', query.types)
  if (query.name)
    rows = rows.where((or) => or.or([or('view.name', '=', query.name!), or('view.display_name', '=', query.name!)]))
  if (query.username) rows = rows.where('user.username', '=', query.username)
  if (query.after !== undefined) rows = rows.where('view.id', '<', query.after)
  return rows.orderBy('view.id', 'desc').limit(query.limit).execute()
}

/** What each of these views shows. */
export async function specsOf(db: AppDb, ids: number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('view').select(['id', 'spec']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, spec }) => [id, spec]))
}
