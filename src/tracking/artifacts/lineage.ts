import type { EntityAccess, Principal, ProjectScope } from '../../accounts/principal.ts'
import type { AppDb } from '../../storage/sql/schema.ts'
import { isWithin } from './finding.ts'

export type LineageNode =
  | { kind: 'artifact'; id: number; place: string[]; type: string; version: number; step: number }
  | { kind: 'run'; id: number; place: string[]; displayName: string; state: string; step: number }

/**
 * What came of what. A step further is a greater `step`; the version that was asked about has 0, what went into it has negative ones. An edge
 * goes from a version to a run that used it, or from a run to a version that it logged.
 */
export interface Lineage {
  nodes: LineageNode[]
  /** By kind and id: `run:3`. */
  edges: { from: string; to: string }[]
  /** Whether there was more than is shown. */
  isCut: boolean
}

export interface ArtifactLineage {
  /** Both ways, through as many steps; what the principal may not see is not there, nor what is only reached by it. */
  lineage(principal: Principal, artifactId: number, options?: { steps?: number }): Promise<Lineage>
}

const mostSteps = 10
const mostNodes = 300

type Way = 'up' | 'down'

export function createLineage({ db, access }: { db: AppDb; access: EntityAccess }): ArtifactLineage {
  return {
    async lineage(principal, artifactId, { steps = mostSteps } = {}) {
      const scope = await access.readableProjects(principal)
      const nodes = new Map<string, LineageNode>()
      const edges = new Map<string, { from: string; to: string }>()
      for (const node of await artifactsOf(db, scope, [artifactId], 0)) nodes.set(keyOf(node), node)
      let isCut = false
      for (const way of ['up', 'down'] as const) {
        let edge: LineageNode[] = [...nodes.values()].filter(({ step }) => step === 0)
        for (let far = 1; far <= steps && edge.length > 0; far++) {
          const step = way === 'up' ? -far : far
          const links = await linksOf(db, edge, way)
          const found = await nodesOf(db, scope, links, step)
          const known = new Set([...nodes.keys(), ...found.map(keyOf)])
          for (const { from, to } of links)
            if (known.has(from) && known.has(to)) edges.set(`${from} ${to}`, { from, to })
          edge = found.filter((node) => !nodes.has(keyOf(node)))
          if (nodes.size + edge.length > mostNodes) {
            isCut = true
            edge = edge.slice(0, Math.max(0, mostNodes - nodes.size))
          }
          for (const node of edge) nodes.set(keyOf(node), node)
          if (isCut) break
          if (far === steps && edge.length > 0) isCut = true
        }
      }
      const shown = [...edges.values()].filter(({ from, to }) => nodes.has(from) && nodes.has(to))
      return { nodes: [...nodes.values()], edges: shown, isCut }
    },
  }
}

const keyOf = ({ kind, id }: Pick<LineageNode, 'kind' | 'id'>) => `${kind}:${id}`

/** From these one step on: of a run what it used (up) or logged (down); of a version who logged it (up) or used it (down). */
async function linksOf(db: AppDb, edge: LineageNode[], way: Way): Promise<{ from: string; to: string }[]> {
  const ids = (kind: LineageNode['kind']) => edge.filter((node) => node.kind === kind).map(({ id }) => id)
  const roles = { run: way === 'up' ? 'input' : 'output', artifact: way === 'up' ? 'output' : 'input' } as const
  const links: { from: string; to: string }[] = []
  for (const [kind, column] of [
    ['run', 'run_id'],
    ['artifact', 'artifact_id'],
  ] as const) {
    const own = ids(kind)
    if (own.length === 0) continue
    const rows = db.selectFrom('artifact_run').select(['run_id', 'artifact_id', 'role']).where(column, 'in', own)
    for (const row of await rows.where('role', '=', roles[kind]).orderBy('at').execute()) {
      const [run, artifact] = [`run:${row.run_id}`, `artifact:${row.artifact_id}`]
      links.push(row.role === 'input' ? { from: artifact, to: run } : { from: run, to: artifact })
    }
  }
  return links
}

async function nodesOf(
  db: AppDb,
  scope: ProjectScope | null,
  links: { from: string; to: string }[],
  step: number,
): Promise<LineageNode[]> {
  const keys = new Set(links.flatMap(({ from, to }) => [from, to]))
  const ids = (kind: string) =>
    [...keys].filter((key) => key.startsWith(`${kind}:`)).map((key) => Number(key.split(':')[1]))
  const [artifacts, runs] = await Promise.all([
    artifactsOf(db, scope, ids('artifact'), step),
    runsOf(db, scope, ids('run'), step),
  ])
  return [...artifacts, ...runs]
}

async function artifactsOf(db: AppDb, scope: ProjectScope | null, ids: number[], step: number): Promise<LineageNode[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('artifact')
    .innerJoin('artifact_collection as collection', 'collection.id', 'artifact.collection_id')
    .innerJoin('artifact_type as type', 'type.id', 'collection.type_id')
    .innerJoin('project', 'project.id', 'collection.project_id')
    .innerJoin('entity', 'entity.id', 'project.entity_id')
    .select([
      'artifact.id',
      'artifact.version',
      'collection.name',
      'type.name as type_name',
      'project.id as project_id',
    ])
    .select(['project.name as project_name', 'entity.id as entity_id', 'entity.name as entity_name'])
    .where('artifact.id', 'in', ids)
    .where('artifact.state', '=', 'COMMITTED')
    .execute()
  return rows
    .filter((row) => !scope || isWithin(scope, row.entity_id, row.project_id))
    .map((row) => ({
      kind: 'artifact',
      id: row.id,
      place: [row.entity_name, row.project_name, row.name],
      type: row.type_name,
      version: row.version!,
      step,
    }))
}

async function runsOf(db: AppDb, scope: ProjectScope | null, ids: number[], step: number): Promise<LineageNode[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('run')
    .innerJoin('project', 'project.id', 'run.project_id')
    .innerJoin('entity', 'entity.id', 'project.entity_id')
    .select(['run.id', 'run.name', 'run.display_name', 'run.state', 'project.id as project_id'])
    .select(['project.name as project_name', 'entity.id as entity_id', 'entity.name as entity_name'])
    .where('run.id', 'in', ids)
    .execute()
  return rows
    .filter((row) => !scope || isWithin(scope, row.entity_id, row.project_id))
    .map((row) => ({
      kind: 'run',
      id: row.id,
      place: [row.entity_name, row.project_name, row.name],
      displayName: row.display_name,
      state: row.state,
      step,
    }))
}
