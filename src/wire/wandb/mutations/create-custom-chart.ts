import type { NewCustomChart } from '../../../tracking/index.ts'
import type { Input, SchemaPart } from '../operation.ts'

/** `Api.create_custom_chart`: a preset that `wandb.plot_table` names. */
export const createCustomChart: SchemaPart = {
  schema: `
    extend type Mutation { createCustomChart(input: CreateCustomChartInput!): CreateCustomChartPayload }
    input CreateCustomChartInput {
      entity: String!
      name: String!
      displayName: String!
      type: String!
      access: String!
      spec: JSONString!
      clientMutationId: String
    }
    type CreateCustomChartPayload { chart: CustomChart, clientMutationId: String }
    type CustomChart { id: ID! }
  `,
  resolvers: {
    Mutation: {
      async createCustomChart(_, { input }: Input<NewCustomChart>, { principal, tracking }) {
        const { clientMutationId, ...chart } = input
        return { chart: { id: await tracking.customCharts.create(principal, chart) }, clientMutationId }
      },
    },
  },
}
