import { z } from 'zod'
import { AppError } from '../../base/errors.ts'
import type { ArtifactEntry } from './types.ts'

/** An entry as the client writes it; what it holds beside this is kept as it is. */
const entry = z.looseObject({
  digest: z.string(),
  size: z.number().int().nonnegative().nullish(),
  ref: z.string().nullish(),
})
const manifest = z.looseObject({
  version: z.literal(1),
  storagePolicy: z.string(),
  contents: z.record(z.string(), entry),
})

export type Manifest = z.infer<typeof manifest>

/** The list of a version's files, as the client uploads it. Throws AppError `manifest-malformed`. */
export function parseManifest(text: string): Manifest {
  const read = manifest.safeParse(parseJson(text))
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw malformed(`${issue?.path.map(String).join('.') || 'the file'}: ${issue?.message}`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw malformed('it is no JSON')
  }
}

const malformed = (reason: string) =>
  new AppError('invalid', 'manifest-malformed', `The artifact's manifest cannot be read: ${reason.slice(0, 300)}.`)

/** In the order of paths, byte by byte. */
export const entriesOf = ({ contents }: Manifest): ArtifactEntry[] =>
  Object.entries(contents)
    .map(([path, { digest, size, ref }]) => ({ path, digest, sizeBytes: size ?? 0, ref: ref ?? null }))
    .sort((one, other) => (one.path < other.path ? -1 : 1))

/** The files of all, where a later one has the last word. */
export const merge = (manifests: [Manifest, ...Manifest[]]): Manifest => ({
  ...manifests[0],
  contents: Object.assign({}, ...manifests.map(({ contents }) => contents)),
})

export const md5Hex = (base64: string): string => Buffer.from(base64, 'base64').toString('hex')
