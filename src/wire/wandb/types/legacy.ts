import type { Run } from '../../../tracking/index.ts'
import type { Input, Resolver, SchemaPart } from '../operation.ts'
import { readsProjectOf } from '../readable-project.ts'
import { collectionNode, type TypeNode } from './artifact-collection.ts'
import { readRunInfo } from './run-info.ts'

interface CreateArtifactTypeInput {
  entityName: string
  projectName: string
  name: string
  description?: string | null
}

/** Null for a portfolio: clients of 2024 tell the two apart by that. */
const sequenceOf: Resolver<TypeNode> = async (type, { name }, context) => {
  if (type.of && !(await readsProjectOf(type.of, context))) return null
  const collection = await context.tracking.artifacts.collection(type.projectId, name)
  return collection?.type.id === type.id && collection.kind === 'SEQUENCE' ? collectionNode(collection) : null
}

/** What only clients before 0.30 ask for, by words that newer ones have left. */
export const legacy: SchemaPart = {
  schema: `
    extend type Mutation { createArtifactType(input: CreateArtifactTypeInput!): CreateArtifactTypePayload }
    input CreateArtifactTypeInput {
      entityName: String!
      projectName: String!
      name: String!
      description: String
      clientMutationId: String
    }
    type CreateArtifactTypePayload { artifactType: ArtifactType!, clientMutationId: String }
    extend type ArtifactType { artifactSequence(name: String!): ArtifactSequence }
    extend type ArtifactManifestFile { name: String!, displayName: String! }
    extend type FileConnection { uploadHeaders: [String!] }
    extend type Run { runInfo: RunInfo }
    type RunInfo {
      program: String
      args: [String!]
      os: String
      python: String
      colab: String
      executable: String
      codeSaved: Boolean
      cpuCount: Int
      gpuCount: Int
      gpu: String
      git: GitInfo
    }
    type GitInfo { remote: String, commit: String }
  `,
  resolvers: {
    Mutation: {
      async createArtifactType(_, { input }: Input<CreateArtifactTypeInput>, { principal, tracking }) {
        const place = { entity: input.entityName, project: input.projectName }
        const artifactType = await tracking.artifacts.makeType(principal, place, input.name, input.description ?? null)
        return { artifactType, clientMutationId: input.clientMutationId }
      },
    },
    ArtifactType: {
      artifactSequence: sequenceOf,
    } satisfies Record<string, Resolver<TypeNode>>,
    ArtifactManifestFile: { name: () => 'wandb_manifest.json', displayName: () => 'wandb_manifest.json' },
    FileConnection: { uploadHeaders: () => [] },
    Run: { runInfo: (run, _, { tracking }) => readRunInfo(run, tracking.files) } satisfies Record<
      string,
      Resolver<Run>
    >,
  },
}
