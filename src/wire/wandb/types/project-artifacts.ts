import type { Project } from '../../../tracking/index.ts'
import type { Resolver, SchemaPart } from '../operation.ts'
import { readsProjectOf } from '../readable-project.ts'
import { collectionNode, type TypeNode } from './artifact-collection.ts'

/** What a project has of artifacts, by name. */
export const projectArtifacts: SchemaPart = {
  schema: `
    extend type Project {
      artifact(name: String!, enableTracking: Boolean): Artifact
      artifactType(name: String!): ArtifactType
      artifactCollection(name: String!): ArtifactCollection
      artifactCollectionMembership(name: String!): ArtifactCollectionMembership
    }
    extend type ArtifactType {
      artifactCollection(name: String!): ArtifactCollection
      artifact(name: String!): Artifact
    }
  `,
  resolvers: {
    Project: {
      artifact: ({ id }, { name }, { tracking }) => tracking.artifacts.byName(id, name),
      async artifactType({ id }, { name }, { tracking }) {
        const type = await tracking.artifacts.type(id, name)
        return type && { ...type, projectId: id }
      },
      async artifactCollection({ id }, { name }, { tracking }) {
        const collection = await tracking.artifacts.collection(id, name)
        return collection && collectionNode(collection)
      },
      artifactCollectionMembership: ({ id }, { name }, { tracking }) => tracking.artifacts.membership(id, name),
    } satisfies Record<string, Resolver<Project>>,
    ArtifactType: {
      async artifact(type, { name }, context) {
        if (type.of && !(await readsProjectOf(type.of, context))) return null
        const membership = await context.tracking.artifacts.membership(type.projectId, name)
        return membership?.collection.type.id === type.id ? membership.artifact : null
      },
      async artifactCollection(type, { name }, context) {
        if (type.of && !(await readsProjectOf(type.of, context))) return null
        const collection = await context.tracking.artifacts.collection(type.projectId, name)
        return collection?.type.id === type.id ? collectionNode(collection) : null
      },
    } satisfies Record<string, Resolver<TypeNode>>,
  },
}
