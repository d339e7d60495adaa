import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { AppError, messageOf } from '../base/errors.ts'

const file = z.object({
  /** With `/`, below the folder of the backup. */
  path: z.string().regex(/^(?!.*(?:^|\/)\.\.?(?:\/|$))[^/\\\0]+(?:\/[^/\\\0]+)*$/),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type BackedUpFile = z.output<typeof file>

const shape = z.object({
  format: z.literal(1),
  /** Version of this software. */
  signpost: z.string(),
  /** RFC 3339. */
  madeAt: z.string(),
  publicUrl: z.string(),
  database: z.enum(['sqlite', 'mysql']),
  /** What had been done to the schemas. */
  migrations: z.object({ app: z.array(z.string()), history: z.array(z.string()) }),
  files: z.array(file),
  /** The bucket that the files of runs and artifacts were in and were not copied from; null where they are among `files`. */
  bucket: z.string().nullable().default(null),
  /** Keys of objects that a run had and that were deleted while the backup was made. */
  missing: z.array(z.string()),
})
export type Manifest = z.output<typeof shape>

/** Written last: a backup without it was not finished. */
export const manifestName = 'manifest.json'

export const writeManifest = (folder: string, manifest: Manifest): Promise<void> =>
  writeFile(path.join(folder, manifestName), `${JSON.stringify(manifest, null, 1)}\n`, { mode: 0o600, flush: true })

/** Throws AppError `backup-missing` or `backup-damaged`. */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(path.join(folder, manifestName), 'utf8').catch((cause) => {
    const why = `${folder} is no backup that was finished: ${messageOf(cause)}.`
    throw new AppError('invalid', 'backup-missing', why, { cause })
  })
  try {
    return shape.parse(JSON.parse(text))
  } catch (cause) {
    const made = /"format": *(\d+)/.exec(text)?.[1]
    const why = made !== undefined && Number(made) > 1 ? 'it was made by a newer version' : 'it cannot be read'
    throw new AppError('invalid', 'backup-damaged', `${manifestName} in ${folder} is of no use: ${why}.`, { cause })
  }
}
