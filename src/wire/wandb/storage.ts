import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../base/errors.ts'
import type { Files, RunFile } from '../../tracking/index.ts'
import { parseRange } from './range.ts'
import type { FileAddresses, StorageMethod } from './storage-addresses.ts'

interface FileRequest {
  Params: { runId: string; '*': string }
  Querystring: { expires?: string; signature?: string; download?: string }
}

/**
 * The bytes of files: `GET` and `PUT /storage/runs/RUN/NAME?expires=&signature=`. The signature is the only key; a request may come from
 * a page of any origin, and no cookie counts here.
 */
export function mountStorage(app: FastifyInstance, parts: { files: Files; addresses: FileAddresses }): void {
  const { files, addresses } = parts

  const checked = (method: StorageMethod, request: FastifyRequest<FileRequest>) => {
    const { runId, '*': name } = request.params
    addresses.check(method, Number(runId), name, request.query)
    return { runId: Number(runId), name }
  }

  // An upload is passed on as it comes, whatever it calls itself.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, body, done) => done(null, body))

  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD, PUT, OPTIONS',
      'access-control-allow-headers': '*',
      'access-control-expose-headers': 'content-length, content-range, etag',
      'access-control-max-age': '3600',
    })
  })

  app.options<FileRequest>('/storage/runs/:runId/*', async (_request, reply) => reply.status(204).send())

  app.put<FileRequest>('/storage/runs/:runId/*', async (request, reply) => {
    const { runId, name } = checked('PUT', request)
    const file = await files.write(runId, name, request.raw, lengthOf(request))
    return reply.status(200).header('etag', etagOf(file)).send()
  })

  // By itself, since the framework's own would read the whole file to tell its length.
  app.head<FileRequest>('/storage/runs/:runId/*', async (request, reply) => {
    const { runId, name } = checked('GET', request)
    const file = await files.find(runId, name)
    if (!file) throw fileNotFound()
    describe(reply, file, false)
    return reply.header('content-length', file.sizeBytes).send()
  })

  app.get<FileRequest>('/storage/runs/:runId/*', { exposeHeadRoute: false }, async (request, reply) => {
    const { runId, name } = checked('GET', request)
    const file = await files.find(runId, name)
    if (!file) throw fileNotFound()
    describe(reply, file, request.query.download !== undefined)
    if (request.headers['if-none-match'] === etagOf(file)) return reply.status(304).send()
    const range = parseRange(request.headers.range, file.sizeBytes)
    if (range === 'unsatisfiable') return reply.status(416).header('content-range', `bytes */${file.sizeBytes}`).send()
    if (!range) {
      reply.header('content-length', file.sizeBytes)
      return reply.send(await files.read(runId, name))
    }
    reply.status(206).header('content-range', `bytes ${range.start}-${range.end}/${file.sizeBytes}`)
    reply.header('content-length', range.end - range.start + 1)
    return reply.send(await files.read(runId, name, range))
  })
}

const fileNotFound = () => new AppError('not-found', 'file-not-found', 'The run has no such file.')

function lengthOf(request: FastifyRequest): number {
  const length = Number(request.headers['content-length'])
  if (request.headers['content-length'] !== undefined && Number.isSafeInteger(length)) return length
  throw new AppError('invalid', 'length-required', 'An upload must say its length (Content-Length).')
}

const etagOf = (file: RunFile) => `"${Buffer.from(file.md5, 'base64').toString('hex')}"`

/**
 * Whatever a run uploaded, it cannot act in the name of who looks at it: no sniffing, and HTML gets an origin of its own from which it
 * reaches nothing.
 */
function describe(reply: FastifyReply, file: RunFile, download: boolean): void {
  const basename = encodeURIComponent(file.name.slice(file.name.lastIndexOf('/') + 1))
  reply.headers({
    'content-type': file.mimeType.startsWith('text/') ? `${file.mimeType}; charset=utf-8` : file.mimeType,
    'content-disposition': `${download ? 'attachment' : 'inline'}; filename*=UTF-8''${basename}`,
    'x-content-type-options': 'nosniff',
    'content-security-policy':
      "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; media-src data: blob:; font-src data:",
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': 'private, max-age=0, must-revalidate',
    'accept-ranges': 'bytes',
    'last-modified': new Date(file.updatedAt).toUTCString(),
    etag: etagOf(file),
  })
}
