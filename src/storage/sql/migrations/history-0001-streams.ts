import type { Migration } from './migration.ts'

export const streams: Migration = {
  name: 'history-0001-streams',
  async up(db, type) {
    await db.schema
      .createTable('stream')
      .ifNotExists()
      .addColumn('id', type.id)
      .addColumn('run_id', type.integer, (c) => c.notNull())
      .addColumn('kind', type.name, (c) => c.notNull())
      .addColumn('line_count', type.integer, (c) => c.notNull())
      .addUniqueConstraint('stream_of_run', ['run_id', 'kind'])
      .execute()
  },
}
