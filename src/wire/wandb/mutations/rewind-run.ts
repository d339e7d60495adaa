import { AppError } from '../../../base/errors.ts'
import type { Input, SchemaPart } from '../operation.ts'

interface RewindRunInput {
  entityName?: string | null
  projectName?: string | null
  runName: string
  metricName: string
  metricValue: number
}

/** `resume_from="RUN?_step=N"`: what was logged after step N is forgotten, and the client goes on from the count in the answer. */
export const rewindRun: SchemaPart = {
  schema: `
    extend type Mutation { rewindRun(input: RewindRunInput!): RewindRunPayload }
    input RewindRunInput {
      entityName: String
      projectName: String
      runName: String!
      metricName: String!
      metricValue: Float!
      clientMutationId: String
    }
    type RewindRunPayload { rewoundRun: Run, clientMutationId: String }
  `,
  resolvers: {
    Mutation: {
      async rewindRun(_, { input }: Input<RewindRunInput>, { principal, tracking }) {
        if (input.metricName !== '_step' || input.metricValue < 0)
          throw new AppError('invalid', 'rewind-unsupported', 'A run can be rewound to a _step of 0 or more only.')
        const path = { entity: input.entityName ?? null, project: input.projectName ?? null, run: input.runName }
        const rewoundRun = await tracking.runs.rewind(principal, path, Math.floor(input.metricValue))
        return { rewoundRun, clientMutationId: input.clientMutationId }
      },
    },
  },
}
