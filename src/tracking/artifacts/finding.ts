import type { Principal, ProjectScope } from '../../accounts/principal.ts'
import { AppError } from '../../base/errors.ts'
import { splitName, versionOf } from './names.ts'
import type { ArtifactParts } from './parts.ts'
import {
  asArtifact,
  asCollection,
  asMembership,
  selectArtifacts,
  selectCollections,
  selectMembers,
} from './sql/select.ts'
import type { Artifact, ArtifactCollection, ArtifactEntry, ArtifactMembership, ArtifactType } from './types.ts'

export interface EntryPage {
  paths?: string[]
  /** The position of the last entry of the page before. */
  after?: number
  limit: number
}

/** Looking for artifacts. What takes a number asks for nobody's right: its caller holds the thing that the number is of. */
export interface ArtifactFinding {
  /** Throws `artifact-not-found`, also where the principal may not even see it; `forbidden` where it may not do what it wants. */
  get(principal: Principal, id: number, need?: 'read' | 'write' | 'admin'): Promise<Artifact>
  /** By `COLLECTION:ALIAS` within a project that the caller may read; null where there is none that is committed. */
  membership(projectId: number, name: string): Promise<ArtifactMembership | null>
  byName(projectId: number, name: string): Promise<Artifact | null>
  /** Every collection that it is in and that the principal may see, the one that it was logged to first. */
  memberships(principal: Principal, artifactId: number): Promise<ArtifactMembership[]>
  /** Throws nothing; null where no client gave this name, or the principal may not see what has it. */
  byClientId(principal: Principal, clientId: string): Promise<Artifact | null>
  collection(projectId: number, name: string): Promise<ArtifactCollection | null>
  /** Throws `artifact-not-found`, `forbidden`. */
  collectionById(principal: Principal, id: number, need?: 'read' | 'write' | 'admin'): Promise<ArtifactCollection>
  type(projectId: number, name: string): Promise<ArtifactType | null>
  latest(collectionId: number): Promise<Artifact | null>
  /** Of a version within a collection, in the order of their names. */
  aliases(artifactId: number, collectionId: number): Promise<string[]>
  tags(artifactId: number): Promise<string[]>
  entries(artifactId: number, page: EntryPage): Promise<(ArtifactEntry & { position: number })[]>
  countEntries(artifactId: number, paths?: string[]): Promise<number>
}

export function createFinding({ db, access }: Pick<ArtifactParts, 'db' | 'access'>): ArtifactFinding {
  /** Of what somebody may not even see, it is not told that it is there. */
  const requireProject = async (
    principal: Principal,
    { entity_name, project_name }: { entity_name: string; project_name: string },
    need: 'read' | 'write' | 'admin',
  ) => {
    const ref = await access.project(principal, entity_name, project_name, need).catch((error) => {
      throw error instanceof AppError && error.kind === 'not-found' ? artifactNotFound() : error
    })
    if (!ref) throw artifactNotFound()
  }
  const wantedEntries = (artifactId: number, paths: string[] | undefined) => {
    const all = db.selectFrom('artifact_entry').where('artifact_id', '=', artifactId)
    return paths ? all.where('path', 'in', paths.length > 0 ? paths : ['']) : all
  }

  const finding: ArtifactFinding = {
    async get(principal, id, need = 'read') {
      const row = await selectArtifacts(db).where('artifact.id', '=', id).executeTakeFirst()
      if (!row || row.state === 'DELETED') throw artifactNotFound()
      await requireProject(principal, row, need).catch(async (error) => {
        // Who sees a portfolio sees what is in it.
        if (need !== 'read' || (await finding.memberships(principal, id)).length === 0) throw error
      })
      return asArtifact(row)
    },

    async membership(projectId, name) {
      const { collection: collectionName, alias } = splitName(name)
      const collection = await finding.collection(projectId, collectionName)
      if (!collection) return null
      const members = selectMembers(db, { collectionId: collection.id })
      const version = versionOf(alias)
      const row =
        version === null
          ? await members
              .innerJoin('artifact_alias', 'artifact_alias.artifact_id', 'artifact.id')
              .where('artifact_alias.collection_id', '=', collection.id)
              .where('artifact_alias.alias', '=', alias)
              .executeTakeFirst()
          : await members.where('member.member_version', '=', version).executeTakeFirst()
      return row ? asMembership(row, collection) : null
    },

    async byName(projectId, name) {
      return (await finding.membership(projectId, name))?.artifact ?? null
    },

    async memberships(principal, artifactId) {
      const rows = await selectMembers(db, { artifactId }).execute()
      if (rows.length === 0) return []
      const ids = rows.map(({ member_of }) => member_of)
      const scope = await access.readableProjects(principal)
      const collections = (await selectCollections(db).where('collection.id', 'in', ids).execute()).map(asCollection)
      return collections
        .filter(({ entity, project }) => !scope || isWithin(scope, entity.id, project.id))
        .sort(
          (one, other) => Number(one.kind === 'PORTFOLIO') - Number(other.kind === 'PORTFOLIO') || one.id - other.id,
        )
        .map((collection) => asMembership(rows.find(({ member_of }) => member_of === collection.id)!, collection))
    },

    async byClientId(principal, clientId) {
      const row = await selectArtifacts(db).where('artifact.client_id', '=', clientId).executeTakeFirst()
      return row ? finding.get(principal, row.id).catch(() => null) : null
    },

    async collection(projectId, name) {
      const within = selectCollections(db).where('project.id', '=', projectId)
      const row = await within.where('collection.name', '=', name).executeTakeFirst()
      return row ? asCollection(row) : null
    },

    async collectionById(principal, id, need = 'read') {
      const row = await selectCollections(db).where('collection.id', '=', id).executeTakeFirst()
      if (!row) throw artifactNotFound()
      await requireProject(principal, row, need)
      return asCollection(row)
    },

    async type(projectId, name) {
      const types = db.selectFrom('artifact_type').selectAll().where('project_id', '=', projectId)
      const row = await types.where('name', '=', name).executeTakeFirst()
      return row ? { id: row.id, name: row.name, description: row.description, createdAt: row.created_at } : null
    },

    async latest(collectionId) {
      const newest = selectMembers(db, { collectionId }).orderBy('member.member_version', 'desc')
      const row = await newest.limit(1).executeTakeFirst()
      return row ? asArtifact(row) : null
    },

    async aliases(artifactId, collectionId) {
      const own = db.selectFrom('artifact_alias').select('alias').where('artifact_id', '=', artifactId)
      const rows = await own.where('collection_id', '=', collectionId).orderBy('alias').execute()
      return rows.map(({ alias }) => alias)
    },

    async tags(artifactId) {
      const rows = db.selectFrom('artifact_tag').select('name').where('artifact_id', '=', artifactId)
      return (await rows.orderBy('name').execute()).map(({ name }) => name)
    },

    async entries(artifactId, { paths, after, limit }) {
      let query = wantedEntries(artifactId, paths).selectAll().orderBy('position').limit(limit)
      if (after !== undefined) query = query.where('position', '>', after)
      return (await query.execute()).map(({ position, path, digest, size_bytes, ref }) => ({
        position,
        path,
        digest,
        sizeBytes: size_bytes,
        ref,
      }))
    },

    async countEntries(artifactId, paths) {
      const counted = wantedEntries(artifactId, paths).select(({ fn }) => fn.countAll<number>().as('entries'))
      return Number((await counted.executeTakeFirstOrThrow()).entries)
    },
  }
  return finding
}

export const isWithin = (
  { entityIds, hiddenIds, alsoIds }: ProjectScope,
  entityId: number,
  projectId: number,
): boolean => alsoIds.includes(projectId) || (entityIds.includes(entityId) && !hiddenIds.includes(projectId))

export const artifactNotFound = () =>
  new AppError('not-found', 'artifact-not-found', 'There is no such artifact here, or it was deleted.')
