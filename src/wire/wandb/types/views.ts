import type { Project, View, ViewSummary } from '../../../tracking/index.ts'
import { parseViewId, viewId } from '../ids.ts'
import type { Input, Resolver, SchemaPart } from '../operation.ts'
import { connection, pageSize, readCursor, wireTime, writeCursor } from '../present.ts'

interface ListArguments {
  viewType?: string | null
  viewName?: string | null
  userName?: string | null
  first?: number | null
  after?: string | null
}

const allViews: Resolver<Project> = async (project, args: ListArguments, { principal, tracking }) => {
  const limit = pageSize(args.first, 50, 500)
  const found = await tracking.views.list(principal, {
    entity: project.entity.name,
    project: project.name,
    types: [args.viewType || 'runs'],
    name: args.viewName,
    username: args.userName,
    after: args.after ? readCursor(args.after, 1)[0] : undefined,
    limit: limit + 1,
  })
  const page = found.slice(0, limit)
  // Read together, and only for those of this page.
  const specs = await tracking.views.specs(page.map(({ id }) => id))
  const nodes: View[] = page.map((view) => ({ ...view, spec: specs.get(view.id) ?? '{}' }))
  return connection(nodes, ({ id }) => writeCursor(id), found.length > limit)
}

/** Saved views: reports, their drafts, and workspaces. */
export const viewTypes: SchemaPart = {
  schema: `
    extend type Query { view(id: ID!): View }
    extend type Project {
      allViews(viewType: String, viewName: String, userName: String, first: Int, after: String): ViewConnection!
    }
    type View {
      id: ID!
      name: String!
      type: String!
      displayName: String
      description: String
      spec: JSONString!
      project: Project
      entityName: String
      user: User
      createdAt: DateTime!
      updatedAt: DateTime!
      accessTokens: [AccessToken!]!
    }
    type AccessToken { token: String!, type: String!, revokedAt: DateTime, projects: [Project!]! }
    type ViewConnection { edges: [ViewEdge!]!, pageInfo: PageInfo! }
    type ViewEdge { node: View, cursor: String! }
  `,
  resolvers: {
    Query: {
      view: (_, { id }, { principal, tracking }) => tracking.views.get(principal, parseViewId(id)),
    },
    Project: { allViews },
    View: {
      id: (view) => viewId(view.id),
      entityName: (view) => view.project.entity.name,
      createdAt: (view) => wireTime(view.createdAt),
      updatedAt: (view) => wireTime(view.updatedAt),
      // Reports are read by who may read their project; there are no links for everybody else.
      accessTokens: () => [],
    } satisfies Record<string, Resolver<ViewSummary>>,
  },
}

interface UpsertViewInput {
  id?: string | null
  entityName?: string | null
  projectName?: string | null
  type?: string | null
  name?: string | null
  displayName?: string | null
  description?: string | null
  spec?: string | null
  parentId?: string | null
}

export const viewMutations: SchemaPart = {
  schema: `
    extend type Mutation {
      upsertView(input: UpsertViewInput!): UpsertViewPayload
      deleteView(input: DeleteViewInput!): DeleteViewPayload
    }
    enum ViewSource { WANDB_SDK WANDB_UI }
    input UpsertViewInput {
      id: ID
      entityName: String
      projectName: String
      type: String
      name: String
      displayName: String
      description: String
      spec: String
      parentId: ID
      createdUsing: ViewSource
      clientMutationId: String
    }
    type UpsertViewPayload { view: View, inserted: Boolean, clientMutationId: String }
    input DeleteViewInput { id: ID!, deleteDrafts: Boolean, clientMutationId: String }
    type DeleteViewPayload { success: Boolean, pendingDrafts: Int, clientMutationId: String }
  `,
  resolvers: {
    Mutation: {
      async upsertView(_, { input }: Input<UpsertViewInput>, { principal, tracking }) {
        const { id, entityName = null, projectName = null, parentId, clientMutationId, ...fields } = input
        const place = { entity: entityName, project: projectName }
        const saved = id
          ? await tracking.views.change(principal, parseViewId(id), fields, place)
          : await tracking.views.save(principal, {
              ...fields,
              ...place,
              parentId: parentId ? parseViewId(parentId) : null,
            })
        return { ...saved, clientMutationId }
      },

      async deleteView(_, { input }: Input<{ id: string; deleteDrafts?: boolean | null }>, { principal, tracking }) {
        const { id, deleteDrafts, clientMutationId } = input
        const pendingDrafts = await tracking.views.remove(principal, parseViewId(id), deleteDrafts === true)
        return { success: true, pendingDrafts, clientMutationId }
      },
    },
  },
}
