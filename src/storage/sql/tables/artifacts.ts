import type { Generated } from 'kysely'

export interface ArtifactTypeTable {
  id: Generated<number>
  project_id: number
  name: string
  description: string | null
  created_at: number
}

/** The versions of one thing: `dataset`, `model`. Its name is its own within the project. */
export interface ArtifactCollectionTable {
  id: Generated<number>
  project_id: number
  type_id: number
  name: string
  description: string | null
  /** The number of the next version that is committed. */
  next_version: number
  created_at: number
  updated_at: number
}

export type ArtifactState = 'PENDING' | 'COMMITTED' | 'DELETED'

export interface ArtifactTable {
  id: Generated<number>
  collection_id: number
  state: ArtifactState
  /** Null until it is committed. */
  version: number | null
  /** What the client computed over all names and digests of its files. */
  digest: string
  description: string | null
  /** JSON. */
  metadata: string | null
  /** JSON list of names: given to it when it is committed. */
  wanted_aliases: string
  /** The run that logged it. */
  run_id: number | null
  user_id: number
  /** The client's own name for it, before it is told ours. */
  client_id: string | null
  /** Shared by the processes that log parts of one version. */
  distributed_id: string | null
  history_step: number | null
  size_bytes: number
  file_count: number
  /** Of the manifest that holds, in the object store. */
  manifest_key: string | null
  created_at: number
  updated_at: number
}

export interface ArtifactAliasTable {
  collection_id: number
  alias: string
  artifact_id: number
}

/** A manifest as a client announced it. */
export interface ArtifactManifestTable {
  id: Generated<number>
  artifact_id: number
  /** The version that it adds to, for `INCREMENTAL` and `PATCH`. */
  base_artifact_id: number | null
  type: 'FULL' | 'INCREMENTAL' | 'PATCH'
  /** MD5 of the file, base64; empty while the client has not written it yet. */
  digest: string
  /** Null until it is uploaded. */
  object_key: string | null
  created_at: number
}

/** A file of a committed version, or a reference to one elsewhere. */
export interface ArtifactEntryTable {
  artifact_id: number
  /** In the order of paths. */
  position: number
  path: string
  /** MD5, base64; of a reference, whatever its store gives. */
  digest: string
  size_bytes: number
  /** Where it is when it is not here. */
  ref: string | null
}

/** The bytes of files of a project's artifacts, each kept once. */
export interface ArtifactBlobTable {
  project_id: number
  /** MD5, hex. */
  md5: string
  object_key: string
  size_bytes: number
  created_at: number
}

/** Which run used which version, and which logged it: one that logs what is there already has logged it too. */
export interface ArtifactRunTable {
  run_id: number
  artifact_id: number
  role: 'input' | 'output'
  used_as: string | null
  at: number
}

export interface ArtifactTables {
  artifact_type: ArtifactTypeTable
  artifact_collection: ArtifactCollectionTable
  artifact: ArtifactTable
  artifact_alias: ArtifactAliasTable
  artifact_manifest: ArtifactManifestTable
  artifact_entry: ArtifactEntryTable
  artifact_blob: ArtifactBlobTable
  artifact_run: ArtifactRunTable
}
