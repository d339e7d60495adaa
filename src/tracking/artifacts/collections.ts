import type { Principal } from '../../accounts/principal.ts'
import { AppError } from '../../base/errors.ts'
import { insertIfAbsent, isDuplicateKey } from '../../storage/sql/portable.ts'
import { inTransaction } from '../../storage/sql/transaction.ts'
import { removeVersion } from './changing.ts'
import { ensureType } from './creating.ts'
import { type ArtifactFinding, artifactNotFound } from './finding.ts'
import { checkArtifactName, checkTag } from './names.ts'
import type { ArtifactParts } from './parts.ts'
import { asArtifact, selectArtifacts } from './sql/select.ts'
import type { ArtifactCollection, ArtifactCollectionKind } from './types.ts'

export interface CollectionPlace {
  entity: string
  project: string
  collection: string
}

export interface ArtifactCollections {
  /** Throws `artifact-not-found`, `name-invalid`, `name-taken`, `forbidden`. */
  changeCollection(
    principal: Principal,
    id: number,
    change: { kind: ArtifactCollectionKind; name?: string; description?: string },
  ): Promise<ArtifactCollection>
  /** What is logged to it is of another type from now on, and so is what was. Throws `artifact-not-found`, `name-invalid`. */
  changeCollectionType(principal: Principal, id: number, type: string): Promise<ArtifactCollection>
  /** With every version that was logged to it, or every link. */
  removeCollection(principal: Principal, id: number, kind: ArtifactCollectionKind): Promise<ArtifactCollection>
  tagCollection(principal: Principal, place: CollectionPlace, tags: string[]): Promise<string[]>
  untagCollection(principal: Principal, place: CollectionPlace, tags: string[]): Promise<void>
  tagsOfCollection(id: number): Promise<string[]>
}

export function createCollections(parts: ArtifactParts, finding: ArtifactFinding): ArtifactCollections {
  const { db, clock, events, projects } = parts

  const ofKind = async (principal: Principal, id: number, kind: ArtifactCollectionKind) => {
    const collection = await finding.collectionById(principal, id, 'write')
    if (collection.kind !== kind) throw artifactNotFound()
    return collection
  }
  const atPlace = async (principal: Principal, { entity, project, collection: name }: CollectionPlace) => {
    const { id } = await projects.get(principal, entity, project, 'write')
    const collection = await finding.collection(id, name)
    if (!collection) throw artifactNotFound()
    return collection
  }

  const collections: ArtifactCollections = {
    async changeCollection(principal, id, { kind, name, description }) {
      await ofKind(principal, id, kind)
      const values = {
        updated_at: clock.now(),
        ...(name !== undefined && { name: checkArtifactName('artifact', name) }),
        ...(description !== undefined && { description }),
      }
      await db
        .updateTable('artifact_collection')
        .set(values)
        .where('id', '=', id)
        .execute()
        .catch((error) => {
          throw isDuplicateKey(error) ? nameTaken(name!) : error
        })
      return finding.collectionById(principal, id)
    },

    async changeCollectionType(principal, id, name) {
      const { project } = await ofKind(principal, id, 'SEQUENCE')
      const type = await ensureType(parts, finding, project.id, name)
      const values = { type_id: type.id, updated_at: clock.now() }
      await db.updateTable('artifact_collection').set(values).where('id', '=', id).execute()
      return finding.collectionById(principal, id)
    },

    async removeCollection(principal, id, kind) {
      const collection = await ofKind(principal, id, kind)
      const own = selectArtifacts(db).where('collection.id', '=', id).where('artifact.state', '!=', 'DELETED')
      for (const row of await own.execute()) await removeVersion(parts, finding, asArtifact(row))
      await inTransaction(db, async (trx) => {
        for (const table of ['artifact_link', 'artifact_alias', 'artifact_collection_tag'] as const)
          await trx.deleteFrom(table).where('collection_id', '=', id).execute()
        await trx.deleteFrom('artifact').where('collection_id', '=', id).where('state', '=', 'DELETED').execute()
        await trx.deleteFrom('artifact_collection').where('id', '=', id).execute()
      })
      const subject = `${collection.entity.name}/${collection.project.name}/${collection.name}`
      events.emit('audited', { action: 'artifact-collection-deleted', actor: principal.username, subject, facts: {} })
      return collection
    },

    async tagCollection(principal, place, tags) {
      for (const tag of tags) checkTag(tag)
      const { id } = await atPlace(principal, place)
      for (const name of tags) await insertIfAbsent(db, 'artifact_collection_tag', { collection_id: id, name })
      return tags
    },

    async untagCollection(principal, place, tags) {
      const { id } = await atPlace(principal, place)
      if (tags.length === 0) return
      const own = db.deleteFrom('artifact_collection_tag').where('collection_id', '=', id)
      await own.where('name', 'in', tags).execute()
    },

    async tagsOfCollection(id) {
      const rows = db.selectFrom('artifact_collection_tag').select('name').where('collection_id', '=', id)
      return (await rows.orderBy('name').execute()).map(({ name }) => name)
    },
  }
  return collections
}

const nameTaken = (name: string) =>
  new AppError(
    'conflict',
    'name-taken',
    `There is a collection "${name}" in this project already. Choose another name.`,
  )
