import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readCookie, sessionCookieName } from '../../http/cookies.ts'
import { type ProviderDirectory, type SignInPrompt, SignInRefused, type SignInTest, SsoFault } from '../../sso/index.ts'
import { askerOf } from '../asker.ts'
import { type BrowserCookie, createBrowserCookie } from '../browser-cookie.ts'
import { publicUrlMismatch } from '../public-url.ts'
import { createSignedOutMark } from '../signed-out.ts'
import { escapeHtml, sendPage } from './pages.ts'
import { parameter, type SsoWireParts } from './parts.ts'
import { answerRefusal, refusalBody, wantsJson } from './refusal.ts'
import { safeReturnTo } from './return-to.ts'
import type { SessionKeeping } from './session-keeping.ts'
import { endRefusedTest } from './sign-in-test.ts'

/** `GET /oidc/login[/PROVIDER]` and `/oidc/initiate`: where sign-ins start. */
export function mountLogin(app: FastifyInstance, parts: SsoWireParts, keeping: SessionKeeping): void {
  const cookie = createBrowserCookie(parts.publicUrl)
  const mark = createSignedOutMark(parts.publicUrl)
  const start = async (
    request: FastifyRequest,
    reply: FastifyReply,
    provider: string,
    returnTo: unknown,
    prompt?: SignInPrompt,
  ) => {
    const refused = await lostSession(parts, keeping, request, cookie.read(request), provider)
    if (refused) return answerRefusal(parts.visitors, request, reply, refused)
    return startSignIn({ parts, cookie, request, reply }, provider, safeReturnTo(returnTo, parts.publicUrl), {
      loginHint: parameter(request, 'login_hint'),
      prompt,
      afterSignOut: mark.read(request) !== null,
    })
  }
  const byButton = (request: FastifyRequest, reply: FastifyReply, provider: string) =>
    parameter(request, 'test')
      ? startTest({ parts, cookie, request, reply }, provider, parameter(request, 'test')!)
      : start(
          request,
          reply,
          provider,
          parameter(request, 'return_to'),
          parameter(request, 'reauth') ? 'login' : undefined,
        )

  app.get('/oidc/login', (request, reply) => byButton(request, reply, 'default'))
  app.get<{ Params: { provider: string } }>('/oidc/login/:provider', (request, reply) =>
    byButton(request, reply, request.params.provider || 'default'),
  )
  app.route({
    method: ['GET', 'POST'],
    url: '/oidc/initiate',
    // OpenID Connect Core 4: somebody else asks us to start; the sign-in itself is as clean as any.
    handler: async (request, reply) => {
      const provider = await providerMeantBy(parts.providers, parameter(request, 'iss'))
      const target = URL.parse(parameter(request, 'target_link_uri') ?? '')
      const isOurs = target?.origin === new URL(parts.publicUrl).origin
      const returnTo = target && isOurs ? target.pathname + target.search : '/'
      return start(request, reply, provider, returnTo)
    },
  })
}

/** The end of a browser's going round and round: it was signed in more than once just now, and never brings its session. */
async function lostSession(
  { sso, publicUrl }: SsoWireParts,
  keeping: SessionKeeping,
  { headers }: FastifyRequest,
  browser: string | null,
  provider: string,
): Promise<SignInRefused | null> {
  const cookie = sessionCookieName(publicUrl)
  const times = browser === null || readCookie(headers.cookie, cookie) !== null ? 0 : keeping.lost(browser)
  if (times === 0) return null
  return sso.refuseAtOnce(provider, new SsoFault('cookie-not-persisted', { times, cookie }))
}

/** Without `iss`, which OpenID Connect Core 4 demands, the one provider where there is but one. An unknown one is said to be so. */
async function providerMeantBy(providers: ProviderDirectory, iss: string | undefined): Promise<string> {
  if (iss) return (await providers.ofIssuer(iss))?.id ?? iss.slice(0, 100)
  const [only, ...others] = await providers.list()
  return only && others.length === 0 ? only.id : 'default'
}

interface Start {
  parts: SsoWireParts
  cookie: BrowserCookie
  request: FastifyRequest
  reply: FastifyReply
}

/** The test that was prepared, once, by who prepared it. */
async function startTest(at: Start, provider: string, id: string): Promise<FastifyReply> {
  const { parts, request, reply } = at
  const asker = askerOf(request, parts.publicUrl)
  const test = asker && (await parts.signInTests.start(id, provider, asker))
  if (test) return startSignIn(at, provider, '/', { test })
  const reason = 'it was begun already, its time is up, or it is of somebody else'
  const refused = await parts.sso.refuseAtOnce(provider, new SsoFault('sign-in-test-over', { reason }))
  return answerRefusal(parts.visitors, request, reply, refused)
}

/** Sends the browser to the provider, or says why it cannot. */
export async function startSignIn(
  { parts, cookie, request, reply }: Start,
  provider: string,
  returnTo: string,
  { loginHint, ...how }: { loginHint?: string; prompt?: SignInPrompt; test?: SignInTest; afterSignOut?: boolean } = {},
): Promise<FastifyReply> {
  const { sso, publicUrl } = parts
  const elsewhere = publicUrlMismatch(request, publicUrl, parameter(request, 'origin'))
  if (elsewhere) return answerMismatch(request, reply, parts, provider, elsewhere)
  const browser = cookie.ensure(request, reply)
  const host = request.headers.host ?? ''
  try {
    const hint = loginHint?.slice(0, 300)
    const { url, attemptId } = await sso.begin({ provider, returnTo, browser, host, ...how, loginHint: hint })
    if (how.test) await parts.signInTests.note(how.test.id, attemptId)
    return reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer').redirect(url, 302)
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error
    const resultOfTest = await endRefusedTest(parts, error)
    if (resultOfTest && !wantsJson(request)) return reply.redirect(resultOfTest, 302)
    return answerRefusal(parts.visitors, request, reply, error)
  }
}

/** Both addresses, and no redirect: where the browser is, it has no cookies of the public URL, and the other way round. */
async function answerMismatch(
  request: FastifyRequest,
  reply: FastifyReply,
  { sso, publicUrl }: SsoWireParts,
  provider: string,
  elsewhere: string,
) {
  const fault = new SsoFault('public-url-mismatch', { browserOrigin: elsewhere, publicUrl })
  const refused = await sso.refuseAtOnce(provider, fault)
  const message = `${refused.message} Your browser is at ${elsewhere}; this server's public URL (HOST) is ${publicUrl}.`
  if (wantsJson(request)) return reply.status(400).send(refusalBody(refused, message))
  const body = `<p>${escapeHtml(message)}</p>
<p><a href="${escapeHtml(publicUrl)}/login">Sign in at ${escapeHtml(publicUrl)}</a></p>
<p>For the administrator: set <code>HOST=${escapeHtml(elsewhere)}</code> if that is the address that people should use.
Code <code>${refused.code}</code>, attempt <code>${refused.attemptId}</code>.</p>`
  return sendPage(reply, 400, refused.title, body)
}
