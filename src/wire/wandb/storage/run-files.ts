import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../../../base/errors.ts'
import type { Files } from '../../../tracking/index.ts'
import { type FileAddresses, runFilePlace, type StorageMethod } from './addresses.ts'
import { announced } from './announced.ts'
import { serveFile } from './serve.ts'

interface FileRequest {
  Params: { runId: string; '*': string }
  Querystring: { expires?: string; signature?: string }
}

/** `GET` and `PUT /storage/runs/RUN/NAME?expires=&signature=`. */
export function mountRunFiles(app: FastifyInstance, parts: { files: Files; addresses: FileAddresses }): void {
  const { files, addresses } = parts
  const url = '/storage/runs/:runId/*'

  const checked = (method: StorageMethod, request: FastifyRequest<FileRequest>) => {
    const { runId, '*': name } = request.params
    addresses.check(method, runFilePlace(runId, name), request.query)
    return { runId: Number(runId), name }
  }

  app.put<FileRequest>(url, async (request, reply) => {
    const { runId, name } = checked('PUT', request)
    const { md5 } = await files.write(runId, name, request.raw, announced(request))
    return reply
      .status(200)
      .header('etag', `"${hexOf(md5)}"`)
      .send()
  })

  app.route<FileRequest>({
    method: ['GET', 'HEAD'],
    url,
    exposeHeadRoute: false,
    async handler(request, reply) {
      const { runId, name } = checked('GET', request)
      const file = await files.find(runId, name)
      if (!file) throw new AppError('not-found', 'file-not-found', 'The run has no such file.')
      return serveFile(request, reply, {
        ...file,
        md5: hexOf(file.md5),
        read: (range) => files.read(runId, name, range),
        directUrl: (offer) => files.directUrl(runId, name, offer),
      })
    },
  })
}

const hexOf = (base64: string) => Buffer.from(base64, 'base64').toString('hex')
