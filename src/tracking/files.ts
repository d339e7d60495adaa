import type { Readable } from 'node:stream'
import type { Principal } from '../accounts/principal.ts'
import type { Clock } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'
import type { Events } from '../base/events.ts'
import { newShortId } from '../base/ids.ts'
import type { DirectOffer, ObjectStore } from '../storage/objects/object-store.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import type { RunFileTable } from '../storage/sql/tables/tracking.ts'
import { mimeTypeOf } from './mime-types.ts'
import { normalFileName } from './names.ts'
import type { Runs } from './runs.ts'
import { countFiles, findFile, listFiles, removeFile, replaceFile } from './sql/files.ts'
import { findRunById } from './sql/runs.ts'
import type { RunPath } from './types.ts'

export interface RunFile {
  runId: number
  /** As normalised: no leading `./`. */
  name: string
  sizeBytes: number
  /** Base64. */
  md5: string
  mimeType: string
  updatedAt: number
}

export interface FileListQuery {
  names?: string[]
  /** An SQL LIKE pattern. */
  pattern?: string
  /** The name of the last file of the page before. */
  after?: string
  limit: number
}

/** Functions that take a run's number do not ask who wants it: their callers hold a signed address or a run they were given. */
export interface Files {
  list(runId: number, query: FileListQuery): Promise<RunFile[]>
  count(runId: number): Promise<number>
  find(runId: number, name: string): Promise<RunFile | null>
  /** Throws `file-not-found`. */
  read(runId: number, name: string, range?: { start: number; end?: number }): Promise<Readable>
  /** An address for minutes that leads past this server, where the operator wants that; else null. */
  directUrl(runId: number, name: string, offer: DirectOffer): Promise<string | null>
  /**
   * Takes a file whole or not at all, in place of one of the same name. `md5` in base64. Throws `file-too-large`, `upload-cut`,
   * `upload-differs`, `run-not-found`.
   */
  write(runId: number, name: string, body: Readable, announced: { length: number; md5?: string }): Promise<RunFile>
  remove(principal: Principal, path: RunPath, names: string[]): Promise<void>
}

export interface FileParts {
  db: AppDb
  objects: ObjectStore
  clock: Clock
  events: Events
  maxFileBytes: number
}

export function createFiles({ db, objects, clock, events, maxFileBytes }: FileParts, runs: Runs): Files {
  return {
    list: async (runId, { names, ...page }) =>
      (await listFiles(db, runId, { ...page, names: names?.map(normalFileName) })).map(fromRow),

    count: (runId) => countFiles(db, runId),

    async find(runId, name) {
      const row = await findFile(db, runId, normalFileName(name))
      return row ? fromRow(row) : null
    },

    async read(runId, name, range) {
      const find = () => findFile(db, runId, normalFileName(name))
      const row = await find()
      if (!row) throw fileNotFound(name)
      try {
        return await objects.get(row.object_key, range)
      } catch (error) {
        // It may have been replaced in between.
        const now = await find()
        if (!now || now.object_key === row.object_key) throw error
        return objects.get(now.object_key, range)
      }
    },

    async directUrl(runId, name, offer) {
      const row = await findFile(db, runId, normalFileName(name))
      return row ? objects.directUrl(row.object_key, offer) : null
    },

    async write(runId, rawName, body, { length, md5: expected }) {
      const name = normalFileName(rawName)
      if (length > maxFileBytes) throw fileTooLarge(name, maxFileBytes)
      const run = await findRunById(db, runId)
      if (!run) throw new AppError('not-found', 'run-not-found', 'The run of this file is not here any more.')
      const key = `runs/${runId}/${newShortId(20)}`
      const { size, md5 } = await objects.put(key, body, length, expected)
      const contents = { object_key: key, size_bytes: size, md5, mime_type: mimeTypeOf(name), updated_at: clock.now() }
      const before = await replaceFile(db, { run_id: runId, name, ...contents }).catch(async (error) => {
        await objects.remove(key)
        throw error
      })
      // The upload is done whether or not these bytes go.
      if (before !== null) await objects.remove(before).catch(() => undefined)
      events.emit('run.changed', { runId, projectId: run.project.id, what: 'files' })
      return fromRow({ run_id: runId, name, ...contents })
    },

    async remove(principal, path, names) {
      const run = await runs.get(principal, path, 'write')
      for (const name of names) {
        const row = await findFile(db, run.id, normalFileName(name))
        if (!row) continue
        await removeFile(db, run.id, row.name)
        await objects.remove(row.object_key)
      }
      events.emit('run.changed', { runId: run.id, projectId: run.project.id, what: 'files' })
    },
  }
}

const fromRow = (row: RunFileTable): RunFile => ({
  runId: row.run_id,
  name: row.name,
  sizeBytes: row.size_bytes,
  md5: row.md5,
  mimeType: row.mime_type,
  updatedAt: row.updated_at,
})

const fileNotFound = (name: string) =>
  new AppError('not-found', 'file-not-found', `The run has no file "${name.slice(0, 200)}".`)

const fileTooLarge = (name: string, limit: number) =>
  new AppError(
    'too-large',
    'file-too-large',
    `"${name}" is larger than the ${limit} bytes that a file of a run may have here.`,
  )
