import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../base/errors.ts'
import { brief, SsoFault } from '../../sso/index.ts'
import { sendPage, sendSignOutForm } from './pages.ts'
import { parameter, type SsoWireParts } from './parts.ts'

/** `GET|POST /logout`, and the ways in which a provider ends sessions here. */
export function mountLogout(app: FastifyInstance, parts: SsoWireParts): void {
  app.get('/logout', async (request, reply) => {
    const site = request.headers['sec-fetch-site']
    const isOurs = site === undefined || site === 'none' || site === 'same-origin'
    return isOurs ? signOut(parts, request, reply) : sendSignOutForm(reply)
  })
  app.post('/logout', async (request, reply) => {
    if (comesFromElsewhere(request, parts.publicUrl))
      throw new AppError('forbidden', 'csrf', 'This request came from another site and was not carried out.')
    return signOut(parts, request, reply)
  })
  for (const url of ['/oidc/backchannel-logout', '/oidc/backchannel-logout/:provider']) {
    app.post<{ Params: { provider?: string } }>(url, { errorHandler: refuseForm }, (request, reply) =>
      backchannelLogout(parts, request, reply, request.params.provider ?? 'default'),
    )
  }
  for (const url of ['/oidc/frontchannel-logout', '/oidc/frontchannel-logout/:provider']) {
    app.get<{ Params: { provider?: string } }>(url, (request, reply) =>
      frontchannelLogout(parts, request, reply, request.params.provider ?? 'default'),
    )
  }
}

function comesFromElsewhere({ headers }: FastifyRequest, publicUrl: string): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true
  return headers.origin !== undefined && headers.origin !== new URL(publicUrl).origin
}

/** Our session first, then the provider's. */
async function signOut({ sso, visitors }: SsoWireParts, request: FastifyRequest, reply: FastifyReply) {
  const ended = await visitors.signOut(request, reply)
  const url = ended && (await sso.logout.endSessionUrl(ended.provider, ended.idToken))
  return reply
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .redirect(url ?? '/login', 302)
}

/** OpenID Connect Back-Channel Logout 1.0, 2.8: 200 or 400, never kept. */
async function backchannelLogout(
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

/** OpenID Connect Front-Channel Logout 1.0. It proves nothing but that somebody knows the session's id at the provider. */
async function frontchannelLogout(
  { sso, visitors }: SsoWireParts,
  request: FastifyRequest,
  reply: FastifyReply,
  provider: string,
) {
  const [iss, sid] = [parameter(request, 'iss'), parameter(request, 'sid')]
  if (iss && sid && (await sso.logout.isIssuerOf(provider, iss)))
    await visitors.endSessionsOf({ provider, subject: null, providerSession: sid })
  return sendPage(reply, 200, 'Signed out', '')
}
