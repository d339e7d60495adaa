import type { EntityRef } from '../../accounts/principal.ts'
import type { ArtifactCollectionKind, ArtifactState } from '../../storage/sql/tables/artifacts.ts'

export type { ArtifactCollectionKind, ArtifactState } from '../../storage/sql/tables/artifacts.ts'

/** The versions of one thing, or, where it is a portfolio, versions of others that are linked to it. */
export interface ArtifactCollection {
  id: number
  kind: ArtifactCollectionKind
  name: string
  description: string | null
  type: ArtifactType
  project: { id: number; name: string }
  entity: EntityRef
  createdAt: number
  updatedAt: number
}

export interface ArtifactType {
  id: number
  name: string
  description: string | null
  createdAt: number
}

/** One version. */
export interface Artifact {
  id: number
  collection: ArtifactCollection
  state: ArtifactState
  /** Null until it is committed. */
  version: number | null
  digest: string
  description: string | null
  /** JSON text. */
  metadata: string | null
  runId: number | null
  userId: number
  historyStep: number | null
  sizeBytes: number
  fileCount: number
  /** Seconds from its creation for which it is kept: 0 for ever, null as its project or its team has it. */
  ttlSeconds: number | null
  createdAt: number
  updatedAt: number
}

/** A version in a collection: the one that it was logged to, or a portfolio that it is linked to, under a number of that. */
export interface ArtifactMembership {
  artifact: Artifact
  collection: ArtifactCollection
  version: number
  createdAt: number
}

/** A name for a version within one collection. */
export interface AliasOf {
  entity: string
  project: string
  collection: string
  alias: string
}

export interface NewArtifact {
  type: string
  collection: string
  /** The run that logs it, by its name. */
  run: string | null
  digest: string
  description: string | null
  metadata: string | null
  aliases: string[]
  tags: string[]
  ttlSeconds: number | null
  historyStep: number | null
  /** Whether a version with the same digest is as good as a new one. */
  deduplicates: boolean
  clientId: string | null
  distributedId: string | null
}

/** A file of a version. */
export interface ArtifactEntry {
  path: string
  /** Base64 of the MD5; of a reference, whatever its store gives. */
  digest: string
  sizeBytes: number
  /** Where it is when it is not here. */
  ref: string | null
}

export type ManifestType = 'FULL' | 'INCREMENTAL' | 'PATCH'
