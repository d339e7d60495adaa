import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { forgetRuns, type RunRemovalParts, runsForgottenAtOnce } from './run-removal.ts'
import {
  orphanProject,
  orphanProjects,
  removeBlobs,
  removeRest,
  removeUpload,
  removeVersions,
  someBlobsOf,
  someRunsOf,
  someVersionsOf,
  uploadsOf,
} from './sql/remove-project.ts'

/**
 * Removing a project with everything in it. It is gone from sight at once, and its name is free; what it had is removed in the background,
 * a little at a time, so that nobody waits however much it is. A server that ends meanwhile goes on with it at its next start.
 */
export interface ProjectRemoval {
  remove(projectId: number): Promise<void>
  /** Resolves when nothing is left to remove. */
  settled(): Promise<void>
  close(): Promise<void>
}

const versionsAtOnce = 20
const blobsAtOnce = 100
/** Between two portions, for everybody else. */
const pause = 5

export function createProjectRemoval(parts: RunRemovalParts & { clock: Clock; log: Log }): ProjectRemoval {
  const { db, objects, clock, log } = parts
  let closed = false
  let working = orphanProjects(db).then(removeAll, (error) =>
    log.error({ err: error }, 'removed projects are not known'),
  )

  async function removeAll(ids: number[]): Promise<void> {
    for (const id of ids)
      await removeContents(id).catch((error) =>
        log.error({ err: error, projectId: id }, 'a project could not be removed to its end; the next start goes on'),
      )
  }

  /** Does some of it until there is none. */
  async function untilNone(some: () => Promise<number>): Promise<void> {
    while (!closed && (await some()) > 0) await wait(pause)
  }

  async function removeContents(id: number): Promise<void> {
    await untilNone(async () => {
      const runs = await someRunsOf(db, id, runsForgottenAtOnce)
      await forgetRuns(parts, runs)
      return runs.length
    })
    await untilNone(async () => {
      const versions = await someVersionsOf(db, id, versionsAtOnce)
      for (const version of versions) await objects.removeAll(`artifacts/${version}`)
      if (versions.length > 0) await removeVersions(db, versions)
      return versions.length
    })
    await untilNone(async () => {
      const blobs = await someBlobsOf(db, id, blobsAtOnce)
      for (const { object_key } of blobs) await objects.remove(object_key)
      await removeBlobs(
        db,
        id,
        blobs.map(({ md5 }) => md5),
      )
      return blobs.length
    })
    for (const upload of await uploadsOf(db, id)) {
      await objects.removeAll(`artifacts/upload-${upload}`)
      await removeUpload(db, upload)
    }
    if (!closed) await removeRest(db, id)
  }

  return {
    async remove(projectId) {
      await orphanProject(db, projectId, clock.now())
      working = working.then(() => removeAll([projectId]))
    },
    settled: () => working,
    async close() {
      closed = true
      await working
    },
  }
}
