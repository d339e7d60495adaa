import type { Principal } from '../../accounts/principal.ts'
import { AppError } from '../../base/errors.ts'
import { insertIfAbsent } from '../../storage/sql/portable.ts'
import type { AppDb } from '../../storage/sql/schema.ts'
import { inTransaction } from '../../storage/sql/transaction.ts'
import type { Project } from '../types.ts'
import { giveAliases, mendLatest } from './aliases.ts'
import { ensureType } from './creating.ts'
import { type ArtifactFinding, artifactNotFound } from './finding.ts'
import { checkAlias, checkArtifactName } from './names.ts'
import type { ArtifactParts } from './parts.ts'
import type { Artifact, ArtifactCollection, ArtifactMembership } from './types.ts'

/** Where a version is linked to: a portfolio by its number, or by its name, under which it is made where there is none. */
export type LinkTarget = { portfolioId: number } | { entity: string | null; project: string | null; portfolio: string }

export interface ArtifactLinking {
  /**
   * Makes a version a member of a portfolio, under that one's next number and as its `latest`; again, it is the same member. Throws
   * `artifact-not-committed`, `artifact-not-portfolio`, `artifact-type-differs`, `name-invalid`, `forbidden`.
   */
  link(principal: Principal, id: number, target: LinkTarget, aliases: string[]): Promise<ArtifactMembership>
  /** Throws `artifact-not-linked`, `artifact-not-found`, `forbidden`. */
  unlink(principal: Principal, id: number, portfolioId: number): Promise<void>
}

export function createLinking(parts: ArtifactParts, finding: ArtifactFinding): ArtifactLinking {
  const { db, clock, projects } = parts

  async function portfolioOf(
    principal: Principal,
    target: LinkTarget,
    artifact: Artifact,
  ): Promise<ArtifactCollection> {
    if ('portfolioId' in target) return finding.collectionById(principal, target.portfolioId, 'write')
    const { project } = await projects.ensure(principal, target.entity, target.project)
    return (
      (await finding.collection(project.id, target.portfolio)) ?? makePortfolio(project, target.portfolio, artifact)
    )
  }

  async function makePortfolio(project: Project, name: string, artifact: Artifact): Promise<ArtifactCollection> {
    const type = await ensureType(parts, finding, project.id, artifact.collection.type.name)
    const now = clock.now()
    const row = { project_id: project.id, type_id: type.id, kind: 'PORTFOLIO' as const, description: null }
    const times = { created_at: now, updated_at: now }
    const named = { ...row, ...times, name: checkArtifactName('artifact', name), next_version: 0 }
    await insertIfAbsent(db, 'artifact_collection', named)
    return (await finding.collection(project.id, name))!
  }

  return {
    async link(principal, id, target, aliases) {
      for (const alias of aliases) checkAlias(alias)
      const artifact = await finding.get(principal, id)
      if (artifact.state !== 'COMMITTED') throw notCommitted()
      const portfolio = await portfolioOf(principal, target, artifact)
      // Whoever sees the portfolio sees the version from then on: that is not for mere readers of its project to decide.
      if (portfolio.project.id !== artifact.collection.project.id) await finding.get(principal, id, 'write')
      requireFit(portfolio, artifact)
      const linked = { collection_id: portfolio.id, artifact_id: id }
      const now = clock.now()
      await inTransaction(db, async (trx) => {
        // Waits for a removal that is going on, and makes one that begins wait: no link is left at a version that is gone.
        const kept = trx.updateTable('artifact').set({ updated_at: now }).where('id', '=', id)
        const { numUpdatedRows } = await kept.where('state', '=', 'COMMITTED').executeTakeFirstOrThrow()
        if (numUpdatedRows === 0n) throw artifactNotFound()
        // This is the statement that makes two links to a portfolio wait for each other.
        const touched = trx.updateTable('artifact_collection').set({ updated_at: now })
        await touched.where('id', '=', portfolio.id).execute()
        if (!(await isLinked(trx, portfolio.id, id))) {
          const counted = trx.selectFrom('artifact_collection').select('next_version').where('id', '=', portfolio.id)
          const { next_version: version } = await counted.executeTakeFirstOrThrow()
          const row = { ...linked, version, user_id: principal.userId, created_at: now }
          await trx.insertInto('artifact_link').values(row).execute()
          const next = trx.updateTable('artifact_collection').set({ next_version: version + 1 })
          await next.where('id', '=', portfolio.id).execute()
        }
        await giveAliases(trx, portfolio.id, id, new Set(['latest', ...aliases]), now)
      })
      const memberships = await finding.memberships(principal, id)
      return memberships.find(({ collection }) => collection.id === portfolio.id)!
    },

    async unlink(principal, id, portfolioId) {
      const portfolio = await finding.collectionById(principal, portfolioId, 'write')
      if (!(await isLinked(db, portfolio.id, id))) throw notLinked(portfolio)
      await dropLink(db, portfolio.id, id)
      await mendLatest(db, finding, portfolio.id, clock.now())
    },
  }
}

const isLinked = async (db: AppDb, portfolioId: number, artifactId: number): Promise<boolean> => {
  const links = db.selectFrom('artifact_link').select('version').where('collection_id', '=', portfolioId)
  return (await links.where('artifact_id', '=', artifactId).executeTakeFirst()) !== undefined
}

const dropLink = (db: AppDb, portfolioId: number, artifactId: number): Promise<void> =>
  inTransaction(db, async (trx) => {
    for (const table of ['artifact_alias', 'artifact_link'] as const)
      await trx
        .deleteFrom(table)
        .where('collection_id', '=', portfolioId)
        .where('artifact_id', '=', artifactId)
        .execute()
  })

/** Takes a version that is going out of every portfolio. */
export async function dropLinks(
  { db, clock }: Pick<ArtifactParts, 'db' | 'clock'>,
  finding: ArtifactFinding,
  id: number,
): Promise<void> {
  const links = await db.selectFrom('artifact_link').select('collection_id').where('artifact_id', '=', id).execute()
  for (const { collection_id } of links) {
    await dropLink(db, collection_id, id)
    await mendLatest(db, finding, collection_id, clock.now())
  }
}

/** Throws AppError `artifact-not-portfolio`, `artifact-type-differs`. */
function requireFit(portfolio: ArtifactCollection, { collection }: Artifact): void {
  if (portfolio.kind !== 'PORTFOLIO')
    throw new AppError(
      'conflict',
      'artifact-not-portfolio',
      `Versions are logged to "${portfolio.name}" itself in this project, and none can be linked to it. Give the link another name.`,
    )
  if (portfolio.type.name !== collection.type.name)
    throw new AppError(
      'conflict',
      'artifact-type-differs',
      `"${portfolio.name}" takes artifacts of type "${portfolio.type.name}", and this one is of type "${collection.type.name}".`,
    )
}

const notCommitted = () =>
  new AppError(
    'conflict',
    'artifact-not-committed',
    'The artifact is still being logged. Wait until it is, then link it.',
  )

const notLinked = ({ name, kind }: ArtifactCollection) =>
  kind === 'PORTFOLIO'
    ? new AppError('not-found', 'artifact-not-linked', `The artifact is not linked to "${name}".`)
    : artifactNotFound()
