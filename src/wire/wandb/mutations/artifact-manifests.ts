import type { ManifestType } from '../../../tracking/index.ts'
import { artifactThingId, parseThingId } from '../ids.ts'
import type { Input, SchemaPart, WireContext } from '../operation.ts'
import { newManifestPlace } from '../storage/addresses.ts'

interface CreateInput {
  artifactID: string
  baseArtifactID?: string | null
  name: string
  digest: string
  type?: ManifestType | null
}

interface UpdateInput {
  artifactManifestID: string
  baseArtifactID?: string | null
  digest?: string | null
}

const node = (id: number, { addresses }: WireContext) => {
  const wireId = artifactThingId('ArtifactManifest', id)
  const uploadUrl = addresses.sign('PUT', newManifestPlace(id))
  return { id: wireId, file: { id: wireId, uploadUrl, uploadHeaders: [] } }
}

/** The list of a version's files: announced before they are uploaded, and uploaded itself after them. */
export const artifactManifests: SchemaPart = {
  schema: `
    extend type Mutation {
      createArtifactManifest(input: CreateArtifactManifestInput!): CreateArtifactManifestPayload
      updateArtifactManifest(input: UpdateArtifactManifestInput!): UpdateArtifactManifestPayload
    }
    enum ArtifactManifestType { FULL INCREMENTAL PATCH }
    input CreateArtifactManifestInput {
      artifactID: ID!
      baseArtifactID: ID
      name: String!
      digest: String!
      entityName: String
      projectName: String
      runName: String
      type: ArtifactManifestType
      clientMutationId: String
    }
    type CreateArtifactManifestPayload { artifactManifest: ArtifactManifest!, clientMutationId: String }
    input UpdateArtifactManifestInput {
      artifactManifestID: ID!
      baseArtifactID: ID
      digest: String
      clientMutationId: String
    }
    type UpdateArtifactManifestPayload { artifactManifest: ArtifactManifest!, clientMutationId: String }
  `,
  resolvers: {
    Mutation: {
      async createArtifactManifest(_, { input }: Input<CreateInput>, context) {
        const { principal, tracking } = context
        const artifact = parseThingId('Artifact', input.artifactID)
        const id = await tracking.artifacts.announceManifest(principal, artifact, {
          type: input.type ?? 'FULL',
          baseArtifactId: input.baseArtifactID ? parseThingId('Artifact', input.baseArtifactID) : null,
          digest: input.digest,
        })
        return { artifactManifest: node(id, context), clientMutationId: input.clientMutationId }
      },

      async updateArtifactManifest(_, { input }: Input<UpdateInput>, context) {
        const { principal, tracking } = context
        const id = parseThingId('ArtifactManifest', input.artifactManifestID)
        await tracking.artifacts.changeManifest(principal, id, {
          digest: input.digest ?? undefined,
          baseArtifactId: input.baseArtifactID ? parseThingId('Artifact', input.baseArtifactID) : undefined,
        })
        return { artifactManifest: node(id, context), clientMutationId: input.clientMutationId }
      },
    },
  },
}
