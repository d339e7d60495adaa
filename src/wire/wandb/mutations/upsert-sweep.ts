import { AppError } from '../../../base/errors.ts'
import type { SweepFields } from '../../../tracking/index.ts'
import { parseSweepId } from '../ids.ts'
import type { Input, SchemaPart } from '../operation.ts'
import { readRunFilter } from '../run-filters.ts'

interface UpsertSweepInput extends SweepFields {
  id?: string | null
  entityName?: string | null
  projectName?: string | null
  launchScheduler?: string | null
  priorRunsFilters?: string | null
}

/** Makes a sweep of a configuration, or changes one by its `id`: its configuration, or whether it goes on. */
export const upsertSweep: SchemaPart = {
  schema: `
    extend type Mutation { upsertSweep(input: UpsertSweepInput!): UpsertSweepPayload }
    input UpsertSweepInput {
      id: ID
      config: String
      description: String
      displayName: String
      entityName: String
      projectName: String
      controller: JSONString
      scheduler: JSONString
      launchScheduler: JSONString
      templateVariableValues: JSONString
      priorRunsFilters: JSONString
      state: String
      clientMutationId: String
    }
    type UpsertSweepPayload { sweep: Sweep, configValidationWarnings: [String!]!, clientMutationId: String }
  `,
  resolvers: {
    Mutation: {
      async upsertSweep(_, { input }: Input<UpsertSweepInput>, { principal, tracking }) {
        const { id, entityName, projectName, launchScheduler, priorRunsFilters, clientMutationId, ...fields } = input
        if (launchScheduler && launchScheduler !== 'null')
          throw new AppError(
            'unsupported',
            'launch-unsupported',
            'Sweeps on launch queues are not here yet. Start agents with: wandb agent',
          )
        const { sweep, warnings } = id
          ? await tracking.sweeps.update(principal, parseSweepId(id), fields)
          : await tracking.sweeps.create(
              principal,
              { entity: entityName ?? null, project: projectName ?? null },
              fields,
              await readRunFilter(priorRunsFilters),
            )
        return { sweep, configValidationWarnings: warnings, clientMutationId }
      },
    },
  },
}
