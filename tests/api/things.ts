import { createHash } from 'node:crypto'
import type { TestServer } from '../kit/server.ts'
import { ask, historyOf, makeRun, stream } from '../kit/wire.ts'
import { sweepConfig, type Things } from './wire-operations.ts'

const md5 = (text: string) => createHash('md5').update(text).digest('base64')
const place = { entityName: 'lab', projectName: 'p' }
const manifestText = JSON.stringify({
  version: 1,
  storagePolicy: 'wandb-storage-policy-v1',
  storagePolicyConfig: { storageLayout: 'V2' },
  contents: {},
})

/** What the operations of `wire-operations.ts` are about, made by the owner of this key as the client makes it. */
export async function makeThings(server: TestServer, key: string, run: string): Promise<Things> {
  const config = '{"secret":{"value":"xyzzy"}}'
  const runId = await makeRun(server, key, { name: run, entityName: 'lab', modelName: 'p', config })
  await stream(server, key, `lab/p/${run}`, historyOf([1, 2]))

  const mutate = async (name: string, payload: string, input: Record<string, unknown>) => {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`
    const text = `mutation ($input: ${type}!) { ${name}(input: $input) { ${payload} } }`
    const { data, errors } = await ask(server, key, text, { input })
    if (errors.length > 0) throw new Error(errors[0]!.message)
    return data[name]
  }
  const once = <Made>(make: () => Promise<Made>) => {
    let made: Promise<Made> | undefined
    return () => {
      made ??= make()
      return made
    }
  }
  const names = { artifactTypeName: 'dataset', artifactCollectionName: `data-${run}`, clientID: `client-${run}` }
  const created = once(async () => {
    const input = { ...place, ...names, runName: run, digest: md5(run) }
    return (await mutate('createArtifact', 'artifact { id artifactSequence { id } }', input)).artifact
  })
  const project = once(async () => {
    await makeRun(server, key, { name: 'r', entityName: 'lab', modelName: `own-${run}` })
    return `own-${run}`
  })
  const artifact = async (): Promise<string> => (await created()).id
  const manifest = once(async () => {
    const input = { ...place, artifactID: await artifact(), name: 'wandb_manifest.json', digest: md5(manifestText) }
    const { artifactManifest } = await mutate('createArtifactManifest', 'artifactManifest { id file { uploadUrl } }', {
      ...input,
      type: 'FULL',
    })
    await fetch(artifactManifest.file.uploadUrl, { method: 'PUT', body: manifestText })
    return artifactManifest.id as string
  })
  const invite = once(async () => {
    const input = { entityName: 'lab', email: `of-${run}@example.net` }
    return (await mutate('createInvite', 'invite { id }', input)).invite.id as string
  })
  const serviceKey = once(async () => {
    const { principalOfApiKey, serviceAccounts } = server.context.accounts
    const owner = (await principalOfApiKey(key))!
    const { username } = await serviceAccounts.create(owner, 'lab', run)
    const made = await serviceAccounts.createKey(owner, 'lab', username, { name: 'k', scope: 'write' })
    return Buffer.from(`ApiKey:${made.id}`).toString('base64')
  })
  const committed = once(async () => {
    await manifest()
    await mutate('commitArtifact', 'artifact { id }', { artifactID: await artifact() })
    return artifact()
  })
  const report = once(async () => {
    const { view } = await mutate('upsertView', 'view { id }', {
      ...place,
      name: `view-${run}`,
      type: 'runs',
      spec: '{"secret":"xyzzy"}',
    })
    return view.id as string
  })
  const sweep = once(async () => {
    const { sweep: made } = await mutate('upsertSweep', 'sweep { id name }', { ...place, config: sweepConfig })
    const { agent } = await mutate('createAgent', 'agent { id }', { ...place, host: 'a host', sweep: made.name })
    return { ...made, agent: agent.id }
  })
  const collection = async () => (await created()).artifactSequence.id
  /** A large file of that artifact, of which all parts are here. */
  const upload = once(async (): Promise<string> => {
    const uploadPartsInput = [{ partNumber: 1, hexMD5: Buffer.from(md5(run), 'base64').toString('hex') }]
    const input = { artifactFiles: [{ artifactID: await artifact(), name: 'large', md5: md5(run), uploadPartsInput }] }
    const fields = 'files { edges { node { uploadMultipartUrls { uploadID uploadUrlParts { uploadUrl } } } } }'
    const { files } = await mutate('createArtifactFiles', fields, input)
    const { uploadID, uploadUrlParts } = files.edges[0].node.uploadMultipartUrls
    await fetch(uploadUrlParts[0].uploadUrl, { method: 'PUT', body: run })
    return uploadID
  })
  const portfolio = once(async (): Promise<string> => {
    const input = { ...place, artifactID: await committed(), artifactPortfolioName: `linked-${run}` }
    const fields = 'artifactMembership { artifactCollection { id } }'
    return (await mutate('linkArtifact', fields, input)).artifactMembership.artifactCollection.id
  })
  return {
    ...{ invite, serviceKey },
    project,
    run,
    runId,
    artifact,
    manifest,
    committed,
    upload,
    portfolio,
    collection,
    report,
    sweep,
  }
}
