import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { asArtifact, selectArtifacts } from '../artifacts/sql/select.ts'
import type { Artifact } from '../artifacts/types.ts'
import { type ExportWish, projectOf } from './export.ts'
import { writeArtifact } from './write-artifact.ts'
import type { ExportParts } from './write-run.ts'

/** Below a project's folder; no run can have this name. */
const artifactsFolder = 'artifacts#'
const versionsAtOnce = 200

type ArtifactWish = Pick<ExportWish, 'folder' | 'project'> & {
  /** Told of each version when it is done, with the files that could not be written. */
  onVersion?(version: { place: string; leftOut: string[] }): void
}

/**
 * Writes committed versions as open files, one folder each: `ENTITY/PROJECT/artifacts#/COLLECTION/vN`. What is linked is written where it was
 * logged, with the names of the portfolios. Throws AppError `project-not-found`.
 */
export async function exportArtifacts(
  parts: Pick<ExportParts, 'db' | 'objects'>,
  { folder, project, onVersion }: ArtifactWish,
): Promise<{ versions: number; written: number }> {
  const projectId = project === undefined ? null : await projectOf(parts.db, project)
  const done = { versions: 0, written: 0 }
  for (let after = 0; ; ) {
    let page = selectArtifacts(parts.db).where('artifact.state', '=', 'COMMITTED').where('artifact.id', '>', after)
    if (projectId !== null) page = page.where('project.id', '=', projectId)
    const versions = (await page.orderBy('artifact.id').limit(versionsAtOnce).execute()).map(asArtifact)
    for (const artifact of versions) {
      const { collection, version } = artifact
      const place = path.join(collection.entity.name, collection.project.name, artifactsFolder, collection.name)
      const target = path.join(folder, place, `v${version}`)
      const about = await describe(parts, artifact)
      done.versions += 1
      if ((await aboutExported(target)) === JSON.stringify(about)) continue
      done.written += 1
      const leftOut = await writeArtifact(parts, target, artifact, about)
      onVersion?.({ place: path.join(place, `v${version}`), leftOut })
    }
    const last = versions.at(-1)
    if (!last) return done
    after = last.id
  }
}

/** Everything that is said of a version, and nothing that changes by itself: an export that says the same is up to date. */
async function describe({ db }: Pick<ExportParts, 'db'>, artifact: Artifact): Promise<Record<string, unknown>> {
  const { id, collection, version, digest, description, metadata, sizeBytes, fileCount, ttlSeconds } = artifact
  const [aliases, tags, links, runs] = await Promise.all([
    db.selectFrom('artifact_alias').selectAll().where('artifact_id', '=', id).orderBy('alias').execute(),
    db.selectFrom('artifact_tag').select('name').where('artifact_id', '=', id).orderBy('name').execute(),
    db
      .selectFrom('artifact_link')
      .innerJoin('artifact_collection', 'artifact_collection.id', 'artifact_link.collection_id')
      .innerJoin('project', 'project.id', 'artifact_collection.project_id')
      .innerJoin('entity', 'entity.id', 'project.entity_id')
      .select(['artifact_link.collection_id', 'artifact_link.version', 'artifact_collection.name'])
      .select(['project.name as project', 'entity.name as entity'])
      .where('artifact_link.artifact_id', '=', id)
      .orderBy('artifact_link.collection_id')
      .execute(),
    db
      .selectFrom('artifact_run')
      .innerJoin('run', 'run.id', 'artifact_run.run_id')
      .innerJoin('project', 'project.id', 'run.project_id')
      .innerJoin('entity', 'entity.id', 'project.entity_id')
      .select(['artifact_run.role', 'run.name', 'project.name as project', 'entity.name as entity'])
      .where('artifact_run.artifact_id', '=', id)
      .orderBy('run.id')
      .execute(),
  ])
  const aliasesIn = (collectionId: number) =>
    aliases.filter(({ collection_id }) => collection_id === collectionId).map(({ alias }) => alias)
  const placesOf = (role: 'input' | 'output') =>
    runs.filter((run) => run.role === role).map((run) => `${run.entity}/${run.project}/${run.name}`)
  return {
    ...{ entity: collection.entity.name, project: collection.project.name, collection: collection.name },
    ...{ type: collection.type.name, version, digest, description, metadata, sizeBytes, fileCount, ttlSeconds },
    createdAt: new Date(artifact.createdAt).toISOString(),
    aliases: aliasesIn(collection.id),
    tags: tags.map(({ name }) => name),
    links: links.map((link) => ({
      portfolio: `${link.entity}/${link.project}/${link.name}:v${link.version}`,
      aliases: aliasesIn(link.collection_id),
    })),
    loggedBy: placesOf('output'),
    usedBy: placesOf('input'),
  }
}

const aboutExported = async (target: string): Promise<string | null> =>
  readFile(path.join(target, 'artifact.json'), 'utf8')
    .then((text) => {
      const { filesLeftOut: _, ...about } = JSON.parse(text)
      return JSON.stringify(about)
    })
    .catch(() => null)
