import type { FastifyInstance } from 'fastify'
import { AppError } from '../../../base/errors.ts'
import type { ParquetFiles } from '../../../tracking/index.ts'
import { type FileAddresses, parquetPlace } from './addresses.ts'
import { serveFile } from './serve.ts'

interface ParquetRequest {
  Params: { runId: string; number: string }
  Querystring: { expires?: string; signature?: string }
}

/** `GET /storage/history/RUN/NUMBER?expires=&signature=`: whole, or the ranges that a reader of some columns asks for. */
export function mountParquetFiles(
  app: FastifyInstance,
  { parquet, addresses }: { parquet: ParquetFiles; addresses: FileAddresses },
): void {
  app.route<ParquetRequest>({
    method: ['GET', 'HEAD'],
    url: '/storage/history/:runId/:number',
    exposeHeadRoute: false,
    async handler(request, reply) {
      const { runId, number } = request.params
      addresses.check('GET', parquetPlace(runId, number), request.query)
      const place = [Number(runId), Number(number)] as const
      const file = await parquet.find(...place)
      if (!file) throw new AppError('not-found', 'file-not-found', 'There is no such part of the history any more.')
      return serveFile(request, reply, {
        ...{ name: `history-${number}.parquet`, sizeBytes: file.sizeBytes, mimeType: 'application/vnd.apache.parquet' },
        read: (range) => parquet.read(...place, range),
      })
    },
  })
}
