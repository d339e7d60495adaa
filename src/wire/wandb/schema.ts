import { buildSchema, type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql'
import { artifactManifests } from './mutations/artifact-manifests.ts'
import { changeArtifact } from './mutations/change-artifact.ts'
import { changeArtifactCollection } from './mutations/change-artifact-collection.ts'
import { changeRuns } from './mutations/change-runs.ts'
import { commitArtifact } from './mutations/commit-artifact.ts'
import { createArtifact } from './mutations/create-artifact.ts'
import { createArtifactFiles } from './mutations/create-artifact-files.ts'
import { createCustomChart } from './mutations/create-custom-chart.ts'
import { createRunFiles } from './mutations/create-run-files.ts'
import { deleteFiles } from './mutations/delete-files.ts'
import { deleteModel } from './mutations/delete-model.ts'
import { deleteRun } from './mutations/delete-run.ts'
import { linkArtifact } from './mutations/link-artifact.ts'
import { markRunFilesUploaded } from './mutations/mark-run-files-uploaded.ts'
import { notifyScriptableRunAlert } from './mutations/notify-scriptable-run-alert.ts'
import { peopleMutations } from './mutations/people.ts'
import { renameProject } from './mutations/rename-project.ts'
import { rewindRun } from './mutations/rewind-run.ts'
import { stopRun } from './mutations/stop-run.ts'
import { sweepAgents } from './mutations/sweep-agents.ts'
import { teamMutations } from './mutations/teams.ts'
import { updateRunState } from './mutations/update-run-state.ts'
import { upsertBucket } from './mutations/upsert-bucket.ts'
import { upsertModel } from './mutations/upsert-model.ts'
import { upsertSweep } from './mutations/upsert-sweep.ts'
import { useArtifact } from './mutations/use-artifact.ts'
import type { SchemaPart } from './operation.ts'
import { artifactQueries } from './queries/artifact.ts'
import { entity } from './queries/entity.ts'
import { models } from './queries/models.ts'
import { organization } from './queries/organization.ts'
import { projectQuery } from './queries/project.ts'
import { serverInfo } from './queries/server-info.ts'
import { users } from './queries/users.ts'
import { viewer } from './queries/viewer.ts'
import { scalars } from './scalars.ts'
import { artifactType } from './types/artifact.ts'
import { artifactCollectionType } from './types/artifact-collection.ts'
import { artifactFiles } from './types/artifact-files.ts'
import { artifactLists } from './types/artifact-lists.ts'
import { entityType } from './types/entity.ts'
import { legacy } from './types/legacy.ts'
import { people } from './types/people.ts'
import { projectType } from './types/project.ts'
import { projectArtifacts } from './types/project-artifacts.ts'
import { runType } from './types/run.ts'
import { runFiles } from './types/run-files.ts'
import { runHistory } from './types/run-history.ts'
import { runLog } from './types/run-log.ts'
import { sweepType } from './types/sweep.ts'
import { viewMutations, viewTypes } from './types/views.ts'

const types = [
  scalars,
  people,
  entityType,
  projectType,
  runType,
  runHistory,
  runLog,
  runFiles,
  sweepType,
  artifactType,
  artifactCollectionType,
  artifactFiles,
  projectArtifacts,
  artifactLists,
  legacy,
  viewTypes,
]
const queries = [viewer, users, organization, serverInfo, projectQuery, models, entity, artifactQueries]
const mutations = [
  upsertBucket,
  createRunFiles,
  markRunFilesUploaded,
  deleteFiles,
  notifyScriptableRunAlert,
  rewindRun,
  stopRun,
  updateRunState,
  deleteRun,
  changeRuns,
  deleteModel,
  renameProject,
  upsertModel,
  peopleMutations,
  teamMutations,
  createArtifact,
  artifactManifests,
  createArtifactFiles,
  commitArtifact,
  useArtifact,
  upsertSweep,
  sweepAgents,
  changeArtifact,
  viewMutations,
  createCustomChart,
  changeArtifactCollection,
  linkArtifact,
]

/** Every piece of the schema that the wandb client is answered by. */
export const schemaParts: SchemaPart[] = [...types, ...queries, ...mutations]

export const schemaText: string = ['type Query', 'type Mutation', ...schemaParts.map(({ schema }) => schema)].join('\n')

/** The schema as one text in alphabetical order, to be kept in `schema.graphql.txt` and read by people. */
export const printedSchema = (): string => {
  const schema: GraphQLSchema = buildSchema(schemaText)
  return `${printSchema(lexicographicSortSchema(schema))}\n`
}
