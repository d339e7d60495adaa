/** Artifacts, as the pages show them. A part of `contract.ts`, by which `web/` has it. */

export type ArtifactKind = 'SEQUENCE' | 'PORTFOLIO'

/** GET /api/artifacts/ENTITY/PROJECT?type=&search=&skip= */
export interface ArtifactCollections {
  types: string[]
  collections: ArtifactCollectionSummary[]
  total: number
  /** How many to skip for the next page; null where there is none. */
  next: number | null
  /** How long versions are kept that say nothing of their own, in seconds: 0 for ever, null where nothing is set. */
  lifetime: { project: number | null; entity: number | null; mayChange: boolean }
}

export interface ArtifactCollectionSummary {
  name: string
  type: string
  kind: ArtifactKind
  description: string | null
  tags: string[]
  versions: number
  /** Number of the newest version. */
  latest: number | null
  createdAt: number
  updatedAt: number
}

/** PUT /api/artifacts/ENTITY/PROJECT/lifetime -> 204 */
export interface ArtifactLifetimeBody {
  scope: 'project' | 'entity'
  seconds: number | null
}

/** GET /api/artifacts/ENTITY/PROJECT/COLLECTION?skip= */
export interface ArtifactVersions {
  collection: ArtifactCollectionSummary
  versions: ArtifactVersionSummary[]
  next: number | null
}

export interface ArtifactVersionSummary {
  version: number
  aliases: string[]
  tags: string[]
  sizeBytes: number
  fileCount: number
  createdAt: number
  /** Where it was logged to, of a version that is linked. */
  source: ArtifactAddress | null
}

export interface ArtifactAddress {
  entity: string
  project: string
  type: string
  collection: string
  version: number
}

export interface ArtifactRun {
  entity: string
  project: string
  name: string
  displayName: string
  state: string
}

/** GET /api/artifacts/ENTITY/PROJECT/COLLECTION/VERSION, where VERSION may be an alias; PATCH answers the same. */
export interface ArtifactVersion extends ArtifactVersionSummary {
  entity: string
  project: string
  collection: string
  kind: ArtifactKind
  type: string
  description: string | null
  metadata: Record<string, unknown>
  digest: string
  updatedAt: number
  /** Seconds, as set for it; 0 for ever, null as its project or team has it. */
  ttlSeconds: number | null
  /** When it is going to be deleted; null for never. */
  expiresAt: number | null
  madeBy: ArtifactRun | null
  usedBy: ArtifactRun[]
  /** Portfolios that it is in. */
  links: ArtifactAddress[]
  mayChange: boolean
}

/** PATCH: aliases are those beside `latest`, within the collection of the address. */
export interface ArtifactVersionPatch {
  description?: string
  aliases?: string[]
  tags?: string[]
  ttlSeconds?: number | null
}

/** GET .../VERSION/files?folder= */
export interface ArtifactFolder {
  folders: { name: string; files: number; sizeBytes: number }[]
  /** `url` is good for a day; of a reference it is where that leads, and null where a browser cannot go. */
  files: { name: string; sizeBytes: number; mimeType: string; url: string | null; reference: string | null }[]
  more: number
}

/** GET .../VERSION/lineage */
export interface ArtifactLineage {
  nodes: (
    | ({ kind: 'artifact'; key: string; step: number } & ArtifactAddress)
    | ({ kind: 'run'; key: string; step: number } & ArtifactRun)
  )[]
  /** By key. */
  edges: { from: string; to: string }[]
  isCut: boolean
}

/** GET /api/runs/ENTITY/PROJECT/RUN/artifacts */
export interface RunArtifacts {
  inputs: (ArtifactAddress & { sizeBytes: number })[]
  outputs: (ArtifactAddress & { sizeBytes: number })[]
}
