import { addColumn, createIndex, type Migration } from './migration.ts'

/** Who sees which project, service accounts, what a key is for, and who is invited into a team. */
export const people: Migration = {
  name: '0008-people',
  async up(db, type) {
    await addColumn(db, 'project', 'access', type.name, (c) => c.notNull().defaultTo('PRIVATE'))
    await addColumn(db, 'user', 'kind', type.name, (c) => c.notNull().defaultTo('person'))
    await addColumn(db, 'api_key', 'scope', type.name, (c) => c.notNull().defaultTo('write'))
    const table = (name: string) => db.schema.createTable(name).ifNotExists()
    await table('project_member')
      .addColumn('project_id', type.integer, (c) => c.notNull())
      .addColumn('user_id', type.integer, (c) => c.notNull())
      .addColumn('role', type.name, (c) => c.notNull())
      .addPrimaryKeyConstraint('project_member_key', ['project_id', 'user_id'])
      .execute()
    await table('invite')
      .addColumn('id', type.id)
      .addColumn('entity_id', type.integer, (c) => c.notNull())
      .addColumn('email', type.name, (c) => c.notNull())
      .addColumn('role', type.name, (c) => c.notNull())
      .addColumn('token_hash', type.name, (c) => c.notNull().unique())
      .addColumn('invited_by', type.integer, (c) => c.notNull())
      .addColumn('created_at', type.integer, (c) => c.notNull())
      .addColumn('expires_at', type.integer, (c) => c.notNull())
      .addUniqueConstraint('invite_of', ['entity_id', 'email'])
      .execute()
    await createIndex(db, 'project_member', ['user_id'])
    await createIndex(db, 'project', ['access'])
    await createIndex(db, 'invite', ['email'])
  },
}
