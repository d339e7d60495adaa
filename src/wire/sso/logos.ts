import type { FastifyInstance } from 'fastify'
import { AppError } from '../../base/errors.ts'
import { logoOf } from '../logo.ts'
import type { SsoWireParts } from './parts.ts'

/** `GET /oidc/logo/PROVIDER`: the picture on the button. An SVG is a document too, so it may do nothing. */
export function mountLogos(app: FastifyInstance, { providers }: SsoWireParts): void {
  app.get<{ Params: { provider: string } }>('/oidc/logo/:provider', async (request, reply) => {
    const provider = await providers.get(request.params.provider)
    const logo = provider && logoOf(provider)
    if (!logo) throw new AppError('not-found', 'no-logo', 'This provider has no picture.')
    return reply
      .type(logo.type)
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
      .header('cache-control', 'public, max-age=86400')
      .send(logo.bytes)
  })
}
