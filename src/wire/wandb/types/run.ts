import type { Run } from '../../../tracking/index.ts'
import { runId } from '../ids.ts'
import type { Resolver, SchemaPart } from '../operation.ts'
import { wireTime } from '../present.ts'

type RunResolver = Resolver<Run>

const is =
  (...states: Run['state'][]): RunResolver =>
  (run) =>
    states.includes(run.state)

/** What is said of a run. What it logged is in `run-history.ts`, `run-log.ts` and `run-files.ts`. */
export const runType: SchemaPart = {
  schema: `
    type Run {
      id: ID!
      internalId: ID!
      name: String!
      displayName: String
      description: String
      notes: String
      state: String
      config: JSONString
      wandbConfig(keys: [String]): JSONString
      group: String
      groupName: String
      jobType: String
      sweepName: String
      tags: [String!]!
      host: String
      program: String
      commit: String
      repo: String
      readOnly: Boolean
      exitcode: Int
      running: Boolean
      failed: Boolean
      stopped: Boolean
      shouldStop: Boolean
      createdAt: DateTime!
      updatedAt: DateTime
      heartbeatAt: DateTime
      project: Project
      projectId: ID
      user: User
    }
  `,
  resolvers: {
    Run: {
      id: (run) => runId(run),
      internalId: (run) => Buffer.from(`RunInternalId:${run.id}`).toString('base64'),
      description: (run) => run.notes,
      wandbConfig: (run, { keys }, { tracking }) => tracking.runs.clientConfig(run, keys),
      groupName: (run) => run.group,
      sweepName: (run) => run.sweep,
      repo: (run) => run.repository,
      readOnly: () => false,
      exitcode: (run) => run.exitCode,
      running: is('running'),
      failed: is('failed', 'crashed'),
      stopped: (run) => run.stopRequested,
      shouldStop: (run) => run.stopRequested,
      createdAt: (run) => wireTime(run.createdAt),
      updatedAt: (run) => wireTime(run.updatedAt),
      heartbeatAt: (run) => wireTime(run.heartbeatAt),
      project: (run, _, { principal, tracking }) => tracking.projects.get(principal, run.entity.name, run.project.name),
      projectId: (run) => run.project.id,
    } satisfies Record<string, RunResolver>,
  },
}
