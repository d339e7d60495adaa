import { AppError } from '../../../base/errors.ts'
import { newShortId } from '../../../base/ids.ts'
import type { RunFields } from '../../../tracking/index.ts'
import { parseRunId } from '../ids.ts'
import type { Input, SchemaPart } from '../operation.ts'

interface UpsertBucketInput {
  id?: string | null
  name?: string | null
  groupName?: string | null
  modelName?: string | null
  entityName?: string | null
  description?: string | null
  displayName?: string | null
  notes?: string | null
  config?: string | null
  commit?: string | null
  host?: string | null
  jobProgram?: string | null
  jobRepo?: string | null
  jobType?: string | null
  state?: string | null
  sweep?: string | null
  tags?: string[] | null
  summaryMetrics?: string | null
}

/**
 * Makes a run, or says more of it: by `id` one that must be there, else by `name` within a project, which is made too. What is null
 * stays as it is.
 */
export const upsertBucket: SchemaPart = {
  schema: `
    extend type Mutation { upsertBucket(input: UpsertBucketInput!): UpsertBucketPayload }
    input UpsertBucketInput {
      id: String
      name: String
      groupName: String
      modelName: String
      entityName: String
      description: String
      displayName: String
      notes: String
      config: JSONString
      commit: String
      host: String
      debug: Boolean
      jobProgram: String
      jobRepo: String
      jobType: String
      state: String
      sweep: String
      tags: [String!]
      summaryMetrics: JSONString
      clientMutationId: String
    }
    type UpsertBucketPayload {
      bucket: Run
      inserted: Boolean
      serverSettings: ServerSettings
      clientMutationId: String
    }
    type ServerSettings { serverMessages: [ServerMessage!]! }
    type ServerMessage {
      utfText: String
      plainText: String
      htmlText: String
      messageType: String
      messageLevel: String
    }
  `,
  resolvers: {
    Mutation: {
      async upsertBucket(_, { input }: Input<UpsertBucketInput>, { principal, tracking }) {
        const { clientMutationId } = input
        const fields = fieldsOf(input)
        if (input.id) {
          const bucket = await tracking.runs.update(principal, parseRunId(input.id), fields)
          return { bucket, inserted: false, clientMutationId }
        }
        const path = {
          entity: input.entityName ?? null,
          project: input.modelName ?? null,
          run: input.name || newShortId(),
        }
        const { run, inserted } = await tracking.runs.upsert(principal, path, fields)
        return { bucket: run, inserted, clientMutationId }
      },
    },
    // `wandb sync` of 2025 gives up without a word where the schema has no such type.
    UpsertBucketPayload: { serverSettings: () => ({ serverMessages: [] }) },
  },
}

function fieldsOf(input: UpsertBucketInput): RunFields {
  return {
    displayName: input.displayName,
    notes: input.notes ?? input.description,
    config: jsonObject('config', input.config),
    group: input.groupName,
    jobType: input.jobType,
    sweep: input.sweep,
    tags: input.tags,
    host: input.host,
    program: input.jobProgram,
    commit: input.commit,
    repository: input.jobRepo,
    state: input.state,
    summary: jsonObject('summaryMetrics', input.summaryMetrics),
  }
}

/** The text, which must look like a JSON object: it is kept as it is, since it may hold numbers that JSON.parse would change. */
function jsonObject(name: string, text: string | null | undefined): string | null {
  if (!text) return null
  if (/^\s*\{[\s\S]*\}\s*$/.test(text)) return text
  throw new AppError('invalid', 'not-json', `"${name}" of the run is no JSON object.`)
}
