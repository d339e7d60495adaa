import type { Principal } from '../../accounts/principal.ts'
import { AppError } from '../../base/errors.ts'
import { splitName, versionOf } from './names.ts'
import type { ArtifactParts } from './parts.ts'
import { asArtifact, asCollection, selectArtifacts, selectCollections } from './sql/select.ts'
import type { Artifact, ArtifactCollection, ArtifactEntry, ArtifactType } from './types.ts'

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
  byName(projectId: number, name: string): Promise<Artifact | null>
  /** Throws nothing; null where no client gave this name, or the principal may not see what has it. */
  byClientId(principal: Principal, clientId: string): Promise<Artifact | null>
  collection(projectId: number, name: string): Promise<ArtifactCollection | null>
  /** Throws `artifact-not-found`. */
  collectionById(principal: Principal, id: number): Promise<ArtifactCollection>
  type(projectId: number, name: string): Promise<ArtifactType | null>
  latest(collectionId: number): Promise<Artifact | null>
  /** In the order of their names. */
  aliases(artifactId: number): Promise<string[]>
  entries(artifactId: number, page: EntryPage): Promise<(ArtifactEntry & { position: number })[]>
  countEntries(artifactId: number, paths?: string[]): Promise<number>
}

export function createFinding({ db, access }: Pick<ArtifactParts, 'db' | 'access'>): ArtifactFinding {
  const committed = () => selectArtifacts(db).where('artifact.state', '=', 'COMMITTED')
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
      await requireProject(principal, row, need)
      return asArtifact(row)
    },

    async byName(projectId, name) {
      const { collection, alias } = splitName(name)
      const within = committed().where('project.id', '=', projectId).where('collection.name', '=', collection)
      const version = versionOf(alias)
      const row =
        version === null
          ? await within
              .innerJoin('artifact_alias', 'artifact_alias.artifact_id', 'artifact.id')
              .where('artifact_alias.alias', '=', alias)
              .executeTakeFirst()
          : await within.where('artifact.version', '=', version).executeTakeFirst()
      return row ? asArtifact(row) : null
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

    async collectionById(principal, id) {
      const row = await selectCollections(db).where('collection.id', '=', id).executeTakeFirst()
      if (!row) throw artifactNotFound()
      await requireProject(principal, row, 'read')
      return asCollection(row)
    },

    async type(projectId, name) {
      const types = db.selectFrom('artifact_type').selectAll().where('project_id', '=', projectId)
      const row = await types.where('name', '=', name).executeTakeFirst()
      return row ? { id: row.id, name: row.name, description: row.description, createdAt: row.created_at } : null
    },

    async latest(collectionId) {
      const newest = committed().where('collection.id', '=', collectionId).orderBy('artifact.version', 'desc')
      const row = await newest.limit(1).executeTakeFirst()
      return row ? asArtifact(row) : null
    },

    async aliases(artifactId) {
      const rows = db.selectFrom('artifact_alias').select('alias').where('artifact_id', '=', artifactId)
      return (await rows.orderBy('alias').execute()).map(({ alias }) => alias)
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

export const artifactNotFound = () =>
  new AppError('not-found', 'artifact-not-found', 'There is no such artifact here, or it was deleted.')
