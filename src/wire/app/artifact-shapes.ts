import { z } from 'zod'

const kind = z.enum(['SEQUENCE', 'PORTFOLIO'])
const seconds = z.number().int().nullable()

const address = z.object({
  entity: z.string(),
  project: z.string(),
  type: z.string(),
  collection: z.string(),
  version: z.number(),
})
const run = z.object({
  entity: z.string(),
  project: z.string(),
  name: z.string(),
  displayName: z.string(),
  state: z.string(),
})
const collection = z.object({
  name: z.string(),
  type: z.string(),
  kind,
  description: z.string().nullable(),
  tags: z.array(z.string()),
  versions: z.number(),
  latest: z.number().nullable(),
  createdAt: z.number(),
  updatedAt: z.number(),
})
const version = z.object({
  version: z.number(),
  aliases: z.array(z.string()),
  tags: z.array(z.string()),
  sizeBytes: z.number(),
  fileCount: z.number(),
  createdAt: z.number(),
  source: address.nullable(),
})

export const collectionsShape = z.object({
  types: z.array(z.string()),
  collections: z.array(collection),
  total: z.number(),
  next: z.number().nullable(),
  lifetime: z.object({ project: seconds, entity: seconds, mayChange: z.boolean() }),
})
export const versionsShape = z.object({ collection, versions: z.array(version), next: z.number().nullable() })
export const versionShape = version.extend({
  entity: z.string(),
  project: z.string(),
  collection: z.string(),
  kind,
  type: z.string(),
  description: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()),
  digest: z.string(),
  updatedAt: z.number(),
  ttlSeconds: seconds,
  expiresAt: z.number().nullable(),
  madeBy: run.nullable(),
  usedBy: z.array(run),
  links: z.array(address),
  mayChange: z.boolean(),
})
export const folderShape = z.object({
  folders: z.array(z.object({ name: z.string(), files: z.number(), sizeBytes: z.number() })),
  files: z.array(
    z.object({
      name: z.string(),
      sizeBytes: z.number(),
      mimeType: z.string(),
      url: z.string().nullable(),
      reference: z.string().nullable(),
    }),
  ),
  more: z.number(),
})
const node = { key: z.string(), step: z.number() }
export const lineageShape = z.object({
  nodes: z.array(
    z.discriminatedUnion('kind', [
      address.extend({ kind: z.literal('artifact'), ...node }),
      run.extend({ kind: z.literal('run'), ...node }),
    ]),
  ),
  edges: z.array(z.object({ from: z.string(), to: z.string() })),
  isCut: z.boolean(),
})
const sized = address.extend({ sizeBytes: z.number() })
export const runArtifactsShape = z.object({ inputs: z.array(sized), outputs: z.array(sized) })
