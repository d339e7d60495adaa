import type { Readable } from 'node:stream'
import type { Principal } from '../../accounts/principal.ts'
import { AppError } from '../../base/errors.ts'
import { newShortId } from '../../base/ids.ts'
import type { DirectOffer } from '../../storage/objects/object-store.ts'
import { insertWithId } from '../../storage/sql/portable.ts'
import { createBlobs, putWhole, tooLarge } from './blobs.ts'
import { type ArtifactFinding, artifactNotFound } from './finding.ts'
import { md5Hex } from './manifest.ts'
import { createMultipart, type MultipartUploading, type UploadPart } from './multipart.ts'
import type { ArtifactParts } from './parts.ts'
import type { Artifact, ManifestType } from './types.ts'

export interface WantedUpload {
  artifactId: number
  /** Its path within the artifact. */
  name: string
  /** Base64. */
  md5: string
  /** Of a large file, in the order of their numbers; empty for one that comes whole. */
  parts: UploadPart[]
}

export interface AskedUpload {
  artifact: Artifact
  name: string
  md5Hex: string
  /** Whether the project has these bytes already. */
  isStored: boolean
  /** Where it comes in parts. */
  uploadId: number | null
}

export interface NewManifest {
  type: ManifestType
  baseArtifactId: number | null
  /** MD5 of the file, base64; empty while the client has not written it yet. */
  digest: string
}

/** Functions without a principal take what a signed address named. */
export interface ArtifactUploading extends Omit<MultipartUploading, 'beginParts'> {
  /** In the order and number of what is wanted. Throws `artifact-not-found`, `digest-malformed`. */
  askFor(principal: Principal, wanted: WantedUpload[]): Promise<AskedUpload[]>
  /** Takes bytes whose MD5 is `md5`, whole or not at all; bytes that are there already are taken again and left. Throws `upload-differs`. */
  writeBlob(projectId: number, md5: string, body: Readable, length: number): Promise<void>
  /** Throws `file-not-found`. */
  blob(projectId: number, md5: string): Promise<{ key: string; sizeBytes: number }>
  readBlob(key: string, range?: { start: number; end?: number }): Promise<Readable>
  /** An address for minutes that leads past this server, where the operator wants that; else null. */
  directUrl(key: string, offer: DirectOffer): Promise<string | null>
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
  const { db, objects, clock } = parts
  const blobs = createBlobs(parts)
  const multipart = createMultipart(parts, finding, blobs)

  /** Who goes on with what was begun is waited for. */
  const touch = (ids: number[]) => {
    const begun = db.updateTable('artifact').set({ updated_at: clock.now() }).where('state', '=', 'PENDING')
    return begun.where('id', 'in', ids.length > 0 ? ids : [-1]).execute()
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
      await touch([...artifacts.keys()])
      const asked = wanted.map(({ artifactId, name, md5, parts }) => {
        const artifact = artifacts.get(artifactId)!
        return { artifact, name, md5Hex: hexDigest(md5, name), parts: checkParts(parts, name) }
      })
      const stored = new Map<number, Set<string>>()
      for (const { collection } of artifacts.values()) {
        const { id } = collection.project
        const own = asked.filter(({ artifact }) => artifact.collection.project.id === id)
        stored.set(id, await blobs.promise(id, [...new Set(own.map(({ md5Hex }) => md5Hex))]))
      }
      const answers: AskedUpload[] = []
      for (const { parts, ...each } of asked) {
        const { id } = each.artifact.collection.project
        const isStored = stored.get(id)!.has(each.md5Hex)
        const uploadId = isStored || parts.length === 0 ? null : await multipart.beginParts(id, each.md5Hex, parts)
        answers.push({ ...each, isStored, uploadId })
      }
      return answers
    },

    writeBlob: blobs.write,
    writePart: multipart.writePart,
    joinParts: multipart.joinParts,

    async blob(projectId, md5) {
      const blob = await blobs.find(projectId, md5)
      if (!blob) throw new AppError('not-found', 'file-not-found', 'There is no such file in this project.')
      return blob
    },

    readBlob: (key, range) => objects.get(key, range),
    directUrl: (key, offer) => objects.directUrl(key, offer),

    async announceManifest(principal, artifactId, { type, baseArtifactId, digest }) {
      const artifact = await pending(principal, artifactId)
      const { id } = artifact
      await requireBase(artifact, baseArtifactId)
      await touch([id])
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
      await putWhole(parts, key, body, length, row.digest === '' ? null : md5Hex(row.digest))
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

/** Parts of one file: with 100 MiB each, a terabyte. */
const mostParts = 10_000

/** Throws AppError `upload-parts-invalid`. */
function checkParts(parts: UploadPart[], name: string): UploadPart[] {
  const isFine = ({ number, md5 }: UploadPart, index: number) => number === index + 1 && /^[0-9a-f]{32}$/.test(md5)
  if (parts.length <= mostParts && parts.every(isFine)) return parts
  const message = `The parts of "${name.slice(0, 200)}" must be numbered from 1 to at most ${mostParts}, each with its MD5 in hex.`
  throw new AppError('invalid', 'upload-parts-invalid', message)
}

/** Bytes: a million of files. It is read whole when the version is committed. */
const largestManifest = 256 * 1024 ** 2

const isThere = () =>
  new AppError('conflict', 'artifact-committed', 'This version is committed already, and does not change any more.')

const manifestNotFound = () => new AppError('not-found', 'manifest-not-found', 'There is no such manifest here.')
