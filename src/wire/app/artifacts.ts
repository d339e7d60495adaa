import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Principal } from '../../accounts/principal.ts'
import { AppError } from '../../base/errors.ts'
import { type ArtifactMembership, mimeTypeOf, type Tracking } from '../../tracking/index.ts'
import { ownAddress, versionDetail, versionSummary } from './artifact-present.ts'
import {
  collectionsShape,
  folderShape,
  lineageShape,
  runArtifactsShape,
  versionShape,
  versionsShape,
} from './artifact-shapes.ts'
import { endpoint } from './endpoint.ts'
import { wholeNumber } from './whole-number.ts'

export interface ArtifactAppParts {
  tracking: Tracking
  /** The signed address of bytes that a project has, by their MD5 (hex), under this name. */
  blobUrl(projectId: number, md5: string, name: string): string
}

const atOnce = 100
const filesAtOnce = 500
const mostOfRun = 200

const skip = wholeNumber(0, 1_000_000, 0)
const listQuery = z.object({ type: z.string().max(200).default(''), search: z.string().max(200).default(''), skip })
const versionsQuery = z.object({ skip })
const folderQuery = z.object({ folder: z.string().max(4000).default('') })
const lifetimeBody = z.object({ scope: z.enum(['project', 'entity']), seconds: z.number().int().nullable() })
const patchBody = z.object({
  description: z.string().max(65_536).optional(),
  aliases: z.array(z.string().max(128)).max(100).optional(),
  tags: z.array(z.string().max(128)).max(100).optional(),
  ttlSeconds: z.number().int().min(0).max(3_162_240_000).nullable().optional(),
})

const ofProject = '/api/artifacts/:entity/:project'
const ofCollection = `${ofProject}/:collection`
const ofVersion = `${ofCollection}/:version`

/** What the pages of artifacts show and change. */
export function mountArtifacts(app: FastifyInstance, parts: ArtifactAppParts): void {
  mountCollections(app, parts)
  mountVersions(app, parts)
  mountContents(app, parts)
}

function mountCollections(app: FastifyInstance, { tracking }: ArtifactAppParts): void {
  const { projects, artifacts } = tracking

  endpoint(app, {
    method: 'GET',
    path: ofProject,
    who: 'person',
    summary: 'Collections of artifacts of a project, a page at a time, those that changed last first',
    query: listQuery,
    answer: collectionsShape,
    async run({ principal, params, query }) {
      const project = await projects.get(principal, params['entity']!, params['project']!)
      const type = query.type === '' ? null : await artifacts.type(project.id, query.type)
      const wanted = {
        projectId: project.id,
        typeId: query.type === '' ? undefined : (type?.id ?? -1),
        filter: query.search === '' ? undefined : ({ field: 'name', contains: query.search } as const),
        order: { field: 'updatedAt', direction: 'desc' } as const,
      }
      const [found, total, types, lifetime, mayChange] = await Promise.all([
        artifacts.collections(wanted, { skip: query.skip, limit: atOnce + 1 }),
        artifacts.countCollections(wanted),
        artifacts.types(project.id, { limit: 500 }),
        artifacts.lifetimes({ projectId: project.id, entityId: project.entity.id }),
        may(projects.get(principal, project.entity.name, project.name, 'admin')),
      ])
      const shown = found.slice(0, atOnce)
      const facts = await artifacts.factsOf(shown)
      return {
        types: types.map(({ name }) => name),
        collections: shown.map((each) => summaryOf(each, facts.get(each.id)!)),
        total,
        next: found.length > atOnce ? query.skip + atOnce : null,
        lifetime: { ...lifetime, mayChange },
      }
    },
  })

  endpoint(app, {
    method: 'PUT',
    path: `${ofProject}/lifetime`,
    who: 'person',
    summary: 'How long versions are kept that say nothing of their own: in a project, or in all of its team',
    body: lifetimeBody,
    status: 204,
    async run({ principal, params, body: { scope, seconds } }) {
      const place = { entity: params['entity']!, project: scope === 'project' ? params['project']! : null }
      await artifacts.setLifetime(principal, place, seconds)
    },
  })

  endpoint(app, {
    method: 'GET',
    path: ofCollection,
    who: 'person',
    summary: 'Versions of a collection, a page at a time, the newest first',
    query: versionsQuery,
    answer: versionsShape,
    async run({ principal, params, query }) {
      const { id } = await projects.get(principal, params['entity']!, params['project']!)
      const collection = await artifacts.collection(id, params['collection']!)
      if (!collection) throw notFound()
      const found = await artifacts.versions(collection, {}, { skip: query.skip, limit: atOnce + 1 })
      const facts = await artifacts.factsOf([collection])
      return {
        collection: summaryOf(collection, facts.get(collection.id)!),
        versions: await Promise.all(found.slice(0, atOnce).map((each) => versionSummary(tracking, each))),
        next: found.length > atOnce ? query.skip + atOnce : null,
      }
    },
  })
}

function mountVersions(app: FastifyInstance, { tracking }: ArtifactAppParts): void {
  const { artifacts } = tracking
  const find = finder(tracking)

  endpoint(app, {
    method: 'GET',
    path: ofVersion,
    who: 'person',
    summary: 'One version, by its number (v3) or an alias',
    answer: versionShape,
    run: async ({ principal, params }) => versionDetail(tracking, principal, await find(principal, params)),
  })

  endpoint(app, {
    method: 'PATCH',
    path: ofVersion,
    who: 'person',
    summary: 'Change the description, aliases, tags or time to live of a version',
    body: patchBody,
    answer: versionShape,
    async run({ principal, params, body: { aliases, tags, ...change } }) {
      const membership = await find(principal, params)
      const { artifact, collection } = membership
      const [namesNow, tagsNow] = await Promise.all([
        artifacts.aliases(artifact.id, collection.id),
        artifacts.tags(artifact.id),
      ])
      const added = (wanted: string[], now: string[]) => wanted.filter((each) => !now.includes(each))
      if (Object.keys(change).length > 0 || tags)
        await artifacts.change(principal, artifact.id, {
          ...change,
          tagsToAdd: tags && added(tags, tagsNow),
          tagsToDelete: tags && added(tagsNow, tags),
        })
      if (aliases) {
        const place = { entity: collection.entity.name, project: collection.project.name, collection: collection.name }
        const named = (names: string[]) => names.map((alias) => ({ ...place, alias }))
        await artifacts.giveAliases(principal, artifact.id, named(added(aliases, namesNow)))
        const gone = added(namesNow, [...aliases, 'latest'])
        await artifacts.takeAliases(principal, artifact.id, named(gone))
      }
      const version = { ...params, version: `v${membership.version}` }
      return versionDetail(tracking, principal, await find(principal, version))
    },
  })

  endpoint(app, {
    method: 'DELETE',
    path: ofVersion,
    who: 'person',
    summary: 'Delete a version with its aliases; of one that is linked, the link alone',
    status: 204,
    async run({ principal, params }) {
      const { artifact, collection } = await find(principal, params)
      if (collection.kind === 'PORTFOLIO') await artifacts.unlink(principal, artifact.id, collection.id)
      else await artifacts.remove(principal, artifact.id, { withAliases: true })
    },
  })
}

function mountContents(app: FastifyInstance, { tracking, blobUrl }: ArtifactAppParts): void {
  const { artifacts, runs } = tracking
  const find = finder(tracking)

  endpoint(app, {
    method: 'GET',
    path: `${ofVersion}/files`,
    who: 'person',
    summary: 'What is in one folder of a version; files have addresses that are good for a day',
    query: folderQuery,
    answer: folderShape,
    async run({ principal, params, query }) {
      const { artifact } = await find(principal, params)
      const { folders, files, more } = await artifacts.folder(artifact.id, query.folder, filesAtOnce)
      const projectId = artifact.collection.project.id
      return {
        folders,
        files: files.map(({ path, digest, sizeBytes, ref }) => {
          const name = path.slice(path.lastIndexOf('/') + 1)
          const stored = () => blobUrl(projectId, Buffer.from(digest, 'base64').toString('hex'), name)
          const url = ref === null ? stored() : /^https?:\/\//.test(ref) ? ref : null
          return { name, sizeBytes, mimeType: mimeTypeOf(name), url, reference: ref }
        }),
        more,
      }
    },
  })

  endpoint(app, {
    method: 'GET',
    path: `${ofVersion}/lineage`,
    who: 'person',
    summary: 'What a version was made of, and what was made of it, through several steps',
    answer: lineageShape,
    async run({ principal, params }) {
      const { artifact } = await find(principal, params)
      const { nodes, edges, isCut } = await artifacts.lineage(principal, artifact.id)
      return {
        nodes: nodes.map((node) => {
          const [entity = '', project = '', name = ''] = node.place
          const at = { key: `${node.kind}:${node.id}`, step: node.step, entity, project }
          return node.kind === 'artifact'
            ? { ...at, kind: 'artifact' as const, type: node.type, collection: name, version: node.version }
            : { ...at, kind: 'run' as const, name, displayName: node.displayName, state: node.state }
        }),
        edges,
        isCut,
      }
    },
  })

  endpoint(app, {
    method: 'GET',
    path: '/api/runs/:entity/:project/:run/artifacts',
    who: 'person',
    summary: 'Versions that a run used, and those that it logged',
    answer: runArtifactsShape,
    async run({ principal, params: { entity = '', project = '', run = '' } }) {
      const { id } = await runs.get(principal, { entity, project, run })
      const list = async (role: 'input' | 'output') => {
        const found = await artifacts.ofRun(id, role, { limit: mostOfRun })
        const seen = found.map((artifact) => artifacts.get(principal, artifact.id).catch(() => null))
        return (await Promise.all(seen))
          .filter((artifact) => artifact !== null)
          .map((artifact) => ({ ...ownAddress(artifact), sizeBytes: artifact.sizeBytes }))
      }
      const [inputs, outputs] = await Promise.all([list('input'), list('output')])
      return { inputs, outputs }
    },
  })
}

/** Finds the version that an address names. Throws AppError `artifact-not-found`, `project-not-found`. */
const finder =
  ({ projects, artifacts }: Tracking) =>
  async (principal: Principal, params: Record<string, string>): Promise<ArtifactMembership> => {
    const { id } = await projects.get(principal, params['entity']!, params['project']!)
    const membership = await artifacts.membership(id, `${params['collection']}:${params['version']}`)
    if (!membership) throw notFound()
    return membership
  }

const may = (asked: Promise<unknown>): Promise<boolean> =>
  asked.then(
    () => true,
    () => false,
  )

const notFound = () =>
  new AppError('not-found', 'artifact-not-found', 'There is no such artifact here, or it was deleted.')

type Collection = ArtifactMembership['collection']

const summaryOf = (
  { name, type, kind, description, createdAt, updatedAt }: Collection,
  facts: { versions: number; latest: number | null; tags: string[] },
) => ({ name, type: type.name, kind, description, createdAt, updatedAt, ...facts })
