import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Principal } from '../../accounts/principal.ts'
import { AppError } from '../../base/errors.ts'
import { newShortId } from '../../base/ids.ts'
import type { AppDb } from '../../storage/sql/schema.ts'
import { inTransaction } from '../../storage/sql/transaction.ts'
import { giveAliases } from './aliases.ts'
import type { ArtifactFinding } from './finding.ts'
import { entriesOf, type Manifest, md5Hex, merge, parseManifest } from './manifest.ts'
import type { ArtifactParts } from './parts.ts'
import type { Artifact, ArtifactEntry } from './types.ts'

/**
 * Makes a version of what was uploaded, whole: its manifest is read, every file of it must be there, then it gets its number and its
 * aliases. Committing again changes nothing. Throws `manifest-missing`, `manifest-malformed`, `artifact-files-missing`.
 */
export async function commitArtifact(
  parts: ArtifactParts,
  finding: ArtifactFinding,
  principal: Principal,
  id: number,
): Promise<Artifact> {
  const artifact = await finding.get(principal, id, 'write')
  if (artifact.state === 'COMMITTED') return artifact
  const { manifest, key } = await wholeManifest(parts, artifact)
  const entries = entriesOf(manifest)
  await keep(parts, artifact, entries, key)
  return finding.get(principal, id)
}

/** What the manifests that were uploaded for it come to, and the object that holds just that. */
async function wholeManifest(
  { db, objects }: ArtifactParts,
  { id }: Artifact,
): Promise<{ manifest: Manifest; key: string }> {
  const uploaded = await db
    .selectFrom('artifact_manifest')
    .selectAll()
    .where('artifact_id', '=', id)
    .where('object_key', 'is not', null)
    .orderBy('id')
    .execute()
  const last = uploaded.at(-1)
  if (!last)
    throw new AppError('conflict', 'manifest-missing', 'The artifact has no manifest yet: upload it, then commit.')
  const read = async (key: string) => parseManifest(await text(await objects.get(key)))
  if (last.type === 'FULL') return { manifest: await read(last.object_key!), key: last.object_key! }

  const base = await db
    .selectFrom('artifact')
    .select('manifest_key')
    .where('id', '=', last.base_artifact_id ?? -1)
    .executeTakeFirst()
  const keys = [base?.manifest_key, ...uploaded.filter(({ type }) => type !== 'FULL').map((each) => each.object_key)]
  const manifests = await Promise.all(keys.filter((key) => key != null).map(read))
  const manifest = merge(manifests as [Manifest, ...Manifest[]])
  const key = `artifacts/${id}/manifest-${newShortId(12)}`
  await objects.put(key, Readable.from([Buffer.from(JSON.stringify(manifest))]))
  return { manifest, key }
}

/** How many names a refusal lists. */
const named = 10
/** Parameters of one statement: SQLite takes 32766. */
const atOnce = 1000

const ownOf = (entries: ArtifactEntry[]) => entries.filter(({ ref }) => ref === null)

/**
 * Keeps the bytes of these files where they are until the transaction ends. It must come before anything is read, so that what is read
 * later is what these rows are from then on.
 */
async function holdBlobs(db: AppDb, projectId: number, entries: ArtifactEntry[], now: number): Promise<void> {
  const wanted = [...new Set(ownOf(entries).map(({ digest }) => md5Hex(digest)))].sort()
  for (let from = 0; from < wanted.length; from += atOnce) {
    const blobs = db.updateTable('artifact_blob').set({ promised_at: now }).where('project_id', '=', projectId)
    await blobs.where('md5', 'in', wanted.slice(from, from + atOnce)).execute()
  }
}

async function requireBlobs(db: AppDb, projectId: number, entries: ArtifactEntry[]): Promise<void> {
  const own = ownOf(entries)
  const wanted = [...new Set(own.map(({ digest }) => md5Hex(digest)))]
  const known = new Set<string>()
  for (let from = 0; from < wanted.length; from += atOnce) {
    const blobs = db.selectFrom('artifact_blob').select('md5').where('project_id', '=', projectId)
    for (const { md5 } of await blobs.where('md5', 'in', wanted.slice(from, from + atOnce)).execute()) known.add(md5)
  }
  const missing = own.filter(({ digest }) => !known.has(md5Hex(digest)))
  if (missing.length === 0) return
  const names = missing.slice(0, named).map(({ path }) => `"${path}"`)
  const more = missing.length > named ? ` and ${missing.length - named} more` : ''
  throw new AppError(
    'conflict',
    'artifact-files-missing',
    `The artifact cannot be committed: ${names.join(', ')}${more} ${missing.length === 1 ? 'was' : 'were'} never uploaded. Log it again.`,
  )
}

async function keep(
  { db, clock }: ArtifactParts,
  { id, collection }: Artifact,
  entries: ArtifactEntry[],
  manifestKey: string,
): Promise<void> {
  const now = clock.now()
  const rows = entries.map(({ path, digest, sizeBytes, ref }, position) => ({
    artifact_id: id,
    position,
    path,
    digest,
    md5: ref === null ? md5Hex(digest) : null,
    size_bytes: sizeBytes,
    ref,
  }))
  await inTransaction(db, async (trx) => {
    // The first statement is the one that makes two commits of a collection wait for each other.
    const counted = trx.updateTable('artifact_collection').set(({ eb }) => ({
      next_version: eb('next_version', '+', 1),
      updated_at: now,
    }))
    await counted.where('id', '=', collection.id).execute()
    await holdBlobs(trx, collection.project.id, entries, now)
    const pending = await trx
      .selectFrom('artifact')
      .innerJoin('artifact_collection', 'artifact_collection.id', 'artifact.collection_id')
      .select(['next_version', 'wanted_aliases', 'state'])
      .where('artifact.id', '=', id)
      .executeTakeFirstOrThrow()
    if (pending.state !== 'PENDING') {
      const back = { next_version: pending.next_version - 1 }
      await trx.updateTable('artifact_collection').set(back).where('id', '=', collection.id).execute()
      return
    }
    await requireBlobs(trx, collection.project.id, entries)
    for (let from = 0; from < rows.length; from += atOnce)
      await trx
        .insertInto('artifact_entry')
        .values(rows.slice(from, from + atOnce))
        .execute()
    await trx
      .updateTable('artifact')
      .set({
        state: 'COMMITTED',
        version: pending.next_version - 1,
        size_bytes: entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
        file_count: entries.length,
        manifest_key: manifestKey,
        updated_at: now,
      })
      .where('id', '=', id)
      .execute()
    const aliases = new Set(['latest', ...(JSON.parse(pending.wanted_aliases) as string[])])
    await giveAliases(trx, collection.id, id, aliases, now)
  })
}
