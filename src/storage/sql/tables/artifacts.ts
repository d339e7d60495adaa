import type { Generated } from 'kysely'

export interface ArtifactTypeTable {
  id: Generated<number>
  project_id: number
  name: string
  description: string | null
  created_at: number
}

/** Versions of one thing, logged to it (`SEQUENCE`), or versions of others, linked to it (`PORTFOLIO`). */
export type ArtifactCollectionKind = 'SEQUENCE' | 'PORTFOLIO'

/** The versions of one thing: `dataset`, `model`. Its name is its own within the project. */
export interface ArtifactCollectionTable {
  id: Generated<number>
  project_id: number
  type_id: number
  kind: ArtifactCollectionKind
  name: string
  description: string | null
  /** The number of the next version that is committed, or linked. */
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
  /** How long it is kept, from its creation: 0 for ever, null as its project or its team has it. */
  ttl_seconds: number | null
  created_at: number
  updated_at: number
}

/** A version that a portfolio has, under a number of that portfolio. */
export interface ArtifactLinkTable {
  collection_id: number
  version: number
  artifact_id: number
  user_id: number
  created_at: number
}

export interface ArtifactTagTable {
  artifact_id: number
  name: string
}

export interface ArtifactCollectionTagTable {
  collection_id: number
  name: string
}

/** How long versions are kept that say nothing of their own: of a project, else of its team or person. 0 for ever. */
export interface ArtifactLifetimeTable {
  scope: 'project' | 'entity'
  scope_id: number
  ttl_seconds: number
}

/** A large file that comes in parts. */
export interface ArtifactUploadTable {
  id: Generated<number>
  project_id: number
  /** Of the whole, hex. */
  md5: string
  created_at: number
}

export interface ArtifactUploadPartTable {
  upload_id: number
  /** From 1. */
  number: number
  /** Hex, as announced. */
  md5: string
  /** Null until it is there. */
  object_key: string | null
  size_bytes: number | null
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
  /** The same in hex, as its blob has it; null of a reference. */
  md5: string | null
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
  /** When a client was last told that these bytes are here, or sent them. */
  promised_at: number
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
  artifact_link: ArtifactLinkTable
  artifact_tag: ArtifactTagTable
  artifact_collection_tag: ArtifactCollectionTagTable
  artifact_lifetime: ArtifactLifetimeTable
  artifact_upload: ArtifactUploadTable
  artifact_upload_part: ArtifactUploadPartTable
}
