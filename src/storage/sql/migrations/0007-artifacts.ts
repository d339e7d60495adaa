import type { Kysely } from 'kysely'
import { addColumn, createIndex, type Migration } from './migration.ts'

export const artifactLinks: Migration = {
  name: '0007-artifacts',
  async up(db, type) {
    const table = (name: string) => db.schema.createTable(name).ifNotExists()
    const index = (on: string, ...columns: string[]) => createIndex(db, on, columns)
    await addColumn(db, 'artifact_collection', 'kind', type.name, (c) => c.notNull().defaultTo('SEQUENCE'))
    await addColumn(db, 'artifact', 'ttl_seconds', type.integer)
    await addColumn(db, 'artifact_entry', 'md5', type.name)
    await addColumn(db, 'artifact_blob', 'promised_at', type.integer, (c) => c.notNull().defaultTo(0))
    await table('artifact_link')
      .addColumn('collection_id', type.integer, (c) => c.notNull())
      .addColumn('version', type.integer, (c) => c.notNull())
      .addColumn('artifact_id', type.integer, (c) => c.notNull())
      .addColumn('user_id', type.integer, (c) => c.notNull())
      .addColumn('created_at', type.integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('artifact_link_key', ['collection_id', 'version'])
      .addUniqueConstraint('artifact_link_once', ['collection_id', 'artifact_id'])
      .execute()
    await table('artifact_tag')
      .addColumn('artifact_id', type.integer, (c) => c.notNull())
      .addColumn('name', type.name, (c) => c.notNull())
      .addPrimaryKeyConstraint('artifact_tag_key', ['artifact_id', 'name'])
      .execute()
    await table('artifact_collection_tag')
      .addColumn('collection_id', type.integer, (c) => c.notNull())
      .addColumn('name', type.name, (c) => c.notNull())
      .addPrimaryKeyConstraint('artifact_collection_tag_key', ['collection_id', 'name'])
      .execute()
    await table('artifact_lifetime')
      .addColumn('scope', type.name, (c) => c.notNull())
      .addColumn('scope_id', type.integer, (c) => c.notNull())
      .addColumn('ttl_seconds', type.integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('artifact_lifetime_key', ['scope', 'scope_id'])
      .execute()
    await table('artifact_upload')
      .addColumn('id', type.id)
      .addColumn('project_id', type.integer, (c) => c.notNull())
      .addColumn('md5', type.name, (c) => c.notNull())
      .addColumn('created_at', type.integer, (c) => c.notNull())
      .execute()
    await table('artifact_upload_part')
      .addColumn('upload_id', type.integer, (c) => c.notNull())
      .addColumn('number', type.integer, (c) => c.notNull())
      .addColumn('md5', type.name, (c) => c.notNull())
      .addColumn('object_key', type.text)
      .addColumn('size_bytes', type.integer)
      .addPrimaryKeyConstraint('artifact_upload_part_key', ['upload_id', 'number'])
      .execute()
    await index('artifact_entry', 'md5')
    await index('artifact_link', 'artifact_id')
    await index('artifact', 'state', 'updated_at')
    await index('artifact', 'run_id')
    await fillMd5(db)
  },
}

/** Entries that are there already: of which bytes they are, in the form that those are looked up by. */
// biome-ignore lint/suspicious/noExplicitAny: a migration knows no row types
async function fillMd5(db: Kysely<any>): Promise<void> {
  const rows = await db
    .selectFrom('artifact_entry')
    .select('digest')
    .distinct()
    .where('ref', 'is', null)
    .where('md5', 'is', null)
    .execute()
  for (const { digest } of rows) {
    const md5 = Buffer.from(digest, 'base64').toString('hex')
    const same = db.updateTable('artifact_entry').set({ md5 }).where('digest', '=', digest)
    await same.where('ref', 'is', null).execute()
  }
}
