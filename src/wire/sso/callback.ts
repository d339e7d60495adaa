import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type CallbackAnswer, SignInRefused } from '../../sso/index.ts'
import { askerOf } from '../asker.ts'
import { type BrowserCookie, createBrowserCookie } from '../browser-cookie.ts'
import { roundField, sendFragmentOn, sendRound } from './pages.ts'
import { parametersOf, type SsoWireParts } from './parts.ts'
import { answerRefusal, wantsJson } from './refusal.ts'
import type { SessionKeeping } from './session-keeping.ts'
import type { SignInLimits } from './sign-in-limits.ts'
import { endRefusedTest, endTest } from './sign-in-test.ts'

type CallbackParts = SsoWireParts & { limits: SignInLimits; keeping: SessionKeeping }

/** `GET|POST /oidc/callback[/PROVIDER]`: where the provider sends the browser back. Ends with a redirect to a clean address. */
export function mountCallback(app: FastifyInstance, parts: CallbackParts): void {
  const cookie = createBrowserCookie(parts.publicUrl)
  for (const url of ['/oidc/callback', '/oidc/callback/:provider']) {
    app.route<{ Params: { provider?: string } }>({
      method: ['GET', 'POST'],
      url,
      // Whoever only looks must not use up what counts once.
      exposeHeadRoute: false,
      handler: (request, reply) => receive(parts, cookie, request, reply, request.params.provider || 'default'),
    })
  }
}

async function receive(
  parts: CallbackParts,
  cookie: BrowserCookie,
  request: FastifyRequest,
  reply: FastifyReply,
  provider: string,
): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer')
  const path = request.url.split('?')[0]!
  const isPost = request.method === 'POST'
  const { [roundField]: round, came, ...parameters } = parametersOf(isPost ? request.body : request.query)
  const browser = cookie.read(request)
  const isEmpty = Object.keys(parameters).length === 0
  if (isPost && !round && !isEmpty && (browser === null || request.headers['sec-fetch-site'] === 'cross-site'))
    return sendRound(reply, path, parameters)
  if (!isPost && isEmpty && !came && !wantsJson(request)) return sendFragmentOn(reply, path)
  return finish(parts, request, reply, {
    provider,
    method: isPost ? 'POST' : 'GET',
    parameters,
    browser,
    host: request.headers.host ?? '',
    asker: askerOf(request, parts.publicUrl),
    ...(came && { cameAs: came[0] === 'fragment' ? 'fragment' : 'empty' }),
  })
}

async function finish(
  parts: CallbackParts,
  request: FastifyRequest,
  reply: FastifyReply,
  answer: CallbackAnswer,
): Promise<FastifyReply> {
  const { sso, visitors, limits, keeping } = parts
  try {
    const finished = await sso.finish(answer)
    if ('again' in finished) return reply.redirect(finished.again, 302)
    const { identity, returnTo, silent, attempt } = finished
    if (attempt.test) return await endTest(parts, finished, attempt.test, reply)
    try {
      const proven = { identity, attemptId: attempt.record.id, browser: answer.browser, silent }
      const { username, findings, written } = await visitors.signIn(proven, request, reply)
      for (const { code, facts } of findings) attempt.stage('provisioning', 'warning', { finding: code, ...facts })
      await sso.signedIn(attempt, username, written)
      limits.succeeded(request)
      if (answer.browser !== null) keeping.given(answer.browser)
    } catch (error) {
      const refused = await sso.refuse(attempt, error)
      if (silent) refused.quietFor = returnTo
      throw refused
    }
    return reply.redirect(returnTo, 302)
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error
    const resultOfTest = await endRefusedTest(parts, error)
    if (resultOfTest && !wantsJson(request)) return reply.redirect(resultOfTest, 302)
    // The Back button after a sign-in that went well: there is nothing to explain.
    const isRepeat = error.code === 'callback-replayed' && !wantsJson(request) && (await visitors.isSignedIn(request))
    return isRepeat ? reply.redirect('/', 302) : answerRefusal(visitors, request, reply, error)
  }
}
