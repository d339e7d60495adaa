import formbody from '@fastify/formbody'
import type { FastifyInstance } from 'fastify'
import { mountCallback } from './callback.ts'
import { mountLogin } from './login.ts'
import { mountLogout } from './logout.ts'
import type { SsoWireParts } from './parts.ts'
import { mountToken } from './token.ts'

export type { SsoWireParts, Visitors } from './parts.ts'

/** Everything a browser or a provider asks of single sign-on. */
export function mountSso(app: FastifyInstance, parts: SsoWireParts): void {
  // Forms are read here only: elsewhere a body is JSON.
  app.register(async (scope) => {
    await scope.register(formbody, { bodyLimit: 256 * 1024 })
    mountLogin(scope, parts)
    mountCallback(scope, parts)
    mountLogout(scope, parts)
    mountToken(scope, parts)
    scope.get('/oidc/jwks.json', async () => ({ keys: [] }))
  })
}
