import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SignInRefused } from '../../sso/index.ts'
import type { Visitors } from './parts.ts'

/** Whether the answer is for a script rather than a browser's address bar. */
export const wantsJson = (request: FastifyRequest): boolean => {
  const accept = request.headers.accept?.toLowerCase() ?? ''
  return accept.includes('application/json') && !accept.includes('text/html')
}

/** The error shape of the whole server, with the attempt. */
export const refusalBody = (refused: SignInRefused, message = refused.message) => ({
  error: { code: refused.code, title: refused.title, message, attempt: refused.attemptId },
})

/** Why a sign-in failed: to the sign-in page, which takes its sentence from `code`; or as JSON. Never more than a stranger may know. */
export async function answerRefusal(
  visitors: Pick<Visitors, 'endOverdue'>,
  request: FastifyRequest,
  reply: FastifyReply,
  refused: SignInRefused,
): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store')
  if (refused.quietFor !== null) {
    await visitors.endOverdue(request, reply)
    return reply.redirect(`/login?${new URLSearchParams({ return_to: refused.quietFor })}`, 302)
  }
  if (wantsJson(request))
    return reply.status(refused.oauthError === 'access_denied' ? 403 : 400).send(refusalBody(refused))
  const query = new URLSearchParams({
    error: refused.oauthError,
    error_description: refused.message,
    code: refused.code,
    attempt: refused.attemptId,
  })
  return reply.redirect(`/login?${query}`, 302)
}
