import type { Readable } from 'node:stream'
import type { Principal } from '../../accounts/principal.ts'
import { AppError } from '../../base/errors.ts'
import { newShortId } from '../../base/ids.ts'
import { insertIfAbsent, insertWithId } from '../../storage/sql/portable.ts'
import { type ArtifactFinding, artifactNotFound } from './finding.ts'
import { md5Hex } from './manifest.ts'
import type { ArtifactParts } from './parts.ts'
import type { Artifact, ManifestType } from './types.ts'

export interface WantedUpload {
  artifactId: number
  /** Its path within the artifact. */
  name: string
  /** Base64. */
  md5: string
}

export interface AskedUpload {
  artifact: Artifact
  name: string
  md5Hex: string
  /** Whether the project has these bytes already. */
  isStored: boolean
}

export interface NewManifest {
  type: ManifestType
  baseArtifactId: number | null
  /** MD5 of the file, base64; empty while the client has not written it yet. */
  digest: string
}

/** Functions without a principal take what a signed address named. */
export interface ArtifactUploading {
  /** In the order and number of what is wanted. Throws `artifact-not-found`, `digest-malformed`. */
  askFor(principal: Principal, wanted: WantedUpload[]): Promise<AskedUpload[]>
  /** Takes bytes whose MD5 is `md5`, whole or not at all; bytes that are there already are taken again and left. Throws `upload-differs`. */
  writeBlob(projectId: number, md5: string, body: Readable, length: number): Promise<void>
  /** Throws `file-not-found`. */
  blob(projectId: number, md5: string): Promise<{ key: string; sizeBytes: number }>
  readBlob(key: string, range?: { start: number; end?: number }): Promise<Readable>
  /** Announces a manifest, or, where the same version has one of the same type that is not uploaded yet, says more of it. */
  announceManifest(principal: Principal, artifactId: number, manifest: NewManifest): Promise<number>
  /** Throws `manifest-not-found`. */
  changeManifest(
    principal: Principal,
    manifestId: number,
    change: { digest?: string; baseArtifactId?: number },
  ): Promise<void>
  /** Throws `upload-differs` where a digest was announced and these bytes have another; `manifest-not-found`. */
  writeManifest(manifestId: number, body: Readable, length: number): Promise<void>
  /** The manifest of a committed version. Throws `artifact-not-found`. */
  readManifest(artifactId: number): Promise<{ body: Readable; sizeBytes: number }>
}

export function createUploading(parts: ArtifactParts, finding: ArtifactFinding): ArtifactUploading {
  const { db, objects, clock, maxFileBytes } = parts

  const find = (projectId: number, md5: string) =>
    db
      .selectFrom('artifact_blob')
      .select(['object_key', 'size_bytes'])
      .where('project_id', '=', projectId)
      .where('md5', '=', md5)
      .executeTakeFirst()

  const put = async (key: string, body: Readable, length: number, md5: string | null) => {
    if (length > maxFileBytes) throw tooLarge(maxFileBytes)
    const stored = await objects.put(key, body, length)
    if (md5 === null || md5Hex(stored.md5) === md5) return stored
    await objects.remove(key)
    throw differs(md5, md5Hex(stored.md5))
  }

  const pending = async (principal: Principal, id: number): Promise<Artifact> => {
    const artifact = await finding.get(principal, id, 'write')
    if (artifact.state !== 'PENDING') throw isThere()
    return artifact
  }
  /** A manifest adds to a version of the same collection: whoever may not read another must learn nothing of it. */
  const requireBase = async (artifact: Artifact, baseId: number | null) => {
    if (baseId === null) return
    const row = await db.selectFrom('artifact').select('collection_id').where('id', '=', baseId).executeTakeFirst()
    if (row?.collection_id !== artifact.collection.id) throw artifactNotFound()
  }

  return {
    async askFor(principal, wanted) {
      const artifacts = new Map<number, Artifact>()
      for (const id of new Set(wanted.map(({ artifactId }) => artifactId)))
        artifacts.set(id, await finding.get(principal, id, 'write'))
      const asked: AskedUpload[] = []
      for (const { artifactId, name, md5 } of wanted) {
        const artifact = artifacts.get(artifactId)!
        const hex = hexDigest(md5, name)
        const isStored = (await find(artifact.collection.project.id, hex)) !== undefined
        asked.push({ artifact, name, md5Hex: hex, isStored })
      }
      return asked
    },

    async writeBlob(projectId, md5, body, length) {
      const key = `artifacts/blobs-${projectId}/${newShortId(20)}`
      const { size } = await put(key, body, length, md5)
      const row = { project_id: projectId, md5, object_key: key, size_bytes: size, created_at: clock.now() }
      if (!(await insertIfAbsent(db, 'artifact_blob', row))) await objects.remove(key)
    },

    async blob(projectId, md5) {
      const row = await find(projectId, md5)
      if (!row) throw new AppError('not-found', 'file-not-found', 'There is no such file in this project.')
      return { key: row.object_key, sizeBytes: row.size_bytes }
    },

    readBlob: (key, range) => objects.get(key, range),

    async announceManifest(principal, artifactId, { type, baseArtifactId, digest }) {
      const artifact = await pending(principal, artifactId)
      const { id } = artifact
      await requireBase(artifact, baseArtifactId)
      const announced = { type, base_artifact_id: baseArtifactId, digest }
      const open = await db
        .selectFrom('artifact_manifest')
        .select('id')
        .where('artifact_id', '=', id)
        .where('type', '=', type)
        .where('type', '=', 'FULL')
        .where('object_key', 'is', null)
        .executeTakeFirst()
      if (!open)
        return insertWithId(db, 'artifact_manifest', {
          artifact_id: id,
          object_key: null,
          created_at: clock.now(),
          ...announced,
        })
      await db.updateTable('artifact_manifest').set(announced).where('id', '=', open.id).execute()
      return open.id
    },

    async changeManifest(principal, manifestId, { digest, baseArtifactId }) {
      const row = await db
        .selectFrom('artifact_manifest')
        .select('artifact_id')
        .where('id', '=', manifestId)
        .executeTakeFirst()
      if (!row) throw manifestNotFound()
      await requireBase(await pending(principal, row.artifact_id), baseArtifactId ?? null)
      const change = {
        ...(digest !== undefined && { digest }),
        ...(baseArtifactId !== undefined && { base_artifact_id: baseArtifactId }),
      }
      if (Object.keys(change).length === 0) return
      await db.updateTable('artifact_manifest').set(change).where('id', '=', manifestId).execute()
    },

    async writeManifest(manifestId, body, length) {
      const row = await db.selectFrom('artifact_manifest').selectAll().where('id', '=', manifestId).executeTakeFirst()
      if (!row) throw manifestNotFound()
      const { state } = await db
        .selectFrom('artifact')
        .select('state')
        .where('id', '=', row.artifact_id)
        .executeTakeFirstOrThrow()
      if (state !== 'PENDING') throw isThere()
      if (length > largestManifest) throw tooLarge(largestManifest)
      const key = `artifacts/${row.artifact_id}/manifest-${newShortId(12)}`
      await put(key, body, length, row.digest === '' ? null : md5Hex(row.digest))
      // The one before stays until the version is deleted: a commit may be reading it.
      await db.updateTable('artifact_manifest').set({ object_key: key }).where('id', '=', manifestId).execute()
    },

    async readManifest(artifactId) {
      const row = await db
        .selectFrom('artifact')
        .select('manifest_key')
        .where('id', '=', artifactId)
        .where('state', '=', 'COMMITTED')
        .executeTakeFirst()
      const found = row?.manifest_key ? await objects.stat(row.manifest_key) : null
      if (!row?.manifest_key || !found) throw artifactNotFound()
      return { body: await objects.get(row.manifest_key), sizeBytes: found.size }
    },
  }
}

/** Throws AppError `digest-malformed`. */
function hexDigest(base64: string, name: string): string {
  const hex = md5Hex(base64)
  if (hex.length === 32) return hex
  const message = `The digest of "${name.slice(0, 200)}" is no MD5 in base64.`
  throw new AppError('invalid', 'digest-malformed', message)
}

/** Bytes: a million of files. It is read whole when the version is committed. */
const largestManifest = 256 * 1024 ** 2

const isThere = () =>
  new AppError('conflict', 'artifact-committed', 'This version is committed already, and does not change any more.')

const manifestNotFound = () => new AppError('not-found', 'manifest-not-found', 'There is no such manifest here.')

const differs = (expected: string, got: string) =>
  new AppError(
    'invalid',
    'upload-differs',
    `The upload is not what was announced: its MD5 is ${got}, not ${expected}. Nothing was kept; send it again.`,
  )

const tooLarge = (limit: number) =>
  new AppError('too-large', 'file-too-large', `A file of an artifact may have ${limit} bytes here, and this has more.`)
