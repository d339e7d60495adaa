import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Principal } from '../../../accounts/principal.ts'
import { mimeTypeOf, type Tracking } from '../../../tracking/index.ts'
import {
  artifactFilePlace,
  artifactPartPlace,
  type FileAddresses,
  manifestPlace,
  newManifestPlace,
  type StorageMethod,
} from './addresses.ts'
import { announced } from './announced.ts'
import { type DirectOffer, serveFile } from './serve.ts'

type Signed = { expires?: string; signature?: string }
interface BlobRequest {
  Params: { project: string; md5: string; '*': string }
  Querystring: Signed
}
interface PartRequest {
  Params: { upload: string; part: string }
  Querystring: Signed
}
interface ManifestRequest {
  Params: { id: string }
  Querystring: Signed
}

type Parts = { artifacts: Tracking['artifacts']; addresses: FileAddresses }

/** `/storage/artifacts/PROJECT/MD5/NAME`, `/storage/artifact-parts/UPLOAD/PART`, `/storage/new-manifests/MANIFEST` and `/storage/manifests/ARTIFACT`, each with its signature. */
export function mountArtifactFiles(app: FastifyInstance, { artifacts, addresses }: Parts): void {
  const blobUrl = '/storage/artifacts/:project/:md5/*'
  const checked = (method: StorageMethod, { params, query }: FastifyRequest<BlobRequest>) => {
    addresses.check(method, artifactFilePlace(params.project, params.md5, params['*']), query)
    return { project: Number(params.project), md5: params.md5, name: params['*'] }
  }

  app.put<BlobRequest>(blobUrl, async (request, reply) => {
    const { project, md5 } = checked('PUT', request)
    await artifacts.writeBlob(project, md5, request.raw, announced(request).length)
    return reply.status(200).header('etag', `"${md5}"`).send()
  })

  app.put<PartRequest>('/storage/artifact-parts/:upload/:part', async (request, reply) => {
    const { upload, part } = request.params
    addresses.check('PUT', artifactPartPlace(upload, part), request.query)
    const { md5 } = await artifacts.writePart(Number(upload), Number(part), request.raw, announced(request).length)
    return reply.status(200).header('etag', `"${md5}"`).send()
  })

  app.route<BlobRequest>({
    method: ['GET', 'HEAD'],
    url: blobUrl,
    exposeHeadRoute: false,
    async handler(request, reply) {
      const { project, md5, name } = checked('GET', request)
      const { key, sizeBytes } = await artifacts.blob(project, md5)
      const read = (range?: { start: number; end: number }) => artifacts.readBlob(key, range)
      const directUrl = (offer: DirectOffer) => artifacts.directUrl(key, offer)
      return serveFile(request, reply, { name, sizeBytes, md5, mimeType: mimeTypeOf(name), read, directUrl })
    },
  })

  app.put<ManifestRequest>('/storage/new-manifests/:id', async (request, reply) => {
    addresses.check('PUT', newManifestPlace(request.params.id), request.query)
    await artifacts.writeManifest(Number(request.params.id), request.raw, announced(request).length)
    return reply.status(200).send()
  })

  app.get<ManifestRequest>('/storage/manifests/:id', { exposeHeadRoute: false }, async (request, reply) => {
    addresses.check('GET', manifestPlace(request.params.id), request.query)
    const { body, sizeBytes } = await artifacts.readManifest(Number(request.params.id))
    const name = 'wandb_manifest.json'
    return serveFile(request, reply, { name, sizeBytes, mimeType: 'application/json', read: async () => body })
  })
}

interface LayoutRequest {
  Params: { entity: string; project: string; md5: string; name: string }
}

/**
 * Where the client asks with its key for a file whose signed address it has not, or no longer:
 * `/artifactsV2/REGION/ENTITY/PROJECT/COLLECTION/[ARTIFACT/]BIRTH-ARTIFACT/MD5/NAME`. It is sent to a signed one.
 */
export function mountArtifactLayout(
  app: FastifyInstance,
  { projects, artifacts, addresses }: Parts & Pick<Tracking, 'projects'>,
  principalOf: (request: FastifyRequest) => Principal,
): void {
  const answer = async (request: FastifyRequest<LayoutRequest>, reply: FastifyReply) => {
    const { entity, project, md5, name } = request.params
    const { id } = await projects.get(principalOf(request), entity, project)
    await artifacts.blob(id, md5)
    return reply.redirect(addresses.sign('GET', artifactFilePlace(id, md5, name)), 307)
  }
  const place = '/artifactsV2/:region/:entity/:project/:collection'
  app.get<LayoutRequest>(`${place}/:birth/:md5/:name`, answer)
  app.get<LayoutRequest>(`${place}/:artifact/:birth/:md5/:name`, answer)
}
