import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Principal } from '../../../accounts/principal.ts'
import type { Tracking } from '../../../tracking/index.ts'

export interface FileStreamParts {
  tracking: Pick<Tracking, 'history'> & { runs: Pick<Tracking['runs'], 'forStream' | 'noteStream'> }
  /** Throws AppError where nobody is signed in. */
  principalOf(request: FastifyRequest): Principal
}

interface RunParams {
  entity: string
  project: string
  run: string
}

/** The client sends up to 10 MiB at a time, escaped once more. */
const bodyLimit = 64 * 1024 * 1024

/**
 * `POST /files/ENTITY/PROJECT/RUN/file_stream`: what a run logs. The body goes to the history as it came; `{}` is a sign of life. The
 * client takes any 4xx but 429 as the end of its stream.
 */
export function mountFileStream(app: FastifyInstance, { tracking, principalOf }: FileStreamParts): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body))

  app.post<{ Params: RunParams; Body: Buffer | undefined }>(
    '/files/:entity/:project/:run/file_stream',
    { bodyLimit },
    async (request) => {
      const { entity, project, run } = request.params
      const target = await tracking.runs.forStream(principalOf(request), entity, project, run)
      const outcome = await tracking.history.appendBody(target.runId, request.body ?? Buffer.from('{}'))
      await tracking.runs.noteStream(target.runId, outcome)
      return { exitcode: null, limits: {}, ...(target.stopRequested && { stopped: true }) }
    },
  )
}
