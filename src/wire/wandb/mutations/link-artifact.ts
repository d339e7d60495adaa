import { AppError } from '../../../base/errors.ts'
import { parseThingId } from '../ids.ts'
import type { Input, SchemaPart, WireContext } from '../operation.ts'

interface LinkInput {
  artifactID?: string | null
  clientID?: string | null
  artifactPortfolioID?: string | null
  artifactPortfolioName?: string | null
  entityName?: string | null
  projectName?: string | null
  aliases?: { alias: string }[] | null
}
interface UnlinkInput {
  artifactID: string
  artifactPortfolioID: string
}

/** A version in a collection beside the one that it was logged to. */
export const linkArtifact: SchemaPart = {
  schema: `
    extend type Mutation {
      linkArtifact(input: LinkArtifactInput!): LinkArtifactPayload
      unlinkArtifact(input: UnlinkArtifactInput!): UnlinkArtifactPayload
    }
    input LinkArtifactInput {
      artifactID: ID
      clientID: ID
      artifactPortfolioID: ID
      artifactPortfolioName: String
      entityName: String
      projectName: String
      aliases: [ArtifactAliasInput!]
      clientMutationId: String
    }
    type LinkArtifactPayload {
      versionIndex: Int
      artifactMembership: ArtifactCollectionMembership
      clientMutationId: String
    }
    input UnlinkArtifactInput { artifactID: ID!, artifactPortfolioID: ID!, clientMutationId: String }
    type UnlinkArtifactPayload { artifactID: ID!, success: Boolean!, clientMutationId: String }
  `,
  resolvers: {
    Mutation: {
      async linkArtifact(_, { input }: Input<LinkInput>, context) {
        const { principal, tracking } = context
        const aliases = (input.aliases ?? []).map(({ alias }) => alias)
        const id = await idOf(input, context)
        const membership = await tracking.artifacts.link(principal, id, targetOf(input), aliases)
        return {
          versionIndex: membership.version,
          artifactMembership: membership,
          clientMutationId: input.clientMutationId,
        }
      },

      async unlinkArtifact(_, { input }: Input<UnlinkInput>, { principal, tracking }) {
        const portfolio = parseThingId('ArtifactCollection', input.artifactPortfolioID)
        await tracking.artifacts.unlink(principal, parseThingId('Artifact', input.artifactID), portfolio)
        return { artifactID: input.artifactID, success: true, clientMutationId: input.clientMutationId }
      },
    },
  },
}

async function idOf({ artifactID, clientID }: LinkInput, { principal, tracking }: WireContext): Promise<number> {
  if (artifactID) return parseThingId('Artifact', artifactID)
  const artifact = clientID ? await tracking.artifacts.byClientId(principal, clientID) : null
  if (artifact) return artifact.id
  throw new AppError('not-found', 'artifact-not-found', 'There is no such artifact here, or it was deleted.')
}

function targetOf({ artifactPortfolioID, artifactPortfolioName, entityName, projectName }: LinkInput) {
  if (artifactPortfolioID) return { portfolioId: parseThingId('ArtifactCollection', artifactPortfolioID) }
  return { entity: entityName ?? null, project: projectName ?? null, portfolio: artifactPortfolioName ?? '' }
}
