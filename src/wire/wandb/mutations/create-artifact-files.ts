import { artifactThingId, parseThingId } from '../ids.ts'
import type { Input, SchemaPart } from '../operation.ts'
import { artifactFilePlace, artifactPartPlace } from '../storage/addresses.ts'

interface FileSpec {
  artifactID: string
  name: string
  md5: string
  uploadPartsInput?: WirePart[] | null
}
interface WirePart {
  partNumber: number
  hexMD5: string
}
interface CompleteInput {
  artifactID: string
  uploadID: string
  completedParts: WirePart[]
}

const partsOf = (parts: WirePart[]) => parts.map(({ partNumber, hexMD5 }) => ({ number: partNumber, md5: hexMD5 }))

/**
 * Addresses for files of a version, in the order and number of what was asked for; none for what is there already. A large file has one for
 * each of its parts, and is there when it was completed.
 */
export const createArtifactFiles: SchemaPart = {
  schema: `
    extend type Mutation {
      createArtifactFiles(input: CreateArtifactFilesInput!): CreateArtifactFilesPayload
      completeMultipartUploadArtifact(
        input: CompleteMultipartUploadArtifactInput!
      ): CompleteMultipartUploadArtifactPayload
    }
    enum CompleteMultipartAction { Complete }
    input CompleteMultipartUploadArtifactInput {
      completeMultipartAction: CompleteMultipartAction!
      completedParts: [UploadPartsInput!]!
      artifactID: ID!
      storagePath: String!
      uploadID: String!
      clientMutationId: String
    }
    type CompleteMultipartUploadArtifactPayload { digest: String, clientMutationId: String }
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
        const wanted = input.artifactFiles.map(({ artifactID, name, md5, uploadPartsInput }) => ({
          artifactId: parseThingId('Artifact', artifactID),
          name,
          md5,
          parts: partsOf(uploadPartsInput ?? []),
        }))
        const asked = await tracking.artifacts.askFor(principal, wanted)
        const edges = asked.map(({ artifact, name, md5Hex, isStored, uploadId }, index) => {
          const place = artifactFilePlace(artifact.collection.project.id, md5Hex, name.slice(name.lastIndexOf('/') + 1))
          const parts = uploadId === null ? null : wanted[index]!.parts
          const node = {
            id: artifactThingId('Artifact', artifact.id, name),
            name,
            displayName: name,
            storagePath: place,
            // Also of a file in parts: the client takes one without it for stored already.
            uploadUrl: isStored ? null : addresses.sign('PUT', place),
            uploadHeaders: [],
            uploadMultipartUrls: parts && {
              uploadID: artifactThingId('ArtifactUpload', uploadId!),
              uploadUrlParts: parts.map(({ number }) => ({
                partNumber: number,
                uploadUrl: addresses.sign('PUT', artifactPartPlace(uploadId!, number)),
              })),
            },
            artifact,
          }
          return { node, cursor: String(index) }
        })
        return { files: { edges, pageInfo: { hasNextPage: false, hasPreviousPage: false } } }
      },

      async completeMultipartUploadArtifact(_, { input }: Input<CompleteInput>, { principal, tracking }) {
        const { md5 } = await tracking.artifacts.joinParts(
          principal,
          parseThingId('Artifact', input.artifactID),
          parseThingId('ArtifactUpload', input.uploadID),
          partsOf(input.completedParts),
        )
        return { digest: Buffer.from(md5, 'hex').toString('base64'), clientMutationId: input.clientMutationId }
      },
    },
  },
}
