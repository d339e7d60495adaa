import { sql } from 'kysely'
import { messageOf } from '../../base/errors.ts'
import type { Log } from '../../base/log.ts'
import type { AppDb } from '../../storage/sql/schema.ts'
import { removeVersion } from './changing.ts'
import type { ArtifactFinding } from './finding.ts'
import type { ArtifactParts } from './parts.ts'
import { removeBlob } from './removing.ts'
import { asArtifact, selectArtifacts } from './sql/select.ts'
import type { Artifact } from './types.ts'

/** What was removed. */
export interface Swept {
  expired: number
  abandoned: number
  uploads: number
  blobs: number
}

export interface ArtifactKeeping {
  /**
   * Removes versions whose time to live is over, versions and uploads that were begun and not touched for a week, and bytes that nobody has.
   * A version with an alias beside `latest`, or in a portfolio, is kept whatever its time to live: somebody relies on it.
   */
  sweep(): Promise<Swept>
  close(): Promise<void>
}

const every = 3_600_000
/** Milliseconds without a word after which what was begun is not waited for any more. */
const patience = 7 * 86_400_000
const atOnce = 500

type Parts = ArtifactParts & { log: Log }

/** Sweeps by itself, once an hour. */
export function createKeeping(parts: Parts, finding: ArtifactFinding): ArtifactKeeping {
  const { db, objects, clock, events, log } = parts

  async function removeAll(find: (among: AppDb, id?: number) => Promise<Artifact[]>, action: string): Promise<number> {
    for (let removed = 0; ; ) {
      const some = await find(db)
      for (const artifact of some) {
        // It may have got an alias, a link or another time to live, or been committed, since it was found.
        const still = async (trx: AppDb) => (await find(trx, artifact.id)).length > 0
        if (!(await removeVersion(parts, finding, artifact, still))) continue
        removed += 1
        const { collection, version } = artifact
        const subject = `${collection.entity.name}/${collection.project.name}/${collection.name}:v${version ?? ''}`
        if (version !== null) events.emit('audited', { action, actor: null, subject, facts: {} })
      }
      if (some.length < atOnce) return removed
    }
  }

  const expired = async (now: number, among: AppDb, id?: number) => {
    const seconds = sql<number>`coalesce(artifact.ttl_seconds, own.ttl_seconds, owner.ttl_seconds)`
    const rows = await selectArtifacts(among)
      .leftJoin('artifact_lifetime as own', (join) =>
        join.on('own.scope', '=', 'project').onRef('own.scope_id', '=', 'project.id'),
      )
      .leftJoin('artifact_lifetime as owner', (join) =>
        join.on('owner.scope', '=', 'entity').onRef('owner.scope_id', '=', 'entity.id'),
      )
      .where('artifact.state', '=', 'COMMITTED')
      .$if(id !== undefined, (query) => query.where('artifact.id', '=', id!))
      .where(seconds, '>', 0)
      .where(sql<boolean>`artifact.created_at + 1000 * ${seconds} < ${now}`)
      // The client's own: the lines of runs, and the like.
      .where('type.name', 'not like', 'wandb-%')
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('artifact_alias')
              .select('alias')
              .whereRef('artifact_alias.artifact_id', '=', 'artifact.id')
              .where('alias', '!=', 'latest'),
          ),
        ),
      )
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('artifact_link').select('version').whereRef('artifact_link.artifact_id', '=', 'artifact.id'),
          ),
        ),
      )
      .limit(atOnce)
      .execute()
    return rows.map(asArtifact)
  }

  const abandoned = async (now: number, among: AppDb, id?: number) => {
    const all = selectArtifacts(among).where('artifact.state', '=', 'PENDING').limit(atOnce)
    const pending = id === undefined ? all : all.where('artifact.id', '=', id)
    return (await pending.where('artifact.updated_at', '<', now - patience).execute()).map(asArtifact)
  }

  async function removeUploads(now: number): Promise<number> {
    const old = db
      .selectFrom('artifact_upload')
      .select('id')
      .where('created_at', '<', now - patience)
    const rows = await old.execute()
    for (const { id } of rows) {
      await db.deleteFrom('artifact_upload_part').where('upload_id', '=', id).execute()
      await objects.removeAll(`artifacts/upload-${id}`)
      await db.deleteFrom('artifact_upload').where('id', '=', id).execute()
    }
    return rows.length
  }

  async function removeBlobs(): Promise<number> {
    let removed = 0
    let after = { project_id: -1, md5: '' }
    while (true) {
      const rows = await db
        .selectFrom('artifact_blob as blob')
        .select(['blob.project_id', 'blob.md5'])
        .select(({ exists, selectFrom }) =>
          exists(
            selectFrom('artifact_entry')
              .innerJoin('artifact', 'artifact.id', 'artifact_entry.artifact_id')
              .innerJoin('artifact_collection', 'artifact_collection.id', 'artifact.collection_id')
              .select('artifact.id')
              .whereRef('artifact_entry.md5', '=', 'blob.md5')
              .whereRef('artifact_collection.project_id', '=', 'blob.project_id'),
          ).as('used'),
        )
        .where(({ eb, or, and }) =>
          or([
            eb('blob.project_id', '>', after.project_id),
            and([eb('blob.project_id', '=', after.project_id), eb('blob.md5', '>', after.md5)]),
          ]),
        )
        .orderBy('blob.project_id')
        .orderBy('blob.md5')
        .limit(atOnce)
        .execute()
      for (const { project_id, md5, used } of rows)
        if (!used && (await removeBlob(parts, project_id, md5))) removed += 1
      const last = rows.at(-1)
      if (!last) return removed
      after = last
    }
  }

  /** Runs that were deleted made and used nothing any more. */
  const forgetRuns = () =>
    db
      .deleteFrom('artifact_run')
      .where(({ not, exists, selectFrom }) =>
        not(exists(selectFrom('run').select('run.id').whereRef('run.id', '=', 'artifact_run.run_id'))),
      )
      .execute()

  async function sweep(): Promise<Swept> {
    const now = clock.now()
    const swept = {
      expired: await removeAll((among, id) => expired(now, among, id), 'artifact-expired'),
      abandoned: await removeAll((among, id) => abandoned(now, among, id), 'artifact-abandoned'),
      uploads: await removeUploads(now),
      blobs: await removeBlobs(),
    }
    await forgetRuns()
    return swept
  }

  let running: Promise<unknown> = Promise.resolve()
  const timer = setInterval(() => {
    running = sweep().then(
      (swept) => log.debug({ ...swept }, 'artifacts were swept'),
      (error) => log.error({ err: error }, `artifacts could not be swept: ${messageOf(error)}`),
    )
  }, every)
  timer.unref()

  return {
    sweep,
    async close() {
      clearInterval(timer)
      await running
    },
  }
}
