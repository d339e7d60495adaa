import { createHash } from 'node:crypto'

/**
 * Every operation of the wandb wire, with who may have it done: one line each. `graphql-access.test.ts` walks through them, and fails
 * while a mutation or a root field of a query is in none of them.
 *
 *     write('stopRun', 'success', ({ runId: id }) => ({ id })),
 *
 * The things that an operation is about are of the project `p` of the team `lab`, made anew for each that asks.
 */

export type Actor = 'nobody' | 'wrong key' | 'stranger' | 'viewer' | 'member' | 'owner' | 'admin'
export type Outcome = 'ok' | 'refused' | 'hidden' | 'signed out'

/** What is there in `lab/p` for one that asks. */
export interface Things {
  /** The name of a run, and its id on the wire. */
  run: string
  runId: string
  /** The name of a project that has one run. */
  project(): Promise<string>
  /** The id of an artifact that is being written, of the collection `data-RUN`, and that of its manifest. */
  artifact(): Promise<string>
  manifest(): Promise<string>
  /** The same, committed. */
  committed(): Promise<string>
  /** The id of an upload in parts to the first, and of a portfolio that the committed one is linked to. */
  upload(): Promise<string>
  portfolio(): Promise<string>
  /** The id of that one's collection. */
  collection(): Promise<string>
  /** The id of an invite into the team, and of a key of a service account of the team. */
  invite(): Promise<string>
  serviceKey(): Promise<string>
  /** The id of a report. */
  report(): Promise<string>
  /** A sweep with an agent. */
  sweep(): Promise<{ id: string; name: string; agent: string }>
}

type Variables = Record<string, unknown>

export interface Operation {
  name: string
  query: string
  variables(things: Things): Variables | Promise<Variables>
  outcomes: Record<Actor, Outcome>
}

const by = (stranger: Outcome, viewer: Outcome, member: Outcome, owner: Outcome = 'ok'): Record<Actor, Outcome> => ({
  ...{ nobody: 'signed out', 'wrong key': 'signed out', stranger, viewer, member, owner, admin: 'ok' },
})
const readers = by('hidden', 'ok', 'ok')
const writers = by('hidden', 'refused', 'ok')
const everybody = by('ok', 'ok', 'ok')

const none = () => ({})
const titled = (name: string) => `${name[0]!.toUpperCase()}${name.slice(1)}`

const query =
  (outcomes: Record<Actor, Outcome>) =>
  (name: string, text: string, variables: Operation['variables'] = none): Operation => ({
    name,
    query: text,
    variables,
    outcomes,
  })
/** Of a thing of the team, for those who may read it. */
const read = query(readers)
/** Of whoever asks, or of the server. */
const own = query(everybody)

const mutation =
  (outcomes: Record<Actor, Outcome>) =>
  (name: string, payload: string, input: Operation['variables'], title = name): Operation => ({
    name: title,
    query: `mutation ($input: ${titled(name)}Input!) { ${name}(input: $input) { ${payload} } }`,
    variables: async (things) => ({ input: await input(things) }),
    outcomes,
  })
/** A mutation for those who may write in the project. */
const write = mutation(writers)

/** A mutation for the administrators of the team, who say who sees its projects, too. */
const govern = mutation(by('hidden', 'refused', 'refused'))
/** A mutation for administrators of the server. */
const rule = mutation(by('refused', 'refused', 'refused', 'refused'))
/** A mutation of what is one's own. */
const change = mutation(everybody)

const place = { entityName: 'lab', projectName: 'p' }
const ofRun = (fields: string) => `query ($run: String!) {
  project(name: "p", entityName: "lab") { id run(name: $run) { ${fields} } }
}`
const run = ({ run: name }: Things) => ({ run: name })
const aliasOf = ({ run: name }: Things) => [{ ...place, artifactCollectionName: `data-${name}`, alias: 'another' }]

const nameOf = async (things: Things) => {
  await things.collection()
  return `data-${things.run}`
}

/** A sweep that nobody but the team may read. */
export const sweepConfig = JSON.stringify({ method: 'random', parameters: { x: { values: ['xyzzy'] } } })

export const operations: Operation[] = [
  own('viewer', '{ viewer { id username entity teams { edges { node { name } } } } }'),
  own('serverInfo', '{ serverInfo { features { name isEnabled } } }'),

  own('users', '{ users(query: "the-") { edges { node { username } } } }'),
  read('organization', '{ organization(name: "acme") { name orgEntity { name entityType } teams { name } } }'),
  rule('createUser', 'user { username }', ({ run: name }) => ({ email: `${name}@example.net`, admin: false })),
  change('generateApiKey', 'apiKey { id }', () => ({ description: 'another' })),
  mutation(by('hidden', 'hidden', 'hidden'))('deleteApiKey', 'success', async (it) => ({ id: await it.serviceKey() })),
  rule('createTeam', 'entity { name }', ({ run: teamName }) => ({ teamName })),
  govern('createInvite', 'invite { id }', ({ run: name }) => ({ entityName: 'lab', email: `to-${name}@example.net` })),
  govern('deleteInvite', 'success', async (it) => ({ entityName: 'lab', id: await it.invite() })),
  govern('createServiceAccount', 'user { id }', ({ run: description }) => ({ entityName: 'lab', description })),

  read(
    'entity',
    '{ entity(name: "lab") { name isTeam members { name role email } organization { name } storageBytes } }',
  ),
  read('models', '{ models(entityName: "lab") { edges { node { name } } } }'),
  read('runs', '{ project(name: "p", entityName: "lab") { runs(first: 5) { edges { node { name } } } runCount } }'),
  read('project and run', ofRun('state config summaryMetrics'), run),
  read('history', ofRun('history(samples: 10) historyKeys historyLineCount'), run),
  read('files', ofRun('files(first: 5) { edges { node { directUrl } } }'), run),
  read('logLines', ofRun('logLines(first: 5) { edges { node { line } } }'), run),
  read(
    'RunResumeStatus',
    `query ($run: String!) { model(name: "p", entityName: "lab") {
      bucket(name: $run, missingOk: true) { historyTail wandbConfig(keys: ["t"]) }
    } }`,
    run,
  ),
  write('upsertModel', 'inserted', ({ run: name }) => ({ entityName: 'lab', name: `model-${name}` })),

  write('upsertBucket', 'bucket { name }', ({ run: name }) => ({ name, entityName: 'lab', modelName: 'p' })),
  write('upsertBucket', 'bucket { name }', ({ runId: id }) => ({ id, notes: 'changed' }), 'upsertBucket by id'),
  write(
    'upsertBucket',
    'bucket { name }',
    ({ run: name }) => ({ name, entityName: 'lab', modelName: `of-${name}` }),
    'upsertBucket that makes a project',
  ),
  write('createRunFiles', 'files { uploadUrl }', ({ run: runName }) => ({ ...place, runName, files: ['a'] })),
  write('markRunFilesUploaded', 'success', ({ run: runName }) => ({ ...place, runName, files: ['a'] })),
  write('notifyScriptableRunAlert', 'success', ({ run: runName }) => ({ ...place, runName, title: 't', text: 'x' })),
  write('rewindRun', 'rewoundRun { historyLineCount }', ({ run: runName }) => ({
    ...place,
    runName,
    metricName: '_step',
    metricValue: 0,
  })),
  write('createArtifactType', 'artifactType { id name }', () => ({ ...place, name: 'old-type' })),
  write('stopRun', 'success', ({ runId: id }) => ({ id })),
  write('updateRunState', 'success', ({ runId: id }) => ({ id, state: 'failed' })),
  write('deleteFiles', 'success', ({ run: name }) => ({
    files: [Buffer.from(`File:v1:${name}:p:lab:a`).toString('base64')],
  })),
  write('deleteRun', 'clientMutationId', ({ runId: id }) => ({ id })),
  write('deleteRuns', 'runCount', ({ run: name }) => ({ ...place, filters: JSON.stringify({ name }) })),
  write('moveRuns', 'runCount', ({ run: name }) => ({
    ...{ sourceEntityName: 'lab', sourceProjectName: 'p', destinationEntityName: 'lab' },
    ...{ destinationProjectName: 'moved', filters: JSON.stringify({ name }) },
  })),
  govern('renameProject', 'project { name }', async (it) => ({
    ...{ entityName: 'lab', oldProjectName: await it.project(), newProjectName: `new-${it.run}` },
  })),
  govern('deleteModel', 'success', async (it) => ({
    id: Buffer.from(`Project:v1:${await it.project()}:lab`).toString('base64'),
  })),

  read('view', 'query ($id: ID!) { view(id: $id) { name spec accessTokens { token } } }', async (it) => ({
    id: await it.report(),
  })),
  read('allViews', '{ project(name: "p", entityName: "lab") { id allViews { edges { node { spec } } } } }'),
  write(
    'upsertView',
    'inserted',
    async (it) => ({ id: await it.report(), spec: '{}' }),
    'upsertView of one that is there',
  ),
  write('upsertView', 'inserted', ({ run: name }) => ({ ...place, name: `new-${name}`, spec: '{}' })),
  write('deleteView', 'success', async (it) => ({ id: await it.report() })),
  write('createCustomChart', 'chart { id }', ({ run: name }) => ({
    ...{ entity: 'lab', name, displayName: name, type: 'vega2', access: 'PRIVATE', spec: '{}' },
  })),

  read(
    'sweeps',
    '{ project(name: "p", entityName: "lab") { sweeps(first: 5) { edges { node { config } } } totalSweeps } }',
  ),
  read(
    'sweep',
    `query ($sweep: String!) { project(name: "p", entityName: "lab") {
      sweep(sweepName: $sweep) { config state agents { edges { node { host } } } runs { edges { node { name } } } }
    } }`,
    async (it) => ({ sweep: (await it.sweep()).name }),
  ),
  write('upsertSweep', 'sweep { name }', () => ({ ...place, config: sweepConfig })),
  write(
    'upsertSweep',
    'sweep { name }',
    async (it) => ({ id: (await it.sweep()).id, state: 'PAUSED' }),
    'pause a sweep',
  ),
  write('createAgent', 'agent { id }', async (it) => ({ ...place, host: 'h', sweep: (await it.sweep()).name })),
  write('agentHeartbeat', 'commands', async (it) => ({ id: (await it.sweep()).agent })),
  write('enqueueSweepRun', 'id', async (it) => ({ id: (await it.sweep()).id, config: '{"x":1}' })),

  read('artifact', 'query ($id: ID!) { artifact(id: $id) { digest } }', async (it) => ({ id: await it.committed() })),
  read('artifactCollection', 'query ($id: ID!) { artifactCollection(id: $id) { name } }', async (it) => ({
    id: await it.collection(),
  })),
  read('clientIDMapping', 'query ($id: ID!) { clientIDMapping(clientID: $id) { serverID } }', async (it) => {
    await it.artifact()
    return { id: `client-${it.run}` }
  }),
  write('createArtifact', 'artifact { id }', ({ run: runName }) => ({
    ...place,
    ...{ runName, artifactTypeName: 'dataset', artifactCollectionName: runName, digest: runName },
  })),
  write('createArtifactManifest', 'artifactManifest { id file { uploadUrl } }', async (it) => ({
    ...place,
    ...{ artifactID: await it.artifact(), name: 'wandb_manifest.json', digest: '', type: 'FULL' },
  })),
  write('updateArtifactManifest', 'artifactManifest { id file { uploadUrl } }', async (it) => ({
    artifactManifestID: await it.manifest(),
    digest: '',
  })),
  write('createArtifactFiles', 'files { edges { node { uploadUrl } } }', async (it) => ({
    artifactFiles: [{ artifactID: await it.artifact(), name: 'f', md5: 'CY9rzUYh03PK3k6DJie09g==' }],
  })),
  write('commitArtifact', 'artifact { id }', async (it) => {
    await it.manifest()
    return { artifactID: await it.artifact() }
  }),
  write('useArtifact', 'artifact { id }', async (it) => ({
    ...place,
    ...{ runName: it.run, artifactID: await it.committed() },
  })),
  write('updateArtifact', 'artifact { id }', async (it) => ({ artifactID: await it.committed(), description: 'd' })),
  write('addAliases', 'success', async (it) => ({ artifactID: await it.committed(), aliases: aliasOf(it) })),
  write('deleteAliases', 'success', async (it) => ({ artifactID: await it.committed(), aliases: aliasOf(it) })),
  write('deleteArtifact', 'artifact { id }', async (it) => ({ artifactID: await it.committed(), deleteAliases: true })),
  write('completeMultipartUploadArtifact', 'digest', async (it) => ({
    ...{ artifactID: await it.artifact(), uploadID: await it.upload(), storagePath: 'large' },
    completeMultipartAction: 'Complete',
    completedParts: [{ partNumber: 1, hexMD5: createHash('md5').update(it.run).digest('hex') }],
  })),
  write('linkArtifact', 'versionIndex', async (it) => ({
    ...place,
    ...{ artifactID: await it.committed(), artifactPortfolioName: `another-${it.run}` },
  })),
  write('unlinkArtifact', 'success', async (it) => ({
    artifactID: await it.committed(),
    artifactPortfolioID: await it.portfolio(),
  })),
  write('updateArtifactSequence', 'artifactCollection { name }', async (it) => ({
    artifactSequenceID: await it.collection(),
    description: 'd',
  })),
  write('updateArtifactPortfolio', 'artifactCollection { name }', async (it) => ({
    artifactPortfolioID: await it.portfolio(),
    description: 'd',
  })),
  write('moveArtifactSequence', 'artifactCollection { name }', async (it) => ({
    artifactSequenceID: await it.collection(),
    destinationArtifactTypeName: 'model',
  })),
  write('deleteArtifactSequence', 'artifactCollection { state }', async (it) => ({
    artifactSequenceID: await it.collection(),
  })),
  write('deleteArtifactPortfolio', 'artifactCollection { state }', async (it) => ({
    artifactPortfolioID: await it.portfolio(),
  })),
  write('createArtifactCollectionTagAssignments', 'tags { name }', async (it) => ({
    ...{ ...place, artifactCollectionName: await nameOf(it), tags: [{ tagName: 'gold' }] },
  })),
  write('deleteArtifactCollectionTagAssignments', 'success', async (it) => ({
    ...{ ...place, artifactCollectionName: await nameOf(it), tags: [{ tagName: 'gold' }] },
  })),
]
