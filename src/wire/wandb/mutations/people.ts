import { refusedByStatus } from '../errors.ts'
import { parseThingId } from '../ids.ts'
import type { Input, SchemaPart } from '../operation.ts'

/** Accounts, for the server's administrators, and API keys. */
export const peopleMutations: SchemaPart = {
  schema: `
    extend type Mutation {
      createUser(input: CreateUserInput!): CreateUserPayload
      generateApiKey(input: GenerateApiKeyInput!): GenerateApiKeyPayload
      deleteApiKey(input: DeleteApiKeyInput!): DeleteApiKeyPayload
    }
    input CreateUserInput { email: String!, admin: Boolean, clientMutationId: String }
    type CreateUserPayload { user: User, clientMutationId: String }
    input GenerateApiKeyInput { description: String, clientMutationId: String }
    type GenerateApiKeyPayload { apiKey: ApiKey, clientMutationId: String }
    input DeleteApiKeyInput { id: String!, clientMutationId: String }
    type DeleteApiKeyPayload { success: Boolean, clientMutationId: String }
  `,
  resolvers: {
    Mutation: refusedByStatus({
      async createUser(_, { input }: Input<{ email: string; admin?: boolean | null }>, context) {
        const { principal, accounts } = context
        const wanted = { email: input.email, admin: input.admin ?? false }
        if (wanted.admin) context.requireRecentProof()
        return { user: await accounts.addByEmail(principal, wanted), clientMutationId: input.clientMutationId }
      },
      async generateApiKey(_, { input }: Input<{ description?: string | null }>, { principal, accounts }) {
        const apiKey = await accounts.keys.createOwn(principal, (input.description ?? '').slice(0, 100))
        return { apiKey, clientMutationId: input.clientMutationId }
      },
      async deleteApiKey(_, { input }: Input<{ id: string }>, { principal, accounts }) {
        await accounts.keys.removeAny(principal, parseThingId('ApiKey', input.id))
        return { success: true, clientMutationId: input.clientMutationId }
      },
    }),
  },
}
