import type { FastifyInstance } from 'fastify'
import { AppError } from '../../base/errors.ts'

export interface HealthParts {
  /** Resolves when requests can be served; throws otherwise. */
  isReady(): Promise<void>
}

/** `GET /healthz`: the process is alive. `GET /ready`: it is migrated and able to serve. */
export function mountHealth(app: FastifyInstance, parts: HealthParts): void {
  app.get('/healthz', async () => ({ ok: true }))
  app.get('/ready', async () => {
    try {
      await parts.isReady()
    } catch (cause) {
      throw new AppError('unavailable', 'not-ready', 'The database does not answer.', { cause, retryAfter: 2 })
    }
    return { ok: true }
  })
}
