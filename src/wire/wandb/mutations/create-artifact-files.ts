import { artifactThingId, parseThingId } from '../ids.ts'
import type { Input, SchemaPart } from '../operation.ts'
import { artifactFilePlace } from '../storage/addresses.ts'

interface FileSpec {
  artifactID: string
  name: string
  md5: string
}

/** Addresses for files of a version, in the order and number of what was asked for; none for what is there already. */
export const createArtifactFiles: SchemaPart = {
  schema: `
    extend type Mutation { createArtifactFiles(input: CreateArtifactFilesInput!): CreateArtifactFilesPayload }
    enum ArtifactStorageLayout { V1 V2 }
    input CreateArtifactFilesInput {
      artifactFiles: [CreateArtifactFileSpecInput!]!
      storageLayout: ArtifactStorageLayout
      cloudRegionID: ID
      clientMutationId: String
    }
    input CreateArtifactFileSpecInput {
      artifactID: ID!
      name: String!
      md5: String!
      mimetype: String
      artifactManifestID: ID
      uploadPartsInput: [UploadPartsInput!]
    }
    input UploadPartsInput { partNumber: Int64!, hexMD5: String! }
    type CreateArtifactFilesPayload { files: ArtifactFileConnection!, clientMutationId: String }
    type ArtifactFileConnection { edges: [ArtifactFileEdge!]!, pageInfo: PageInfo! }
    type ArtifactFileEdge { node: ArtifactFile, cursor: String! }
    type ArtifactFile {
      id: ID!
      name: String!
      displayName: String
      storagePath: String
      uploadUrl: String
      uploadHeaders: [String!]
      uploadMultipartUrls: UploadMultipartUrls
      artifact: Artifact!
    }
    type UploadMultipartUrls { uploadID: ID!, uploadUrlParts: [UploadUrlPart!]! }
    type UploadUrlPart { partNumber: Int64!, uploadUrl: String! }
  `,
  resolvers: {
    Mutation: {
      async createArtifactFiles(
        _,
        { input }: Input<{ artifactFiles: FileSpec[] }>,
        { principal, tracking, addresses },
      ) {
        const wanted = input.artifactFiles.map(({ artifactID, name, md5 }) => ({
          artifactId: parseThingId('Artifact', artifactID),
          name,
          md5,
        }))
        const edges = (await tracking.artifacts.askFor(principal, wanted)).map(
          ({ artifact, name, md5Hex, isStored }, index) => {
            const project = artifact.collection.project.id
            const basename = name.slice(name.lastIndexOf('/') + 1)
            const place = artifactFilePlace(project, md5Hex, basename)
            const node = {
              id: artifactThingId('Artifact', artifact.id, name),
              name,
              displayName: name,
              storagePath: place,
              uploadUrl: isStored ? null : addresses.sign('PUT', place),
              uploadHeaders: [],
              uploadMultipartUrls: null,
              artifact,
            }
            return { node, cursor: String(index) }
          },
        )
        return { files: { edges, pageInfo: { hasNextPage: false, hasPreviousPage: false } } }
      },
    },
  },
}
