import { createIndex, type Migration } from './migration.ts'

export const runs: Migration = {
  name: '0005-runs',
  async up(db, type) {
    await db.schema
      .createTable('run_key')
      .ifNotExists()
      .addColumn('id', type.id)
      .addColumn('project_id', type.integer, (c) => c.notNull())
      .addColumn('name', type.longName, (c) => c.notNull())
      .addUniqueConstraint('run_key_name', ['project_id', 'name'])
      .execute()
    await db.schema
      .createTable('run_value')
      .ifNotExists()
      .addColumn('key_id', type.integer, (c) => c.notNull())
      .addColumn('run_id', type.integer, (c) => c.notNull())
      .addColumn('kind', type.name, (c) => c.notNull())
      .addColumn('number', type.real)
      .addColumn('text', type.text)
      .addPrimaryKeyConstraint('run_value_key', ['key_id', 'run_id'])
      .modifyEnd(type.clustered)
      .execute()
    await createIndex(db, 'run_value', ['run_id'])
    await db.schema
      .createTable('parquet_file')
      .ifNotExists()
      .addColumn('run_id', type.integer, (c) => c.notNull())
      .addColumn('number', type.integer, (c) => c.notNull())
      .addColumn('first_line', type.integer, (c) => c.notNull())
      .addColumn('line_count', type.integer, (c) => c.notNull())
      .addColumn('object_key', type.text, (c) => c.notNull())
      .addColumn('size_bytes', type.integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('parquet_file_key', ['run_id', 'number'])
      .execute()
    // How many runs of a project are in which state is answered by the index alone: the runs themselves are wide.
    await createIndex(db, 'run', ['project_id', 'state'])
  },
}
