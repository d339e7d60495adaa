import type { Project } from '../../../tracking/index.ts'
import { readRunCursor, writeRunCursor } from '../../run-cursor.ts'
import { readRunOrder } from '../../run-order.ts'
import { projectId, projectInternalId } from '../ids.ts'
import type { Resolver, SchemaPart } from '../operation.ts'
import { pageSize, wireTime } from '../present.ts'
import { readRunFilter } from '../run-filters.ts'

type ProjectResolver = Resolver<Project>

const run: ProjectResolver = (project, { name }, { principal, tracking }) =>
  tracking.runs.find(principal, { entity: project.entity.name, project: project.name, run: name })

/** Runs of a project, by page. */
export const runsOfProject: ProjectResolver = async (
  project,
  { filters, order, first, after },
  { principal, tracking },
) => {
  const found = await tracking.runs.list(principal, {
    project: { entity: project.entity.name, name: project.name },
    filter: await readRunFilter(filters),
    order: readRunOrder(order),
    after: after ? readRunCursor(after) : undefined,
    limit: pageSize(first, 50, 1000),
  })
  const edges = found.runs.map((node, at) => ({ node, cursor: writeRunCursor(found.cursors[at]!) }))
  const pageInfo = {
    hasNextPage: found.hasMore,
    endCursor: edges.at(-1)?.cursor ?? null,
    hasPreviousPage: false,
    startCursor: null,
  }
  return { edges, pageInfo, project, filters }
}

const runCount: Resolver<{ project: Project; filters?: string }> = async (at, _, { principal, tracking }) =>
  tracking.runs.count(principal, {
    project: { entity: at.project.entity.name, name: at.project.name },
    filter: await readRunFilter(at.filters),
  })

/** `bucket` is the older word for `run`, as `model` is for `project`. */
export const projectType: SchemaPart = {
  schema: `
    type Project {
      id: ID!
      internalId: ID!
      name: String!
      entity: Entity!
      entityName: String!
      description: String
      access: String
      views: JSONString
      repo: String
      dockerImage: String
      isBenchmark: Boolean
      readOnly: Boolean
      createdAt: DateTime!
      updatedAt: DateTime
      user: User
      run(name: String!, desc: String): Run
      bucket(name: String!, desc: String, missingOk: Boolean): Run
      runs(filters: JSONString, order: String, first: Int, after: String): RunConnection
      buckets(filters: JSONString, order: String, first: Int, after: String): RunConnection
      runCount(filters: JSONString): Int!
    }
    type RunConnection { edges: [RunEdge!]!, pageInfo: PageInfo!, totalCount: Int }
    type RunEdge { node: Run!, cursor: String! }
    type ProjectConnection { edges: [ProjectEdge!]!, pageInfo: PageInfo! }
    type ProjectEdge { node: Project, cursor: String! }
  `,
  resolvers: {
    Project: {
      id: (project) => projectId(project),
      internalId: (project) => projectInternalId(project.id),
      entityName: (project) => project.entity.name,
      access: (project) => project.access,
      views: () => '{}',
      isBenchmark: () => false,
      readOnly: async ({ entity, name }, _, { principal, tracking }) =>
        !['member', 'admin'].includes((await tracking.projects.reach(principal, entity.name, name, 'read')).standing),
      createdAt: (project) => wireTime(project.createdAt),
      updatedAt: (project) => wireTime(project.updatedAt),
      user: (project) => project.createdBy,
      run,
      bucket: run,
      runs: runsOfProject,
      buckets: runsOfProject,
      runCount: (project, { filters }, context, info) => runCount({ project, filters }, {}, context, info),
    } satisfies Record<string, ProjectResolver>,
    RunConnection: { totalCount: runCount },
  },
}
