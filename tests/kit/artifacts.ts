import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import type { Person } from './people.ts'
import type { TestServer } from './server.ts'
import { ask } from './wire.ts'

export const md5 = (text: string, encoding: 'base64' | 'hex' = 'base64') =>
  createHash('md5').update(text).digest(encoding)
export const put = (url: string, body: string, headers = {}) => fetch(url, { method: 'PUT', body, headers })

export type Files = Record<string, string>
const contentsOf = (files: Files) =>
  Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name, { digest: md5(text), size: Buffer.byteLength(text) }]),
  )
export const manifestOf = (files: Files, more: Record<string, unknown> = {}) =>
  JSON.stringify({
    version: 1,
    storagePolicy: 'wandb-storage-policy-v1',
    storagePolicyConfig: { storageLayout: 'V2' },
    contents: { ...contentsOf(files), ...more },
  })

export type ArtifactKit = ReturnType<typeof artifactKit>

/** What the client asks and sends of artifacts, step by step, for one project. */
export function artifactKit(
  server: TestServer,
  owner: Person,
  place: { entity: string; project: string; run: string },
) {
  async function create(name: string, input: Record<string, unknown> = {}, by = owner) {
    const { data, errors } = await ask(
      server,
      by.apiKey,
      `mutation ($input: CreateArtifactInput!) { createArtifact(input: $input) {
      artifact { id state versionIndex artifactSequence { id latestArtifact { id versionIndex } } }
    } }`,
      {
        input: {
          entityName: place.entity,
          projectName: place.project,
          runName: place.run,
          artifactTypeName: 'dataset',
          artifactCollectionName: name,
          digest: `digest of ${Math.random()}`,
          ...input,
        },
      },
    )
    return { artifact: data?.createArtifact?.artifact, errors }
  }

  async function askUploads(artifactID: string, files: Files, by = owner) {
    const artifactFiles = Object.entries(files).map(([name, text]) => ({ artifactID, name, md5: md5(text) }))
    const { data, errors } = await ask(
      server,
      by.apiKey,
      `mutation ($input: CreateArtifactFilesInput!) { createArtifactFiles(input: $input) {
      files { edges { node { name uploadUrl artifact { id } } } }
    } }`,
      { input: { artifactFiles, storageLayout: 'V2' } },
    )
    const edges = (data?.createArtifactFiles?.files.edges ?? []) as {
      node: { name: string; uploadUrl: string | null }
    }[]
    return { nodes: edges.map(({ node }) => node), errors }
  }

  async function manifestUrl(artifactID: string, text: string, input: Record<string, unknown> = {}) {
    const { data, errors } = await ask(
      server,
      owner.apiKey,
      `mutation ($input: CreateArtifactManifestInput!) { createArtifactManifest(input: $input) {
      artifactManifest { id file { uploadUrl uploadHeaders } }
    } }`,
      { input: { artifactID, name: 'wandb_manifest.json', digest: md5(text), type: 'FULL', ...input } },
    )
    if (errors.length > 0) throw new Error(errors[0]!.message)
    return data.createArtifactManifest.artifactManifest.file.uploadUrl as string
  }

  const commit = (artifactID: string, by = owner) =>
    ask(
      server,
      by.apiKey,
      `mutation ($id: ID!) { commitArtifact(input: {artifactID: $id}) { artifact { id state versionIndex size fileCount } } }`,
      { id: artifactID },
    )

  /** Logs a version as the client does. */
  async function log(name: string, files: Files, input: Record<string, unknown> = {}): Promise<string> {
    const { artifact } = await create(name, input)
    for (const { name: file, uploadUrl } of (await askUploads(artifact.id, files)).nodes)
      if (uploadUrl) expect((await put(uploadUrl, files[file]!)).status).toBe(200)
    const text = manifestOf(files)
    expect((await put(await manifestUrl(artifact.id, text), text)).status).toBe(200)
    const { data, errors } = await commit(artifact.id)
    expect(errors).toEqual([])
    expect(data.commitArtifact.artifact.state).toBe('COMMITTED')
    return artifact.id
  }

  const byName = async (name: string, by = owner) => {
    const { data, errors } = await ask(
      server,
      by.apiKey,
      `query ($name: String!, $entity: String, $project: String) { project(name: $project, entityName: $entity) { artifactCollectionMembership(name: $name) {
      versionIndex aliases { alias } artifact { id files(first: 100) { totalCount edges { node { name directUrl } } } }
    } } }`,
      { name, entity: place.entity, project: place.project },
    )
    return { found: data?.project?.artifactCollectionMembership ?? null, errors }
  }

  return { create, askUploads, manifestUrl, commit, log, byName }
}
