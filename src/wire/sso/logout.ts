import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../base/errors.ts'
import { comesFromElsewhere } from '../../http/same-origin.ts'
import { createSignedOutMark, type SignedOutMark } from '../signed-out.ts'
import { endByFrame, framedBy } from './frontchannel-logout.ts'
import { sendSignOutForm } from './pages.ts'
import { parameter, type SsoWireParts } from './parts.ts'

/** `GET|POST /logout`: the person signs out, here and at the provider. */
export function mountLogout(app: FastifyInstance, parts: SsoWireParts): void {
  const mark = createSignedOutMark(parts.publicUrl)
  const { origin } = new URL(parts.publicUrl)
  app.get('/logout', async (request, reply) => {
    const site = request.headers['sec-fetch-site']
    const isOurs = site === undefined || site === 'none' || site === 'same-origin'
    if (isOurs) return signOut(parts, mark, request, reply)
    // W&B Server has providers registered with this address for front-channel logout.
    const provider = await parts.providers.ofIssuer(parameter(request, 'iss') ?? '')
    if (!provider) return sendSignOutForm(reply)
    await endByFrame(parts, request, provider.id)
    return sendSignOutForm(reply, await framedBy(parts, provider.id))
  })
  app.post('/logout', async (request, reply) => {
    if (comesFromElsewhere(request.headers, origin))
      throw new AppError('forbidden', 'csrf', 'This request came from another site and was not carried out.')
    return signOut(parts, mark, request, reply)
  })
}

/** Our session first, then the provider's. */
async function signOut(
  { sso, visitors }: SsoWireParts,
  mark: SignedOutMark,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const ended = await visitors.signOut(request, reply)
  const state = mark.set(reply)
  // Nobody waits for it: the session here has ended, and the provider's does with the redirect.
  if (ended) void sso.logout.revoke(ended.provider, ended.refreshToken)
  const url = ended && (await sso.logout.endSessionUrl(ended.provider, ended.idToken, state))
  return reply
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .redirect(url ?? '/login', 302)
}
