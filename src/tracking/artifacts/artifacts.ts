import type { Principal } from '../../accounts/principal.ts'
import type { Log } from '../../base/log.ts'
import type { RunPath } from '../types.ts'
import { type ArtifactBrowsing, createBrowsing } from './browsing.ts'
import { type ArtifactChanging, createChanging } from './changing.ts'
import { type ArtifactCollections, createCollections } from './collections.ts'
import { commitArtifact } from './committing.ts'
import { createArtifact, ensureType, noteRun } from './creating.ts'
import { type ArtifactFinding, createFinding } from './finding.ts'
import { type ArtifactKeeping, createKeeping } from './keeping.ts'
import { type ArtifactLifetimes, createLifetimes } from './lifetimes.ts'
import { type ArtifactLineage, createLineage } from './lineage.ts'
import { type ArtifactLinking, createLinking } from './linking.ts'
import { type ArtifactListing, createListing } from './listing.ts'
import type { ArtifactParts } from './parts.ts'
import { asArtifact, selectArtifacts } from './sql/select.ts'
import type { Artifact, ArtifactType, NewArtifact } from './types.ts'
import { type ArtifactUploading, createUploading } from './uploading.ts'

/** Versioned collections of files: begun, uploaded, committed, then used by runs. */
export interface Artifacts
  extends ArtifactFinding,
    ArtifactListing,
    ArtifactUploading,
    ArtifactChanging,
    ArtifactLinking,
    ArtifactCollections,
    ArtifactLifetimes,
    ArtifactBrowsing,
    ArtifactLineage,
    ArtifactKeeping {
  create(
    principal: Principal,
    place: { entity: string | null; project: string | null },
    artifact: NewArtifact,
  ): Promise<Artifact>
  /** The type of that name in a project, both made where there are none. Throws `name-invalid`. */
  makeType(
    principal: Principal,
    place: { entity: string | null; project: string | null },
    name: string,
    description: string | null,
  ): Promise<ArtifactType & { projectId: number }>
  commit(principal: Principal, id: number): Promise<Artifact>
  /** Notes that a run used a version. Throws `artifact-not-found`, `run-not-found`. */
  use(principal: Principal, id: number, run: RunPath, usedAs: string | null): Promise<Artifact>
  /** What a run used, or logged, in that order; `after` is the id of the last one of the page before. */
  ofRun(runId: number, role: 'input' | 'output', page: { after?: number; limit: number }): Promise<Artifact[]>
  countOfRun(runId: number, role: 'input' | 'output'): Promise<number>
  /** Numbers of the runs that used a version. */
  usersOf(artifactId: number): Promise<number[]>
  /** Deletes every version that a run was the first to log, whatever it is called. */
  removeOfRun(principal: Principal, run: RunPath): Promise<void>
}

export function createArtifacts(parts: ArtifactParts & { log: Log }): Artifacts {
  const { db, runs } = parts
  const finding = createFinding(parts)
  const changing = createChanging(parts, finding)
  const ofRun = (runId: number, role: 'input' | 'output') =>
    selectArtifacts(db)
      .innerJoin('artifact_run', 'artifact_run.artifact_id', 'artifact.id')
      .where('artifact_run.run_id', '=', runId)
      .where('artifact_run.role', '=', role)
      .where('artifact.state', '=', 'COMMITTED')

  return {
    ...finding,
    ...createListing(db),
    ...createUploading(parts, finding),
    ...changing,
    ...createLinking(parts, finding),
    ...createCollections(parts, finding),
    ...createLifetimes(parts),
    ...createBrowsing(db),
    ...createLineage(parts),
    ...createKeeping(parts, finding),
    create: (principal, place, artifact) => createArtifact(parts, finding, principal, place, artifact),
    async makeType(principal, place, name, description) {
      const { project } = await parts.projects.ensure(principal, place.entity, place.project)
      return { ...(await ensureType(parts, finding, project.id, name, description)), projectId: project.id }
    },
    commit: (principal, id) => commitArtifact(parts, finding, principal, id),

    async use(principal, id, path, usedAs) {
      const artifact = await finding.get(principal, id)
      const run = await runs.get(principal, path, 'write')
      await noteRun(parts, run.id, artifact.id, 'input', usedAs)
      return artifact
    },

    async ofRun(runId, role, { after, limit }) {
      const page = ofRun(runId, role).orderBy('artifact.id').limit(limit)
      const rows = await (after === undefined ? page : page.where('artifact.id', '>', after)).execute()
      return rows.map(asArtifact)
    },

    async countOfRun(runId, role) {
      const counted = ofRun(runId, role)
        .clearSelect()
        .select(({ fn }) => fn.countAll<number>().as('artifacts'))
      return Number((await counted.executeTakeFirstOrThrow()).artifacts)
    },

    async removeOfRun(principal, path) {
      const { id: runId } = await runs.get(principal, path, 'write')
      const own = db.selectFrom('artifact').select('id').where('run_id', '=', runId).where('state', '!=', 'DELETED')
      for (const { id } of await own.execute()) await changing.remove(principal, id, { withAliases: true })
    },

    async usersOf(artifactId) {
      const used = db.selectFrom('artifact_run').select('run_id').where('artifact_id', '=', artifactId)
      return (await used.where('role', '=', 'input').orderBy('at').execute()).map(({ run_id }) => run_id)
    },
  }
}
