import type { Input, SchemaPart } from '../operation.ts'

interface AlertInput {
  entityName?: string | null
  projectName?: string | null
  runName: string
  title: string
  text: string
  severity?: 'INFO' | 'WARN' | 'ERROR' | null
}

/** `wandb.alert`. The client itself waits between alerts of one title, so `waitDuration` is not needed here. */
export const notifyScriptableRunAlert: SchemaPart = {
  schema: `
    extend type Mutation {
      notifyScriptableRunAlert(input: NotifyScriptableRunAlertInput!): NotifyScriptableRunAlertPayload
    }
    enum AlertSeverity { INFO WARN ERROR }
    input NotifyScriptableRunAlertInput {
      entityName: String
      projectName: String
      runName: String!
      title: String!
      text: String!
      severity: AlertSeverity
      waitDuration: Duration
      clientMutationId: String
    }
    type NotifyScriptableRunAlertPayload { success: Boolean, clientMutationId: String }
  `,
  resolvers: {
    Mutation: {
      async notifyScriptableRunAlert(_, { input }: Input<AlertInput>, { principal, tracking }) {
        const path = { entity: input.entityName ?? null, project: input.projectName ?? null, run: input.runName }
        const { title, text, severity, clientMutationId } = input
        await tracking.alerts.add(principal, path, { title, text, severity: severity ?? 'INFO' })
        return { success: true, clientMutationId }
      },
    },
  },
}
