import type { Principal } from '../../accounts/principal.ts'
import { AppError } from '../../base/errors.ts'
import type { AppDb } from '../../storage/sql/schema.ts'
import { inTransaction } from '../../storage/sql/transaction.ts'
import { giveAliases, mendLatest, takeAliases } from './aliases.ts'
import { type ArtifactFinding, artifactNotFound } from './finding.ts'
import { dropLinks } from './linking.ts'
import { checkAlias, checkTag } from './names.ts'
import type { ArtifactParts } from './parts.ts'
import { removeUnused } from './removing.ts'
import { giveTags, takeTags } from './tagging.ts'
import type { AliasOf, Artifact, ArtifactCollection } from './types.ts'

export interface ArtifactChange {
  description?: string
  /** JSON text. */
  metadata?: string
  /** All that it shall have from now on where it was logged to, beside `latest`, which stays where it is. */
  aliases?: string[]
  tagsToAdd?: string[]
  tagsToDelete?: string[]
  /** Seconds: 0 for ever, null as its project or team has it. */
  ttlSeconds?: number | null
}

export interface ArtifactChanging {
  /** Throws `artifact-not-found`, `name-invalid`. */
  change(principal: Principal, id: number, change: ArtifactChange): Promise<Artifact>
  /** In any collection that it is in, for who may write there. Throws `artifact-not-found`, `name-invalid`, `forbidden`. */
  giveAliases(principal: Principal, id: number, aliases: AliasOf[]): Promise<void>
  takeAliases(principal: Principal, id: number, aliases: AliasOf[]): Promise<void>
  /**
   * The version is there no more, nor are links to it, nor bytes that only it had. Throws `artifact-has-aliases` where it has names beside
   * `latest` and they are not to go with it.
   */
  remove(principal: Principal, id: number, options: { withAliases: boolean }): Promise<Artifact>
}

export function createChanging(parts: ArtifactParts, finding: ArtifactFinding): ArtifactChanging {
  const { db, clock, events } = parts

  /** The collections that are meant, each with what is to be named there. */
  async function byCollection(principal: Principal, id: number, aliases: AliasOf[]) {
    const memberships = await finding.memberships(principal, id)
    const wanted = new Map<ArtifactCollection, string[]>()
    for (const { entity, project, collection, alias } of aliases) {
      const meant = memberships.find(
        ({ collection: each }) =>
          each.entity.name === entity && each.project.name === project && each.name === collection,
      )?.collection
      if (!meant) throw artifactNotFound()
      wanted.set(meant, [...(wanted.get(meant) ?? []), alias])
    }
    for (const { id: collectionId } of wanted.keys()) await finding.collectionById(principal, collectionId, 'write')
    return wanted
  }

  return {
    async change(principal, id, { description, metadata, aliases, tagsToAdd, tagsToDelete, ttlSeconds }) {
      const { collection } = await finding.get(principal, id, 'write')
      for (const alias of aliases ?? []) checkAlias(alias)
      for (const tag of tagsToAdd ?? []) checkTag(tag)
      const values = {
        updated_at: clock.now(),
        ...(description !== undefined && { description }),
        ...(metadata !== undefined && { metadata }),
        ...(ttlSeconds !== undefined && { ttl_seconds: ttlSeconds }),
      }
      await db.updateTable('artifact').set(values).where('id', '=', id).execute()
      await takeTags(db, id, tagsToDelete ?? [])
      await giveTags(db, id, tagsToAdd ?? [])
      if (aliases) {
        const before = await finding.aliases(id, collection.id)
        await giveAliases(db, collection.id, id, aliases, clock.now())
        const gone = before.filter((alias) => alias !== 'latest' && !aliases.includes(alias))
        await takeAliases(db, collection.id, id, gone)
      }
      return finding.get(principal, id)
    },

    async giveAliases(principal, id, aliases) {
      await finding.get(principal, id)
      for (const { alias } of aliases) checkAlias(alias)
      for (const [collection, names] of await byCollection(principal, id, aliases))
        await giveAliases(db, collection.id, id, names, clock.now())
    },

    async takeAliases(principal, id, aliases) {
      await finding.get(principal, id)
      for (const [collection, names] of await byCollection(principal, id, aliases))
        await takeAliases(db, collection.id, id, names)
    },

    async remove(principal, id, { withAliases }) {
      const artifact = await finding.get(principal, id, 'write')
      const { collection } = artifact
      const named = (await finding.aliases(id, collection.id)).filter((alias) => alias !== 'latest')
      if (named.length > 0 && !withAliases) throw hasAliases(named)
      await removeVersion(parts, finding, artifact)
      const subject = `${collection.entity.name}/${collection.project.name}/${collection.name}:v${artifact.version}`
      events.emit('audited', { action: 'artifact-deleted', actor: principal.username, subject, facts: {} })
      return { ...artifact, state: 'DELETED' }
    },
  }
}

/**
 * Ends a version, whatever it is called, and asks for nobody's right. False, and nothing is done, where `still`, which is
 * asked once the version's row is held, says no.
 */
export async function removeVersion(
  parts: Pick<ArtifactParts, 'db' | 'clock' | 'objects'>,
  finding: ArtifactFinding,
  artifact: Artifact,
  still: (trx: AppDb) => Promise<boolean> = async () => true,
): Promise<boolean> {
  const { db, clock } = parts
  const { id, collection } = artifact
  const ended = await inTransaction(db, async (trx) => {
    // Changes nothing, but whoever else writes this row waits from here on.
    const held = trx.updateTable('artifact').set(({ ref }) => ({ state: ref('state') }))
    await held.where('id', '=', id).execute()
    if (!(await still(trx))) return false
    await trx.deleteFrom('artifact_alias').where('artifact_id', '=', id).execute()
    const state = { state: 'DELETED' as const, updated_at: clock.now() }
    await trx.updateTable('artifact').set(state).where('id', '=', id).execute()
    return true
  })
  if (!ended) return false
  // Only now, as nothing can be linked any more.
  await dropLinks(parts, finding, id)
  await mendLatest(db, finding, collection.id, clock.now())
  await removeUnused(parts, artifact)
  return true
}

const hasAliases = (aliases: string[]) =>
  new AppError(
    'conflict',
    'artifact-has-aliases',
    `The artifact has the aliases ${aliases.join(', ')}. Delete it with delete_aliases=True, or take them away first.`,
  )
