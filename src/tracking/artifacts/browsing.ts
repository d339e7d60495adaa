import { sql } from 'kysely'
import type { AppDb } from '../../storage/sql/schema.ts'
import type { ArtifactCollection, ArtifactEntry } from './types.ts'

/** What a list shows of a collection beside itself. */
export interface CollectionFacts {
  versions: number
  /** The greatest number of a version; null where there is none. */
  latest: number | null
  tags: string[]
}

/** One folder of a version: what is directly in it. */
export interface Folder {
  folders: { name: string; files: number; sizeBytes: number }[]
  files: ArtifactEntry[]
  /** Files directly in it beyond those that are listed. */
  more: number
}

/** For pages that people look at. Asks for nobody's right. */
export interface ArtifactBrowsing {
  factsOf(collections: ArtifactCollection[]): Promise<Map<number, CollectionFacts>>
  /** `path` is empty for the uppermost one, else without a slash at either end. */
  folder(artifactId: number, path: string, limit: number): Promise<Folder>
}

export function createBrowsing(db: AppDb): ArtifactBrowsing {
  return {
    async factsOf(collections) {
      const ids = collections.map(({ id }) => id)
      if (ids.length === 0) return new Map()
      const [logged, linked, tags] = await Promise.all([
        db
          .selectFrom('artifact')
          .select(({ fn }) => ['collection_id', fn.countAll<number>().as('versions'), fn.max('version').as('latest')])
          .where('collection_id', 'in', ids)
          .where('state', '=', 'COMMITTED')
          .groupBy('collection_id')
          .execute(),
        db
          .selectFrom('artifact_link')
          .select(({ fn }) => ['collection_id', fn.countAll<number>().as('versions'), fn.max('version').as('latest')])
          .where('collection_id', 'in', ids)
          .groupBy('collection_id')
          .execute(),
        db
          .selectFrom('artifact_collection_tag')
          .selectAll()
          .where('collection_id', 'in', ids)
          .orderBy('name')
          .execute(),
      ])
      const counts = new Map([...logged, ...linked].map((row) => [row.collection_id, row]))
      const factsOf = (id: number): CollectionFacts => {
        const row = counts.get(id)
        const own = tags.filter(({ collection_id }) => collection_id === id).map(({ name }) => name)
        return {
          versions: Number(row?.versions ?? 0),
          latest: row?.latest == null ? null : Number(row.latest),
          tags: own,
        }
      }
      return new Map(ids.map((id) => [id, factsOf(id)]))
    },

    async folder(artifactId, path, limit) {
      const prefix = path === '' ? '' : `${path}/`
      const rest = sql<string>`substr(path, ${[...prefix].length + 1})`
      const slash = sql<number>`instr(${rest}, '/')`
      const within = db
        .selectFrom('artifact_entry')
        .where('artifact_id', '=', artifactId)
        .where('path', 'like', sql<string>`${`${prefix.replace(/[!%_]/g, '!$&')}%`} escape '!'`)
      const name = sql<string>`substr(${rest}, 1, ${slash} - 1)`
      const [folders, files, counted] = await Promise.all([
        within
          .select(({ fn }) => [
            name.as('name'),
            fn.countAll<number>().as('files'),
            fn.sum<number>('size_bytes').as('bytes'),
          ])
          .where(slash, '>', 0)
          .groupBy(name)
          .orderBy('name')
          .execute(),
        within.selectAll().where(slash, '=', 0).orderBy('position').limit(limit).execute(),
        within
          .select(({ fn }) => fn.countAll<number>().as('files'))
          .where(slash, '=', 0)
          .executeTakeFirstOrThrow(),
      ])
      return {
        folders: folders.map((row) => ({ name: row.name, files: Number(row.files), sizeBytes: Number(row.bytes) })),
        files: files.map((row) => ({
          path: row.path,
          digest: row.digest,
          sizeBytes: row.size_bytes,
          ref: row.ref,
        })),
        more: Number(counted.files) - files.length,
      }
    },
  }
}
