import type { ArtifactCollectionKind } from '../../../tracking/index.ts'
import { type NamedTag, tagNames } from '../artifact-inputs.ts'
import { parseThingId } from '../ids.ts'
import type { Input, Resolver, SchemaPart } from '../operation.ts'
import { collectionNode, tagNode } from '../types/artifact-collection.ts'

interface SequenceInput {
  artifactSequenceID: string
}
interface PortfolioInput {
  artifactPortfolioID: string
}
interface Change {
  name?: string | null
  description?: string | null
}
interface TagsInput {
  entityName: string
  projectName: string
  artifactCollectionName: string
  tags: NamedTag[]
}

const idOf = (input: Partial<SequenceInput & PortfolioInput>) =>
  parseThingId('ArtifactCollection', input.artifactSequenceID ?? input.artifactPortfolioID ?? '')
const placeOf = ({ entityName, projectName, artifactCollectionName }: TagsInput) => ({
  entity: entityName,
  project: projectName,
  collection: artifactCollectionName,
})

const update =
  (kind: ArtifactCollectionKind): Resolver =>
  async (_, { input }: Input<Partial<SequenceInput & PortfolioInput> & Change>, { principal, tracking }) => {
    const { name, description, clientMutationId } = input
    const change = { kind, name: name ?? undefined, description: description ?? undefined }
    const collection = await tracking.artifacts.changeCollection(principal, idOf(input), change)
    return { artifactCollection: collectionNode(collection), clientMutationId }
  }

const remove =
  (kind: ArtifactCollectionKind): Resolver =>
  async (_, { input }: Input<Partial<SequenceInput & PortfolioInput>>, { principal, tracking }) => {
    const collection = await tracking.artifacts.removeCollection(principal, idOf(input), kind)
    const artifactCollection = { ...collectionNode(collection), isDeleted: true }
    return { artifactCollection, clientMutationId: input.clientMutationId }
  }

/** Name, description, type and tags of a collection, and its end. */
export const changeArtifactCollection: SchemaPart = {
  schema: `
    extend type Mutation {
      updateArtifactSequence(input: UpdateArtifactSequenceInput!): UpdateArtifactCollectionPayload
      updateArtifactPortfolio(input: UpdateArtifactPortfolioInput!): UpdateArtifactCollectionPayload
      moveArtifactSequence(input: MoveArtifactSequenceInput!): UpdateArtifactCollectionPayload
      deleteArtifactSequence(input: DeleteArtifactSequenceInput!): UpdateArtifactCollectionPayload
      deleteArtifactPortfolio(input: DeleteArtifactPortfolioInput!): UpdateArtifactCollectionPayload
      createArtifactCollectionTagAssignments(
        input: CreateArtifactCollectionTagAssignmentsInput!
      ): CreateArtifactCollectionTagAssignmentsPayload
      deleteArtifactCollectionTagAssignments(
        input: DeleteArtifactCollectionTagAssignmentsInput!
      ): DeleteArtifactCollectionTagAssignmentsPayload
    }
    input UpdateArtifactSequenceInput {
      artifactSequenceID: ID!
      name: String
      description: String
      clientMutationId: String
    }
    input UpdateArtifactPortfolioInput {
      artifactPortfolioID: ID!
      name: String
      description: String
      clientMutationId: String
    }
    input MoveArtifactSequenceInput {
      artifactSequenceID: ID!
      destinationArtifactTypeName: String!
      clientMutationId: String
    }
    input DeleteArtifactSequenceInput { artifactSequenceID: ID!, clientMutationId: String }
    input DeleteArtifactPortfolioInput { artifactPortfolioID: ID!, clientMutationId: String }
    type UpdateArtifactCollectionPayload { artifactCollection: ArtifactCollection!, clientMutationId: String }
    input CreateArtifactCollectionTagAssignmentsInput {
      entityName: String!
      projectName: String!
      artifactCollectionName: String!
      tags: [TagInput!]!
      clientMutationId: String
      clientMutationID: String
    }
    type CreateArtifactCollectionTagAssignmentsPayload { tags: [Tag!]!, clientMutationId: String }
    input DeleteArtifactCollectionTagAssignmentsInput {
      entityName: String!
      projectName: String!
      artifactCollectionName: String!
      tags: [TagInput!]!
      clientMutationId: String
      clientMutationID: String
    }
    type DeleteArtifactCollectionTagAssignmentsPayload { success: Boolean!, clientMutationId: String }
  `,
  resolvers: {
    Mutation: {
      updateArtifactSequence: update('SEQUENCE'),
      updateArtifactPortfolio: update('PORTFOLIO'),
      deleteArtifactSequence: remove('SEQUENCE'),
      deleteArtifactPortfolio: remove('PORTFOLIO'),

      async moveArtifactSequence(
        _,
        { input }: Input<SequenceInput & { destinationArtifactTypeName: string }>,
        { principal, tracking },
      ) {
        const type = input.destinationArtifactTypeName
        const collection = await tracking.artifacts.changeCollectionType(principal, idOf(input), type)
        return { artifactCollection: collectionNode(collection), clientMutationId: input.clientMutationId }
      },

      async createArtifactCollectionTagAssignments(_, { input }: Input<TagsInput>, { principal, tracking }) {
        const tags = await tracking.artifacts.tagCollection(principal, placeOf(input), tagNames(input.tags))
        return { tags: tags.map(tagNode), clientMutationId: input.clientMutationId }
      },

      async deleteArtifactCollectionTagAssignments(_, { input }: Input<TagsInput>, { principal, tracking }) {
        await tracking.artifacts.untagCollection(principal, placeOf(input), tagNames(input.tags))
        return { success: true, clientMutationId: input.clientMutationId }
      },
    },
  },
}
