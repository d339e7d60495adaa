import type { Principal } from '../../src/accounts/index.ts'
import { insertWithId } from '../../src/storage/sql/portable.ts'
import type { TestServer } from './server.ts'

/** A person with an API key. */
export interface Person {
  id: number
  username: string
  apiKey: string
  principal(): Promise<Principal>
}

/** Makes a person, who has a personal entity of the same name. */
export async function person(
  { context: { accounts } }: TestServer,
  username: string,
  options: { admin?: boolean } = {},
): Promise<Person> {
  const { id } = await accounts.users.create({ username, email: `${username}@example.org`, ...options }, null)
  const { key: apiKey } = await accounts.keys.create(id, 'test', null)
  return { id, username, apiKey, principal: async () => (await accounts.principalOfApiKey(apiKey))! }
}

/** Makes a team with these members. */
export async function team(
  { context: { appDb, clock } }: TestServer,
  name: string,
  members: [Person, 'admin' | 'member' | 'viewer'][],
): Promise<void> {
  const entity = { name, kind: 'team', organization_id: null, created_at: clock.now() } as const
  const id = await insertWithId(appDb, 'entity', entity)
  for (const [{ id: userId }, role] of members)
    await appDb.insertInto('team_member').values({ entity_id: id, user_id: userId, role }).execute()
}
