import type { Principal } from '../../accounts/principal.ts'
import { AppError } from '../../base/errors.ts'
import { insertIfAbsent, insertWithId } from '../../storage/sql/portable.ts'
import { inTransaction } from '../../storage/sql/transaction.ts'
import type { Project } from '../types.ts'
import { giveAliases } from './aliases.ts'
import type { ArtifactFinding } from './finding.ts'
import { checkAlias, checkArtifactName, checkTag } from './names.ts'
import type { ArtifactParts } from './parts.ts'
import { asArtifact, selectArtifacts } from './sql/select.ts'
import { giveTags } from './tagging.ts'
import type { Artifact, ArtifactCollection, ArtifactType, NewArtifact } from './types.ts'

/**
 * Begins a version, or gives the one that is as good: begun by the same client or by another process of the same distributed job, or, where
 * the client says so, committed with the same digest. Makes project, type and collection where there are none. Throws `name-invalid`,
 * `artifact-type-differs`, `run-not-found`.
 */
export async function createArtifact(
  parts: ArtifactParts,
  finding: ArtifactFinding,
  principal: Principal,
  place: { entity: string | null; project: string | null },
  asked: NewArtifact,
): Promise<Artifact> {
  const { db, clock, projects, runs } = parts
  const { project } = await projects.ensure(principal, place.entity, place.project)
  const path = { entity: project.entity.name, project: project.name }
  const run = asked.run === null ? null : await runs.get(principal, { ...path, run: asked.run }, 'write')
  for (const alias of asked.aliases) checkAlias(alias)
  for (const tag of asked.tags) checkTag(tag)
  const collection = await ensureCollection(parts, finding, project, asked)
  const id = await inTransaction(db, async (trx) => {
    // The first statement is the one that makes processes which begin the same version wait for each other.
    const touched = { updated_at: clock.now() }
    await trx.updateTable('artifact_collection').set(touched).where('id', '=', collection.id).execute()
    const within = { ...parts, db: trx }
    return (await asGood(within, collection, asked))?.id ?? begin(within, principal, collection, run?.id ?? null, asked)
  })
  const artifact = await finding.get(principal, id)
  if (artifact.state === 'COMMITTED') {
    await giveAliases(db, collection.id, artifact.id, asked.aliases, clock.now())
    await giveTags(db, id, asked.tags)
    if (run) await noteRun(parts, run.id, artifact.id, 'output')
  }
  return artifact
}

async function ensureCollection(
  { db, clock }: ArtifactParts,
  finding: ArtifactFinding,
  project: Project,
  asked: NewArtifact,
): Promise<ArtifactCollection> {
  const now = clock.now()
  const project_id = project.id
  const { id } = await ensureType({ db, clock }, finding, project.id, asked.type)
  const known = await finding.collection(project.id, asked.collection)
  if (!known) {
    const name = checkArtifactName('artifact', asked.collection)
    const times = { created_at: now, updated_at: now }
    const kind = 'SEQUENCE' as const
    const row = { project_id, type_id: id, kind, name, description: null, next_version: 0, ...times }
    await insertIfAbsent(db, 'artifact_collection', row)
  }
  const collection = known ?? (await finding.collection(project.id, asked.collection))!
  if (collection.kind === 'PORTFOLIO')
    throw new AppError(
      'conflict',
      'artifact-is-portfolio',
      `"${asked.collection}" is a collection that versions are linked to in this project. Log under another name, then link it.`,
    )
  if (collection.type.id !== id)
    throw new AppError(
      'conflict',
      'artifact-type-differs',
      `The artifact "${asked.collection}" is of type "${collection.type.name}" in this project, not "${asked.type}". Give it another name, or that type.`,
    )
  return collection
}

/** Of a project, made where there is none. Throws `name-invalid`. */
export async function ensureType(
  { db, clock }: Pick<ArtifactParts, 'db' | 'clock'>,
  finding: ArtifactFinding,
  project_id: number,
  name: string,
  description: string | null = null,
): Promise<ArtifactType> {
  const known = await finding.type(project_id, name)
  if (known) return known
  const row = { project_id, name: checkArtifactName('artifact type', name), description, created_at: clock.now() }
  await insertIfAbsent(db, 'artifact_type', row)
  return (await finding.type(project_id, name))!
}

async function asGood(
  { db }: ArtifactParts,
  collection: ArtifactCollection,
  { digest, clientId, distributedId, deduplicates }: NewArtifact,
): Promise<Artifact | null> {
  const within = () => selectArtifacts(db).where('artifact.collection_id', '=', collection.id)
  const begun = (column: 'client_id' | 'distributed_id', value: string | null) =>
    value === null
      ? undefined
      : within().where(`artifact.${column}`, '=', value).where('artifact.state', '!=', 'DELETED').executeTakeFirst()
  const same = () =>
    deduplicates
      ? within().where('artifact.digest', '=', digest).where('artifact.state', '=', 'COMMITTED').executeTakeFirst()
      : undefined
  const row = (await begun('client_id', clientId)) ?? (await begun('distributed_id', distributedId)) ?? (await same())
  return row ? asArtifact(row) : null
}

async function begin(
  parts: ArtifactParts,
  principal: Principal,
  collection: ArtifactCollection,
  runId: number | null,
  asked: NewArtifact,
): Promise<number> {
  const { db, clock } = parts
  const now = clock.now()
  const id = await insertWithId(db, 'artifact', {
    collection_id: collection.id,
    state: 'PENDING',
    version: null,
    digest: asked.digest,
    description: asked.description,
    metadata: asked.metadata,
    wanted_aliases: JSON.stringify(asked.aliases),
    run_id: runId,
    user_id: principal.userId,
    client_id: asked.clientId,
    distributed_id: asked.distributedId,
    history_step: asked.historyStep,
    size_bytes: 0,
    file_count: 0,
    manifest_key: null,
    ttl_seconds: asked.ttlSeconds,
    created_at: now,
    updated_at: now,
  })
  await giveTags(db, id, asked.tags)
  if (runId !== null) await noteRun(parts, runId, id, 'output')
  return id
}

export async function noteRun(
  { db, clock }: ArtifactParts,
  runId: number,
  artifactId: number,
  role: 'input' | 'output',
  usedAs: string | null = null,
): Promise<void> {
  const row = { run_id: runId, artifact_id: artifactId, role, used_as: usedAs, at: clock.now() }
  await insertIfAbsent(db, 'artifact_run', row)
}
