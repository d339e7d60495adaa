import type { Principal } from '../../accounts/principal.ts'
import type { Artifact, ArtifactMembership, Run, Tracking } from '../../tracking/index.ts'
import type { ArtifactAddress, ArtifactRun, ArtifactVersion, ArtifactVersionSummary } from './contract.ts'

export const addressOf = ({
  collection,
  version,
}: Pick<ArtifactMembership, 'collection' | 'version'>): ArtifactAddress => ({
  entity: collection.entity.name,
  project: collection.project.name,
  type: collection.type.name,
  collection: collection.name,
  version,
})
export const ownAddress = ({ collection, version }: Artifact): ArtifactAddress =>
  addressOf({ collection, version: version ?? 0 })

export const artifactRun = (run: Run): ArtifactRun => ({
  entity: run.entity.name,
  project: run.project.name,
  name: run.name,
  displayName: run.displayName,
  state: run.state,
})

export async function versionSummary(
  { artifacts }: Tracking,
  membership: ArtifactMembership,
): Promise<ArtifactVersionSummary> {
  const { artifact, collection, version, createdAt } = membership
  const [aliases, tags] = await Promise.all([
    artifacts.aliases(artifact.id, collection.id),
    artifacts.tags(artifact.id),
  ])
  const { sizeBytes, fileCount } = artifact
  const source = collection.kind === 'PORTFOLIO' ? ownAddress(artifact) : null
  return { version, aliases, tags, sizeBytes, fileCount, createdAt, source }
}

const mostUsers = 50

/** The runs of these numbers that the principal may see. */
async function runsOf({ runs }: Tracking, principal: Principal, ids: number[]): Promise<ArtifactRun[]> {
  const found = ids.slice(0, mostUsers).map(async (id) => {
    const place = await runs.placeOf(id)
    return place && runs.find(principal, place).catch(() => null)
  })
  return (await Promise.all(found)).filter((run) => run !== null).map(artifactRun)
}

export async function versionDetail(
  tracking: Tracking,
  principal: Principal,
  membership: ArtifactMembership,
): Promise<ArtifactVersion> {
  const { artifact, collection } = membership
  const { artifacts } = tracking
  const [summary, madeBy, users, memberships, lifetime, mayChange] = await Promise.all([
    versionSummary(tracking, membership),
    runsOf(tracking, principal, artifact.runId === null ? [] : [artifact.runId]),
    artifacts.usersOf(artifact.id),
    artifacts.memberships(principal, artifact.id),
    artifacts.lifetimeOf(artifact),
    artifacts.get(principal, artifact.id, 'write').then(
      () => true,
      () => false,
    ),
  ])
  const isKept = memberships.length > 1 || summary.aliases.some((alias) => alias !== 'latest')
  return {
    ...summary,
    ...{ entity: collection.entity.name, project: collection.project.name, collection: collection.name },
    ...{ kind: collection.kind, type: collection.type.name, description: artifact.description },
    metadata: readMetadata(artifact.metadata),
    ...{ digest: artifact.digest, updatedAt: artifact.updatedAt, ttlSeconds: artifact.ttlSeconds },
    expiresAt: lifetime === null || isKept ? null : artifact.createdAt + lifetime * 1000,
    madeBy: madeBy[0] ?? null,
    usedBy: await runsOf(tracking, principal, users),
    links: memberships.filter((each) => each.collection.kind === 'PORTFOLIO').map(addressOf),
    mayChange,
  }
}

function readMetadata(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
  } catch {
    return {}
  }
}
