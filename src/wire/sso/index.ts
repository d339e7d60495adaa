import formbody from '@fastify/formbody'
import type { FastifyInstance } from 'fastify'
import { publicKeys } from '../../sso/index.ts'
import { receiveSignedOut } from '../signed-out.ts'
import { mountBackchannelLogout } from './backchannel-logout.ts'
import { mountCallback } from './callback.ts'
import { mountFrontchannelLogout } from './frontchannel-logout.ts'
import { createGiveBack } from './give-back.ts'
import { mountLogin } from './login.ts'
import { mountLogos } from './logos.ts'
import { mountLogout } from './logout.ts'
import type { SsoWireParts } from './parts.ts'
import { mountRenewal } from './renewal.ts'
import { createSessionKeeping } from './session-keeping.ts'
import { createSignInLimits } from './sign-in-limits.ts'
import { mountToken } from './token.ts'

export type { SsoWireParts, Visitors } from './parts.ts'

/** Everything a browser or a provider asks of single sign-on. */
export function mountSso(app: FastifyInstance, parts: SsoWireParts): void {
  const giveBack = createGiveBack(parts.sso.logout)
  app.addHook('onClose', () => giveBack.rest())
  receiveSignedOut(app, parts.publicUrl, giveBack.now)
  mountRenewal(app, parts)
  const keeping = createSessionKeeping(parts.clock)
  // Forms are read here only: elsewhere a body is JSON.
  app.register(async (scope) => {
    await scope.register(formbody, { bodyLimit: 256 * 1024 })
    await scope.register(async (limited) => {
      const limits = createSignInLimits(parts.clock)
      limited.addHook('onRequest', async (request) => limits.begin(request))
      mountLogin(limited, parts, keeping)
      mountCallback(limited, { ...parts, limits, keeping })
    })
    mountLogout(scope, { ...parts, keeping, giveBack })
    mountBackchannelLogout(scope, parts)
    mountFrontchannelLogout(scope, parts)
    mountToken(scope, parts)
    scope.get('/oidc/jwks.json', async (_request, reply) => {
      reply.header('cache-control', 'public, max-age=300')
      const keys = (await parts.providers.list()).flatMap(publicKeys)
      return { keys: [...new Map(keys.map((key) => [`${key.kid} ${key.use}`, key])).values()] }
    })
    mountLogos(scope, parts)
  })
}
