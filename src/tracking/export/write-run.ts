import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ObjectStore } from '../../storage/objects/object-store.ts'
import type { AppDb, HistoryDb } from '../../storage/sql/schema.ts'
import { allLines, allLogLines } from '../history/read/all-lines.ts'
import { createReader } from '../history/read/reader.ts'
import { listFiles } from '../sql/files.ts'
import type { Run } from '../types.ts'

export interface ExportParts {
  db: AppDb
  history: HistoryDb
  objects: ObjectStore
}

/** Writes a run beside its place and puts it there when it is whole. Returns the names of files that could not be written. */
export async function writeRun(parts: ExportParts, target: string, run: Run, state: string): Promise<string[]> {
  const draft = path.join(path.dirname(target), `.${path.basename(target)}.part`)
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { recursive: true })
  const put = (name: string, text: string) => writeFile(path.join(draft, name), `${text}\n`)
  const { history } = parts
  // As they came: what reads and writes numbers on the way would round the large ones.
  await put('config.json', run.config)
  await put('summary.json', await createReader(history).summary(run.id))
  await putLines(path.join(draft, 'history.jsonl'), allLines(history, run.id, 'history'))
  await putLines(path.join(draft, 'events.jsonl'), allLines(history, run.id, 'events'))
  await putLines(path.join(draft, 'output.log'), allLogLines(history, run.id))
  const leftOut = await putFiles(parts, path.join(draft, 'files'), run.id)
  await put('run.json', JSON.stringify({ ...described(run), filesLeftOut: leftOut, exportedState: state }, null, 2))
  await rm(target, { recursive: true, force: true })
  await rename(draft, target)
  return leftOut
}

async function putLines(file: string, lines: AsyncGenerator<string[]>): Promise<void> {
  const text = async function* () {
    for await (const some of lines) if (some.length > 0) yield `${some.join('\n')}\n`
  }
  await pipeline(Readable.from(text()), createWriteStream(file))
}

const filesAtOnce = 500

/** One that was deleted meanwhile is left out, and one that has the name of another's folder, which no disk can hold beside it. */
async function putFiles({ db, objects }: ExportParts, folder: string, runId: number): Promise<string[]> {
  const leftOut: string[] = []
  let after: string | undefined
  while (true) {
    const files = await listFiles(db, runId, { limit: filesAtOnce, ...(after !== undefined && { after }) })
    if (files.length === 0) return leftOut
    for (const { name, object_key } of files) {
      try {
        const place = path.join(folder, name)
        await mkdir(path.dirname(place), { recursive: true })
        await pipeline(await objects.get(object_key), createWriteStream(place, { flags: 'wx' }))
      } catch (error) {
        if (isFatal(error)) throw error
        leftOut.push(name)
      }
    }
    after = files.at(-1)!.name
  }
}

/** What no other file would fare better with. */
export const isFatal = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EIO'].includes((error as NodeJS.ErrnoException).code ?? '')

const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

const described = ({ config: _, id: _id, entity, project, user, ...run }: Run) => ({
  ...run,
  entity: entity.name,
  project: project.name,
  user: user.username,
  createdAt: time(run.createdAt),
  updatedAt: time(run.updatedAt),
  heartbeatAt: time(run.heartbeatAt),
  finishedAt: time(run.finishedAt),
})
