/**
 * The operations that wandb clients since 0.18 send, by name, each with the field that tells whether it is answered: `Name` alone where
 * that is the mutation of the same name, else `Name=Type.field`. `client-documents.test.ts` compares the newest client's with what it holds.
 */
const newest = `
  AddAliases AddArtifactCollectionTags=Mutation.createArtifactCollectionTagAssignments ArtifactByID=Query.artifact
  ArtifactCollectionAliases=Query.artifactCollection ArtifactCreatedBy=Artifact.createdBy
  ArtifactFileURLsByManifestEntries=Artifact.filesByManifestEntries ArtifactManifest=Artifact.currentManifest
  ArtifactMembershipByName=Project.artifactCollectionMembership ArtifactMembershipFiles=ArtifactCollectionMembership.files
  ArtifactOfType=Project.artifactType ArtifactType=Artifact.artifactType
  ArtifactTypeArtifactCollections=ArtifactType.artifactCollections ArtifactUsedBy=Artifact.usedBy ClientIDMapping=Query.clientIDMapping
  CommitArtifact CompleteMultipartUploadArtifact CreateAgent CreateArtifact CreateArtifactFiles CreateArtifactManifest
  CreateAutomation=Mutation.createFilterTrigger CreateCustomChart CreateDefaultResourceConfig CreateGenericWebhookIntegration CreateInvite
  CreateProject=Mutation.upsertModel CreateRegistryMembers=Mutation.createProjectMembers CreateRunFiles CreateRunQueue
  CreateServiceAccount CreateTeam CreateUserFromAdmin=Mutation.createUser DeleteAliases DeleteApiKey DeleteArtifact
  DeleteArtifactCollectionTags=Mutation.deleteArtifactCollectionTagAssignments DeleteArtifactPortfolio DeleteArtifactSequence
  DeleteAutomation=Mutation.deleteTrigger DeleteFromRunQueue DeleteInvite DeleteRegistry=Mutation.deleteModel
  DeleteRegistryMembers=Mutation.deleteProjectMembers DeleteRun DeleteRunQueue=Mutation.deleteRunQueues EnqueueSweepRun
  EntityIsTeam=Entity.isTeam EvalTableProjectScope=Project.internalId
  FetchAdvancedRegistryFeatures=Organization.advancedRegistryFeatures FetchArtifactDigestAlgorithm=ArtifactSequence.digestAlgorithm
  FetchArtifactManifest=Artifact.currentManifest FetchLinkedArtifacts=Artifact.artifactMemberships
  FetchOrgEntityFromEntity=Organization.orgEntity FetchOrgInfoFromEntity=Organization.orgEntity FetchOrganization=Organization.orgEntity
  FetchRegistries=Project.allowAllArtifactTypesInRegistry FetchRegistry=Project.allowAllArtifactTypesInRegistry GenerateApiKey GetAgentRuns=Agent.runs
  GetArtifactMembershipFileUrls=ArtifactCollectionMembership.files GetAutomationsLegacy=Project.triggers GetDefaultEntity=User.entity
  GetDefaultResourceConfig=Entity.defaultResourceConfig GetEntityAutomations=Entity.triggers
  GetEntityAutomationsLegacy=Project.triggers GetOrgAutomations=Organization.triggers GetProject=Query.project GetProjects=Query.models
  GetRunQueueItem=Project.runQueue GetRunQueueItems=Project.runQueue GetRunQueueMetadata=Project.runQueue GetSweep=Project.sweep
  GetSweepAgent=Sweep.agent GetSweepAgents=Sweep.agents GetSweepLegacy=Project.sweep GetSweepState=Sweep.state GetSweeps=Project.sweeps
  GetTeamEntity=Entity.members GetViewer=Query.viewer Heartbeat=Mutation.agentHeartbeat HistoryPage=Run.history
  IntegrationsByEntity=Entity.integrations IsProjectReadOnly=Project.readOnly LaunchAgent=Query.launchAgent LinkArtifact
  MarkRunFilesUploaded NotifyScriptableRunAlert OrgFeatureFlags=Organization.featureFlags
  OrganizationCoreWeaveOrganizationID=Organization.coreWeaveOrganizationId Project=Project.run
  ProjectArtifactCollection=ArtifactType.artifactCollection ProjectArtifactCollections=Project.artifactCollections
  ProjectArtifactType=Project.artifactType ProjectArtifactTypes=Project.artifactTypes ProjectArtifacts=ArtifactCollection.artifacts
  ProjectRunQueues=Project.runQueues ProjectViews=Project.allViews QueryRunInfo=Run.summaryMetrics
  RegistryCollections=Entity.artifactCollections RegistryTeamMembers=Project.teamMembers RegistryUserMembers=Project.members
  RegistryVersions=Entity.artifactMemberships RenameRegistry=Mutation.renameProject RewindRun Run=Project.run RunConsoleLogPage=Run.logLines
  RunConsoleLogTail=Run.logLines RunFiles=Run.files RunFullHistory=Run.history RunHistoryKeys=Run.historyKeys
  RunInputArtifacts=Run.inputArtifacts RunOutputArtifacts=Run.outputArtifacts RunParquetHistory=Run.parquetHistory
  RunResumeStatus=Project.bucket RunSampledHistory=Run.sampledHistory RunState=Run.state RunStoppedStatus=Run.stopped Runs=Project.runs
  SampledHistoryPage=Run.sampledHistory SearchUsers=Query.users ServerFeaturesQuery=ServerInfo.features
  ServerInfo=ServerInfo.cliVersionInfo StopRun SweepConfig=Sweep.config SweepRunsWithHistory=Sweep.runs SweepWatchedRuns=Project.sweep
  SweepWithRuns=Sweep.runs UnlinkArtifact UpdateArtifact UpdateArtifactManifest UpdateArtifactPortfolio UpdateArtifactSequence
  UpdateArtifactSequenceType=Mutation.moveArtifactSequence UpdateAutomation=Mutation.updateFilterTrigger UpdateRunState
  UpdateTeamRegistryRole=Mutation.updateProjectTeamMember UpdateUserRegistryRole=Mutation.updateProjectMember UpsertBucket
  UpsertRegistry=Project.allowAllArtifactTypesInRegistry UpsertRunQueue UpsertSweep UpsertSweepState=Mutation.upsertSweep UseArtifact
  Viewer=Query.viewer XXHashDigestsEnabled=Entity.xxhashDigestsEnabled ackRunQueueItem createLaunchAgent deleteFiles failRunQueueItem
  fetchRunQueuesFromProject=Project.runQueue popFromRunQueue pushToRunQueue pushToRunQueueByName updateLaunchAgent
  updateRunQueueItemWarning
`

/** What only older clients send. */
const older = `
  ArtifactFileURLs=Artifact.files ArtifactVersionFiles=ArtifactType.artifact CreateAnonymousApiKey=Mutation.createAnonymousEntity
  CreateArtifactType EntityProjects=Query.models Entity=Entity.members ProjectDetails=Project.dockerImage ProjectRuns=Project.buckets
  RunConfigs=Run.files RunDownloadUrl=File.url RunDownloadUrls=File.url RunInfo=Run.runInfo RunUploadUrls=FileConnection.uploadHeaders
  UpsertModel
`

export interface ClientOperation {
  name: string
  /** `Type.field`. */
  field: string
  /** Not asked any more by the newest client. */
  legacy: boolean
}

const read = (text: string, legacy: boolean): ClientOperation[] =>
  text
    .trim()
    .split(/\s+/)
    .map((entry) => {
      const [name, field] = entry.split('=') as [string, string | undefined]
      return { name, field: field ?? `Mutation.${name[0]!.toLowerCase()}${name.slice(1)}`, legacy }
    })

export const clientOperations: ClientOperation[] = [...read(newest, false), ...read(older, true)]
