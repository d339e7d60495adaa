import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { AppSchema } from '../../../storage/sql/schema.ts'
import type { ArtifactField, ArtifactFilter } from '../artifact-filter.ts'

// biome-ignore lint/suspicious/noExplicitAny: of the tables of either list, which `Columns` tells apart
type Builder = ExpressionBuilder<AppSchema, any>

/** What the fields of a list are in its tables; a field that is not there is not of that list. */
export interface Columns {
  fields: Partial<Record<ArtifactField | 'id', string>>
  tags: { table: 'artifact_tag'; key: 'artifact_id' } | { table: 'artifact_collection_tag'; key: 'collection_id' }
  /** What tags hang on. */
  id: string
  /** Whether an alias row is of this element. */
  aliasKey: 'artifact_id' | 'collection_id'
}

export const collectionColumns: Columns = {
  fields: {
    id: 'collection.id',
    name: 'collection.name',
    description: 'collection.description',
    type: 'type.name',
    createdAt: 'collection.created_at',
    updatedAt: 'collection.updated_at',
  },
  tags: { table: 'artifact_collection_tag', key: 'collection_id' },
  id: 'collection.id',
  aliasKey: 'collection_id',
}

export const versionColumns: Columns = {
  fields: {
    id: 'artifact.id',
    name: 'collection.name',
    description: 'artifact.description',
    type: 'type.name',
    createdAt: 'artifact.created_at',
    updatedAt: 'artifact.updated_at',
    state: 'artifact.state',
    version: 'member.member_version',
    digest: 'artifact.digest',
    sizeBytes: 'artifact.size_bytes',
  },
  tags: { table: 'artifact_tag', key: 'artifact_id' },
  id: 'artifact.id',
  aliasKey: 'artifact_id',
}

/** A comparison with a missing value is false, as it is for people, not null as in SQL. */
export function whereArtifact(eb: Builder, filter: ArtifactFilter, columns: Columns): Expression<SqlBool> {
  const each = (filters: ArtifactFilter[]) => filters.map((one) => whereArtifact(eb, one, columns))
  if ('all' in filter) return eb.and(each(filter.all))
  if ('any' in filter) return eb.or(each(filter.any))
  if ('not' in filter) return eb.not(whereArtifact(eb, filter.not, columns))
  if ('tag' in filter) {
    const { table, key } = columns.tags
    return sql<SqlBool>`exists (select 1 from ${sql.table(table)} as tagged where tagged.${sql.ref(key)} = ${sql.ref(columns.id)} and tagged.name = ${filter.tag})`
  }
  if ('alias' in filter)
    return sql<SqlBool>`exists (select 1 from artifact_alias as named where named.${sql.ref(columns.aliasKey)} = ${sql.ref(columns.id)} and named.alias = ${filter.alias})`
  const column = sql.ref(columns.fields[filter.field]!)
  if ('contains' in filter) {
    const pattern = `%${filter.contains.toLowerCase().replace(/[!%_]/g, '!$&')}%`
    return sql<SqlBool>`(${column} is not null and lower(${column}) like ${pattern} escape '!')`
  }
  if ('compare' in filter)
    return sql<SqlBool>`(${column} is not null and ${column} ${sql.raw(filter.compare)} ${filter.value})`
  const values = filter.in.filter((value) => value !== null)
  const among =
    values.length > 0
      ? sql<SqlBool>`(${column} is not null and ${column} in (${sql.join(values)}))`
      : sql<SqlBool>`1 = 0`
  return filter.in.includes(null) ? sql<SqlBool>`(${column} is null or ${among})` : among
}
