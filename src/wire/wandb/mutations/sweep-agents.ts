import { AppError } from '../../../base/errors.ts'
import type { Command } from '../../../tracking/index.ts'
import { parseAgentId, parseSweepId } from '../ids.ts'
import type { Input, SchemaPart } from '../operation.ts'

interface CreateAgentInput {
  host: string
  projectName?: string | null
  entityName?: string | null
  sweep: string
}

interface AgentHeartbeatInput {
  id: string
  runState?: string | null
}

/** What an agent of a sweep says: that it is there, and then every few seconds what it is at, to be told what to do. */
export const sweepAgents: SchemaPart = {
  schema: `
    extend type Mutation {
      createAgent(input: CreateAgentInput!): CreateAgentPayload
      agentHeartbeat(input: AgentHeartbeatInput!): AgentHeartbeatPayload
      enqueueSweepRun(input: EnqueueSweepRunInput!): EnqueueSweepRunPayload
    }
    input CreateAgentInput {
      host: String!
      projectName: String
      entityName: String
      sweep: String!
      clientMutationId: String
    }
    type CreateAgentPayload { agent: Agent!, clientMutationId: String }
    input AgentHeartbeatInput { id: ID!, metrics: JSONString, runState: JSONString, clientMutationId: String }
    type AgentHeartbeatPayload { agent: Agent!, commands: JSONString, clientMutationId: String }
    input EnqueueSweepRunInput { id: ID!, config: JSONString!, displayName: String, clientMutationId: String }
    type EnqueueSweepRunPayload { id: String!, runQueueItemId: String, clientMutationId: String }
  `,
  resolvers: {
    Mutation: {
      async createAgent(_, { input }: Input<CreateAgentInput>, { principal, tracking }) {
        const path = { entity: input.entityName ?? null, project: input.projectName ?? null, sweep: input.sweep }
        const agent = await tracking.sweeps.registerAgent(principal, path, input.host)
        return { agent, clientMutationId: input.clientMutationId }
      },

      async agentHeartbeat(_, { input }: Input<AgentHeartbeatInput>, { principal, tracking }) {
        // An id that cannot be is answered as one that is gone: the client gives up at both.
        const id = parseAgentId(input.id) ?? -1
        const { agent, commands } = await tracking.sweeps.heartbeat(principal, id, runningIn(input.runState))
        return { agent, commands: `[${commands.map(commandText).join(',')}]`, clientMutationId: input.clientMutationId }
      },

      async enqueueSweepRun(
        _,
        { input }: Input<{ id: string; config: string; displayName?: string | null }>,
        { principal, tracking },
      ) {
        const { id, config, displayName, clientMutationId } = input
        const run = await tracking.sweeps.enqueue(principal, parseSweepId(id), config, displayName ?? null)
        return { id: run.name, runQueueItemId: null, clientMutationId }
      },
    },
  },
}

/** Names of the runs that an agent is at, from `{"abc123": true}`. */
function runningIn(text: string | null | undefined): string[] {
  let states: unknown
  try {
    states = JSON.parse(text || '{}')
  } catch {
    states = null
  }
  if (typeof states !== 'object' || states === null || Array.isArray(states))
    throw new AppError('invalid', 'not-json', '"runState" of the agent must be a JSON object of runs that it is at.')
  return Object.entries(states).flatMap(([run, isRunning]) => (isRunning ? [run] : []))
}

/** The arguments are text already, since they may hold numbers that JSON.parse would change. */
function commandText(command: Command): string {
  if (command.type === 'exit') return JSON.stringify(command)
  const { run, type } = command
  if (type === 'stop') return JSON.stringify({ type, run_id: run })
  const head = JSON.stringify({ type, run_id: run, program: command.program })
  return `${head.slice(0, -1)},"args":${command.args}}`
}
