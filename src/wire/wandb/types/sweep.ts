import type { Project, Sweep, SweepAgent } from '../../../tracking/index.ts'
import { agentId, parseAgentId, sweepId } from '../ids.ts'
import type { Resolver, SchemaPart } from '../operation.ts'
import { connection, pageSize, readCursor, wireTime, writeCursor } from '../present.ts'
import { runsOfProject } from './project.ts'

const projectOf = ({ project, entity }: Sweep) => ({ ...project, entity }) as Project

/** Runs of a sweep or of one of its agents. Without a number they come in pages as large as they may be: agents ask for all of them. */
const runsWith =
  (filterOf: (parent: never) => Promise<{ sweep: Sweep; filter: object }>): Resolver =>
  async (parent, args, context, info) => {
    const { sweep, filter } = await filterOf(parent as never)
    const given = args.filters ? [JSON.parse(args.filters)] : []
    const filters = JSON.stringify({ $and: [filter, ...given] })
    return runsOfProject(projectOf(sweep), { ...args, filters, first: args.first ?? 1000 }, context, info)
  }

const sweepRuns = runsWith(async (sweep: Sweep) => ({ sweep, filter: { sweep: sweep.name } }))

const agentRuns: Resolver<SweepAgent> = async (agent, args, context, info) => {
  const names = await context.tracking.sweeps.runsOfAgent(agent)
  return runsWith(async () => ({ sweep: agent.sweep, filter: { name: { $in: names } } }))(agent, args, context, info)
}

const sweeps: Resolver<Project> = async (project, { first, after }, { tracking }) => {
  const limit = pageSize(first, 50, 500)
  const cursor = after ? readCursor(after, 1)[0] : undefined
  const found = await tracking.sweeps.list(project.id, { after: cursor, limit: limit + 1 })
  return connection(found.slice(0, limit), ({ id }) => writeCursor(id), found.length > limit)
}

/** Searches over the parameters of a script, and the agents that run what they suggest. */
export const sweepType: SchemaPart = {
  schema: `
    extend type Project {
      sweep(sweepName: String!): Sweep
      sweeps(filters: JSONString, first: Int, after: String): SweepConnection
      totalSweeps: Int!
    }
    type SweepConnection { edges: [SweepEdge!]!, pageInfo: PageInfo! }
    type SweepEdge { node: Sweep!, cursor: String! }
    type Sweep {
      id: ID!
      name: String!
      displayName: String
      method: String!
      state: String!
      description: String
      config: String!
      controller: JSONString
      scheduler: JSONString
      controllerRunName: String!
      createdAt: DateTime!
      updatedAt: DateTime
      heartbeatAt: DateTime
      earlyStopJobRunning: Boolean
      bestLoss: Float
      project: Project
      user: User
      runs(filters: JSONString, order: String, first: Int, after: String): RunConnection
      runCount: Int!
      runCountExpected: Int
      agent(agentName: String!): Agent
      agents: AgentConnection!
    }
    type AgentConnection { edges: [AgentEdge!]! }
    type AgentEdge { node: Agent! }
    type Agent {
      id: ID!
      name: String!
      host: String!
      state: String
      totalRuns: Int!
      createdAt: DateTime!
      heartbeatAt: DateTime
      runs(order: String, first: Int, last: Int, after: String, before: String): RunConnection
    }
  `,
  resolvers: {
    Project: {
      sweep: (project: Project, { sweepName }, { principal, tracking }) =>
        tracking.sweeps.find(principal, { entity: project.entity.name, project: project.name, sweep: sweepName }),
      sweeps,
      totalSweeps: (project: Project, _, { tracking }) => tracking.sweeps.count(project.id),
    },
    Sweep: {
      id: (sweep) => sweepId(sweep),
      // A scheduler beside the client logs into a run of this name.
      controllerRunName: (sweep) => sweep.name,
      createdAt: (sweep) => wireTime(sweep.createdAt),
      updatedAt: (sweep) => wireTime(sweep.updatedAt),
      async heartbeatAt(sweep, _, { tracking }) {
        const beats = (await tracking.sweeps.listAgents(sweep)).map(({ heartbeatAt }) => heartbeatAt)
        return beats.length > 0 ? wireTime(Math.max(...beats)) : null
      },
      earlyStopJobRunning: () => false,
      bestLoss: (sweep, _, { tracking }) => tracking.sweeps.best(sweep),
      project: (sweep, _, { principal, tracking }) =>
        tracking.projects.get(principal, sweep.entity.name, sweep.project.name),
      user: (sweep) => sweep.createdBy,
      runs: sweepRuns,
      runCount: (sweep, _, { principal, tracking }) =>
        tracking.runs.count(principal, {
          project: { entity: sweep.entity.name, name: sweep.project.name },
          filter: { field: 'sweep', in: [sweep.name] },
        }),
      runCountExpected: (sweep, _, { tracking }) => tracking.sweeps.expectedRuns(sweep),
      agent: (sweep, { agentName }, { tracking }) =>
        tracking.sweeps.findAgent(sweep, parseAgentId(agentName) ?? agentName),
      agents: async (sweep, _, { tracking }) =>
        connection(await tracking.sweeps.listAgents(sweep), ({ name }) => name, false),
    } satisfies Record<string, Resolver<Sweep>>,
    Agent: {
      id: (agent) => agentId(agent.id),
      totalRuns: async (agent, _, { tracking }) => (await tracking.sweeps.runsOfAgent(agent)).length,
      createdAt: (agent) => wireTime(agent.createdAt),
      heartbeatAt: (agent) => wireTime(agent.heartbeatAt),
      runs: agentRuns,
    } satisfies Record<string, Resolver<SweepAgent>>,
  },
}
