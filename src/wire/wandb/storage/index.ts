import type { FastifyInstance } from 'fastify'
import type { Tracking } from '../../../tracking/index.ts'
import type { FileAddresses } from './addresses.ts'
import { mountArtifactFiles } from './artifact-files.ts'
import { mountParquetFiles } from './parquet-files.ts'
import { mountRunFiles } from './run-files.ts'

/**
 * The bytes of files, below `/storage/`. The signature of an address is the only key; a request may come from a page of any origin, and no
 * cookie counts here.
 */
export function mountStorage(
  app: FastifyInstance,
  parts: Pick<Tracking, 'files' | 'artifacts' | 'parquet'> & { addresses: FileAddresses },
): void {
  // An upload is passed on as it comes, whatever it calls itself.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, body, done) => done(null, body))

  // Nor is one refused that calls itself nothing: the client sends an empty type with the parts of a large file.
  app.addHook('onRequest', async ({ raw: { headers } }) => {
    if (!headers['content-type']?.includes('/')) headers['content-type'] = 'application/octet-stream'
  })

  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD, PUT, OPTIONS',
      'access-control-allow-headers': '*',
      'access-control-expose-headers': 'content-length, content-range, etag',
      'access-control-max-age': '3600',
    })
  })
  app.options('/storage/*', async (_request, reply) => reply.status(204).send())
  mountRunFiles(app, parts)
  mountParquetFiles(app, parts)
  mountArtifactFiles(app, parts)
}
