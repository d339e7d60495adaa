import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sendPage } from './pages.ts'
import { parameter, type SsoWireParts } from './parts.ts'

/** `GET /oidc/frontchannel-logout[/PROVIDER]`: a page of the provider holds this address in a frame, and so ends the session. */
export function mountFrontchannelLogout(app: FastifyInstance, parts: SsoWireParts): void {
  for (const url of ['/oidc/frontchannel-logout', '/oidc/frontchannel-logout/:provider']) {
    app.get<{ Params: { provider?: string } }>(url, async (request, reply) => {
      const provider = request.params.provider || 'default'
      await endByFrame(parts, request, provider)
      return sendPage(reply, 200, 'Signed out', '', { framedBy: await framedBy(parts, provider) })
    })
  }
}

/**
 * OpenID Connect Front-Channel Logout 1.0, with `iss` and `sid`: browsers send no cookies from a frame of another site, so the session is
 * found by what the provider calls it. That proves nothing but that somebody knows that name; without both, nothing ends.
 */
export async function endByFrame(
  { sso, visitors, log }: SsoWireParts,
  request: FastifyRequest,
  provider: string,
): Promise<void> {
  const [iss, sid] = [parameter(request, 'iss'), parameter(request, 'sid')]
  if (!iss || !sid || !(await sso.logout.isIssuerOf(provider, iss))) return
  const sessions = await visitors.endSessionsOf({ provider, subject: null, providerSession: sid })
  log.info({ provider, sessions }, 'the provider ended sessions by a frame')
}

/** The origins whose pages may hold ours in a frame: the provider's own. */
export const framedBy = ({ sso }: SsoWireParts, provider: string): Promise<string[]> => sso.logout.originsOf(provider)
