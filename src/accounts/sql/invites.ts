import type { AppDb } from '../../storage/sql/schema.ts'

const select = (db: AppDb) =>
  db
    .selectFrom('invite')
    .innerJoin('entity', 'entity.id', 'invite.entity_id')
    .leftJoin('user', 'user.id', 'invite.invited_by')
    .selectAll('invite')
    .select(['entity.name as team', 'user.username as inviter'])
    .where('entity.deleted_at', 'is', null)

export type InviteRow = Awaited<ReturnType<ReturnType<typeof select>['executeTakeFirstOrThrow']>>

interface Sought {
  id?: number
  entity_id?: number
  email?: string
  token_hash?: string
}

const sought = (db: AppDb, { id, entity_id, email, token_hash }: Sought) => {
  let query = select(db)
  if (id !== undefined) query = query.where('invite.id', '=', id)
  if (entity_id !== undefined) query = query.where('invite.entity_id', '=', entity_id)
  if (email !== undefined) query = query.where('invite.email', '=', email)
  if (token_hash !== undefined) query = query.where('invite.token_hash', '=', token_hash)
  return query.orderBy('invite.id')
}

export const findInvite = async (db: AppDb, wanted: Sought): Promise<InviteRow | null> =>
  (await sought(db, wanted).executeTakeFirst()) ?? null

/** Of a team, or of an address; the newest last. */
export const invitesOf = (db: AppDb, of: number | { email: string }): Promise<InviteRow[]> =>
  sought(db, typeof of === 'number' ? { entity_id: of } : of).execute()
