import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../base/errors.ts'
import { comesFromElsewhere } from '../../http/same-origin.ts'
import { createBrowserCookie } from '../browser-cookie.ts'
import { createSignedOutMark, type SignedOutMark } from '../signed-out.ts'
import { endByFrame, framedBy } from './frontchannel-logout.ts'
import type { GiveBack } from './give-back.ts'
import { sendSignOutForm } from './pages.ts'
import { type LeftSession, parameter, type SsoWireParts } from './parts.ts'
import type { SessionKeeping } from './session-keeping.ts'

export type LogoutWireParts = SsoWireParts & { keeping: SessionKeeping; giveBack: GiveBack }

/** `GET|POST /logout`: the person signs out, here and at the provider. */
export function mountLogout(app: FastifyInstance, parts: LogoutWireParts): void {
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
async function signOut(parts: LogoutWireParts, mark: SignedOutMark, request: FastifyRequest, reply: FastifyReply) {
  const ended = await parts.visitors.signOut(request, reply)
  const browser = createBrowserCookie(parts.publicUrl).read(request)
  if (browser !== null) parts.keeping.ended(browser)
  const state = mark.set(reply)
  const url = ended && (await wayOutOf(parts, ended, state))
  return reply
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .redirect(url ?? '/login', 302)
}

/** Where the browser goes on, so that the provider's session ends too; null where it cannot. */
async function wayOutOf({ sso, visitors, giveBack }: LogoutWireParts, ended: LeftSession, state: string) {
  const { url, findings } = await sso.logout.wayOut(ended.provider, ended.idToken, state)
  const { username, provider } = ended
  visitors.signedOut(username, { provider, atProvider: url !== null, ...(findings.length > 0 && { findings }) })
  giveBack.later(state, ended)
  if (url === null) giveBack.now(state)
  return url
}
