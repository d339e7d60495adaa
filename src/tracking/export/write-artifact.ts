import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Artifact } from '../artifacts/types.ts'
import { type ExportParts, isFatal } from './write-run.ts'

const filesAtOnce = 500

/** Writes a version beside its place and puts it there when it is whole. Returns the names of files that could not be written. */
export async function writeArtifact(
  parts: Pick<ExportParts, 'db' | 'objects'>,
  target: string,
  artifact: Artifact,
  about: Record<string, unknown>,
): Promise<string[]> {
  const draft = path.join(path.dirname(target), `.${path.basename(target)}.part`)
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { recursive: true })
  const leftOut = [
    ...(await putManifest(parts, path.join(draft, 'manifest.json'), artifact.id)),
    ...(await putFiles(parts, path.join(draft, 'files'), artifact)),
  ]
  const text = JSON.stringify({ ...about, filesLeftOut: leftOut }, null, 2)
  await writeFile(path.join(draft, 'artifact.json'), `${text}\n`)
  await rm(target, { recursive: true, force: true })
  await rename(draft, target)
  return leftOut
}

/** As the client wrote it: where references lead stands there. */
async function putManifest({ db, objects }: Pick<ExportParts, 'db' | 'objects'>, place: string, id: number) {
  const own = db.selectFrom('artifact').select('manifest_key').where('id', '=', id)
  const key = (await own.executeTakeFirst())?.manifest_key
  const written = key ? await put(async () => pipeline(await objects.get(key), createWriteStream(place))) : false
  return written ? [] : ['manifest.json']
}

/** What is elsewhere is not fetched; a file that was deleted meanwhile is left out, and one whose path leads out of the folder. */
async function putFiles(
  { db, objects }: Pick<ExportParts, 'db' | 'objects'>,
  folder: string,
  { id, collection }: Artifact,
): Promise<string[]> {
  const leftOut: string[] = []
  for (let after = -1; ; ) {
    const files = await db
      .selectFrom('artifact_entry')
      .leftJoin('artifact_blob', (join) =>
        join.onRef('artifact_blob.md5', '=', 'artifact_entry.md5').on('project_id', '=', collection.project.id),
      )
      .select(['position', 'path', 'object_key'])
      .where('artifact_id', '=', id)
      .where('ref', 'is', null)
      .where('position', '>', after)
      .orderBy('position')
      .limit(filesAtOnce)
      .execute()
    for (const { path: name, object_key } of files) {
      const place = path.resolve(folder, name)
      const isWithin = place.startsWith(`${path.resolve(folder)}${path.sep}`)
      const written =
        isWithin &&
        object_key !== null &&
        (await put(async () => {
          await mkdir(path.dirname(place), { recursive: true })
          await pipeline(await objects.get(object_key), createWriteStream(place, { flags: 'wx' }))
        }))
      if (!written) leftOut.push(name)
    }
    const last = files.at(-1)
    if (!last) return leftOut
    after = last.position
  }
}

async function put(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write()
    return true
  } catch (error) {
    if (isFatal(error)) throw error
    return false
  }
}
