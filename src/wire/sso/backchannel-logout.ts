import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { brief, SsoFault } from '../../sso/index.ts'
import { parameter, type SsoWireParts } from './parts.ts'

/** `POST /oidc/backchannel-logout[/PROVIDER]`: the provider's server tells that sessions are over. */
export function mountBackchannelLogout(app: FastifyInstance, parts: SsoWireParts): void {
  for (const url of ['/oidc/backchannel-logout', '/oidc/backchannel-logout/:provider']) {
    app.post<{ Params: { provider?: string } }>(url, { errorHandler: refuseForm }, (request, reply) =>
      receive(parts, request, reply, request.params.provider || 'default'),
    )
  }
}

/** OpenID Connect Back-Channel Logout 1.0, 2.8: 200 or 400, never kept. */
async function receive(
  { sso, visitors, log }: SsoWireParts,
  request: FastifyRequest,
  reply: FastifyReply,
  provider: string,
) {
  reply.header('cache-control', 'no-store')
  try {
    const token = parameter(request, 'logout_token')
    if (!token) throw new SsoFault('backchannel-invalid', { reason: 'there is no logout_token in the form' })
    const order = await sso.logout.readLogoutToken(provider, token)
    const sessions = await visitors.endSessionsOf(order)
    log.info({ provider, sessions }, 'the provider ended sessions')
    return reply.status(200).send()
  } catch (error) {
    const { code, facts } = error instanceof SsoFault ? error : { code: 'unexpected', facts: {} }
    log.warn(
      { provider, code, facts: brief(facts), ...(code === 'unexpected' && { err: error }) },
      'a logout token was refused',
    )
    return reply.status(400).send({ error: 'invalid_request', error_description: code })
  }
}

/** Also a body that is no form is answered as that document says. */
const refuseForm = (_error: Error, _request: FastifyRequest, reply: FastifyReply) =>
  reply.status(400).header('cache-control', 'no-store').send({ error: 'invalid_request' })
