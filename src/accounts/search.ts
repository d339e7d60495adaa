import type { AppDb } from '../storage/sql/schema.ts'
import type { User } from './people.ts'
import type { Principal } from './principal.ts'
import { asUser, type UserRow } from './sql/users.ts'

const most = 50

/**
 * People by a part of the user name, and, for administrators of the server, of the e-mail address; whoever is called exactly so comes
 * first. Others find themselves and those with whom they share a team or an organization.
 */
export async function searchPeople(db: AppDb, by: Principal, text: string): Promise<User[]> {
  const wanted = text.trim().toLowerCase()
  if (wanted === '' || wanted.length > 200) return []
  // The wildcards of LIKE are looked for as what they are, below.
  const pattern = `%${wanted.replace(/[\\%_]/g, '_')}%`
  let query = db
    .selectFrom('user')
    .selectAll()
    .where('kind', '=', 'person')
    .where('deleted_at', 'is', null)
    .where((eb) => {
      const like = (column: 'username' | 'email') => eb(eb.fn('lower', [column]), 'like', pattern)
      return by.admin ? eb.or([like('username'), like('email')]) : like('username')
    })
  if (!by.admin) {
    query = query.where((eb) =>
      eb.or([
        eb('id', '=', by.userId),
        eb(
          'id',
          'in',
          eb
            .selectFrom('team_member as mine')
            .innerJoin('team_member as theirs', 'theirs.entity_id', 'mine.entity_id')
            .select('theirs.user_id')
            .where('mine.user_id', '=', by.userId),
        ),
        eb(
          'id',
          'in',
          eb
            .selectFrom('organization_member as mine')
            .innerJoin('organization_member as theirs', 'theirs.organization_id', 'mine.organization_id')
            .select('theirs.user_id')
            .where('mine.user_id', '=', by.userId),
        ),
      ]),
    )
  }
  const names = ({ username, email }: UserRow) => [username.toLowerCase(), by.admin ? (email ?? '').toLowerCase() : '']
  const found = (await query.orderBy('username').execute()).filter((row) => names(row).some((n) => n.includes(wanted)))
  const exact = found.filter((row) => names(row).includes(wanted))
  return [...exact, ...found.filter((row) => !exact.includes(row))].slice(0, most).map(asUser)
}
