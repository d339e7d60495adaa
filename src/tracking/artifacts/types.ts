import type { EntityRef } from '../../accounts/principal.ts'
import type { ArtifactState } from '../../storage/sql/tables/artifacts.ts'

export type { ArtifactState } from '../../storage/sql/tables/artifacts.ts'

/** The versions of one thing. */
export interface ArtifactCollection {
  id: number
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
  createdAt: number
  updatedAt: number
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
