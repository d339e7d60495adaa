import type { Principal } from '../../accounts/principal.ts'
import { AppError } from '../../base/errors.ts'
import { inTransaction } from '../../storage/sql/transaction.ts'
import { giveAliases } from './aliases.ts'
import { checkAlias } from './creating.ts'
import type { ArtifactFinding } from './finding.ts'
import type { ArtifactParts } from './parts.ts'
import { removeUnused } from './removing.ts'
import type { Artifact } from './types.ts'

export interface ArtifactChange {
  description?: string
  /** JSON text. */
  metadata?: string
  /** All that it shall have from now on, beside `latest`, which stays where it is. */
  aliases?: string[]
}

export interface ArtifactChanging {
  /** Throws `artifact-not-found`, `name-invalid`. */
  change(principal: Principal, id: number, change: ArtifactChange): Promise<Artifact>
  giveAliases(principal: Principal, id: number, aliases: string[]): Promise<void>
  takeAliases(principal: Principal, id: number, aliases: string[]): Promise<void>
  /**
   * The version is there no more, nor are bytes that only it had. Throws `artifact-has-aliases` where it has names beside `latest` and they
   * are not to go with it.
   */
  remove(principal: Principal, id: number, options: { withAliases: boolean }): Promise<Artifact>
}

export function createChanging(parts: ArtifactParts, finding: ArtifactFinding): ArtifactChanging {
  const { db, clock, events } = parts
  const takeAliases = async ({ id, collection }: Artifact, aliases: string[]) => {
    if (aliases.length === 0) return
    const own = db.deleteFrom('artifact_alias').where('collection_id', '=', collection.id).where('artifact_id', '=', id)
    await own.where('alias', 'in', aliases).execute()
  }
  const give = async (artifact: Artifact, aliases: string[]) => {
    for (const alias of aliases) checkAlias(alias)
    await giveAliases(db, artifact, aliases, clock.now())
  }

  return {
    async change(principal, id, { description, metadata, aliases }) {
      const artifact = await finding.get(principal, id, 'write')
      const values = {
        updated_at: clock.now(),
        ...(description !== undefined && { description }),
        ...(metadata !== undefined && { metadata }),
      }
      await db.updateTable('artifact').set(values).where('id', '=', id).execute()
      if (aliases) {
        const before = await finding.aliases(id)
        await give(artifact, aliases)
        const gone = before.filter((alias) => alias !== 'latest' && !aliases.includes(alias))
        await takeAliases(artifact, gone)
      }
      return finding.get(principal, id)
    },

    async giveAliases(principal, id, aliases) {
      await give(await finding.get(principal, id, 'write'), aliases)
    },

    async takeAliases(principal, id, aliases) {
      await takeAliases(await finding.get(principal, id, 'write'), aliases)
    },

    async remove(principal, id, { withAliases }) {
      const artifact = await finding.get(principal, id, 'write')
      const named = (await finding.aliases(id)).filter((alias) => alias !== 'latest')
      if (named.length > 0 && !withAliases) throw hasAliases(named)
      const { collection } = artifact
      await inTransaction(db, async (trx) => {
        await trx.deleteFrom('artifact_alias').where('artifact_id', '=', id).execute()
        const state = { state: 'DELETED' as const, updated_at: clock.now() }
        await trx.updateTable('artifact').set(state).where('id', '=', id).execute()
      })
      // The newest one that is left is what people mean from now on.
      const newest = await finding.latest(collection.id)
      const hasLatest = await finding.byName(collection.project.id, `${collection.name}:latest`)
      if (newest && !hasLatest) await giveAliases(db, newest, ['latest'], clock.now())
      await removeUnused(parts, artifact)
      const subject = `${collection.entity.name}/${collection.project.name}/${collection.name}:v${artifact.version}`
      events.emit('audited', { action: 'artifact-deleted', actor: principal.username, subject, facts: {} })
      return { ...artifact, state: 'DELETED' }
    },
  }
}

const hasAliases = (aliases: string[]) =>
  new AppError(
    'conflict',
    'artifact-has-aliases',
    `The artifact has the aliases ${aliases.join(', ')}. Delete it with delete_aliases=True, or take them away first.`,
  )
