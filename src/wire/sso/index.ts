import formbody from '@fastify/formbody'
import type { FastifyInstance } from 'fastify'
import { AppError } from '../../base/errors.ts'
import { visitorText } from '../../sso/index.ts'
import { type AttemptParts, mountAttempts } from './attempts.ts'
import { mountCallback } from './callback.ts'
import { mountLogin } from './login.ts'
import { mountLogout } from './logout.ts'
import type { SsoWireParts } from './parts.ts'

export type { SsoWireParts, Visitors } from './parts.ts'

/** Everything a browser or a provider asks of single sign-on, and what administrators see of it. */
export function mountSso(app: FastifyInstance, parts: SsoWireParts & AttemptParts): void {
  // Forms are read here only: elsewhere a body is JSON.
  app.register(async (scope) => {
    await scope.register(formbody, { bodyLimit: 256 * 1024 })
    mountLogin(scope, parts)
    mountCallback(scope, parts)
    mountLogout(scope, parts)
    mountAttempts(scope, parts)
    scope.get('/oidc/jwks.json', async () => ({ keys: [] }))
    scope.get<{ Params: { code: string } }>('/api/faults/:code', async ({ params }) => {
      const text = visitorText(params.code)
      if (!text) throw new AppError('not-found', 'fault-not-found', `There is no code "${params.code}".`)
      return text
    })
  })
}
