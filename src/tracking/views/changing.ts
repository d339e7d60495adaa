import { AppError } from '../../base/errors.ts'
import type { AppDb } from '../../storage/sql/schema.ts'
import type { ViewFields, ViewRevision } from './types.ts'

/** How many earlier states of a report are kept. */
const mostRevisions = 50

export interface Change {
  id: number
  fields: ViewFields
  /** The one that the change was made to; absent where the client does not say. */
  revision: number | undefined
  userId: number
  now: number
}

/**
 * Changes one view. What a report was before is kept: the client's library saves without saying what it had read, so of two people who
 * save, the second would else undo the first without anybody's knowing.
 */
export async function changeView(trx: AppDb, { id, fields, revision, userId, now }: Change): Promise<void> {
  const before = await trx.selectFrom('view').selectAll().where('id', '=', id).executeTakeFirst()
  if (!before) throw new AppError('not-found', 'view-not-found', 'It was deleted meanwhile. Save it as a new one.')
  const change = {
    display_name: fields.displayName ?? before.display_name,
    description: fields.description ?? before.description,
    spec: fields.spec ?? before.spec,
    type: fields.type ?? before.type,
  }
  const stale = revision !== undefined && revision !== before.revision
  if (stale) throw changedMeanwhile()
  const isSame = Object.entries(change).every(([name, value]) => before[name as keyof typeof change] === value)
  if (isSame) return
  const updated = await trx
    .updateTable('view')
    .set({ ...change, revision: before.revision + 1, updated_at: now })
    .where('id', '=', id)
    .where('revision', '=', before.revision)
    .executeTakeFirst()
  if (updated.numUpdatedRows === 0n) throw changedMeanwhile()
  if (before.type === 'project-view') return
  const { display_name, description, spec } = before
  const kept = { view_id: id, revision: before.revision, display_name, description, spec, user_id: userId, at: now }
  await trx.insertInto('view_revision').values(kept).execute()
  const old = trx.deleteFrom('view_revision').where('view_id', '=', id)
  await old.where('revision', '<=', before.revision - mostRevisions).execute()
}

export async function listRevisions(db: AppDb, id: number): Promise<ViewRevision[]> {
  const rows = await db
    .selectFrom('view_revision')
    .leftJoin('user', 'user.id', 'view_revision.user_id')
    .select(['revision', 'display_name', 'description', 'spec', 'username', 'at'])
    .where('view_id', '=', id)
    .orderBy('revision', 'desc')
    .execute()
  return rows.map(({ display_name, username, ...row }) => ({
    ...row,
    displayName: display_name,
    username: username ?? '',
  }))
}

const changedMeanwhile = () =>
  new AppError(
    'conflict',
    'view-changed',
    'Somebody else saved this meanwhile. Look at that first, or save yours as a draft.',
  )
