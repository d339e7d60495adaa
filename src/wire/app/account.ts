import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Accounts, NewSession, Principal, User } from '../../accounts/index.ts'
import type { RequireSso } from '../../admin/index.ts'
import type { Clock } from '../../base/clock.ts'
import { AppError } from '../../base/errors.ts'
import { createAttemptLimits } from '../../http/attempt-limits.ts'
import { clientAddress } from '../../http/client-address.ts'
import { readCookie, sessionCookie, sessionCookieName } from '../../http/cookies.ts'
import { createBrowserCookie } from '../browser-cookie.ts'
import type { Me } from './contract.ts'
import { endpoint } from './endpoint.ts'

export interface AccountParts {
  accounts: Accounts
  requireSso: Pick<RequireSso, 'isInForce'>
  clock: Clock
  publicUrl: string
}

const me = z.object({
  user: z.object({
    username: z.string(),
    email: z.string().nullable(),
    name: z.string().nullable(),
    admin: z.boolean(),
    provider: z.string().nullable(),
  }),
})
const credentials = z.object({ username: z.string().max(200), password: z.string().max(2000) })

/** Signing in by password, set-up, and who one is. */
export function mountAccountPages(app: FastifyInstance, parts: AccountParts): void {
  const { accounts, requireSso, clock, publicUrl } = parts
  const limits = createAttemptLimits(clock)
  const cookie = createBrowserCookie(publicUrl)

  /** The browser gets a session of its own; one that it brought ends, so that a planted one is never raised. */
  const begin = async (request: FastifyRequest, reply: FastifyReply, session: NewSession) => {
    const before = readCookie(request.headers.cookie, sessionCookieName(publicUrl))
    if (before) await accounts.sessions.end(before)
    reply.header('set-cookie', sessionCookie(publicUrl, session, clock.now()))
    return { user: meOf(session.user, session.provider) }
  }

  endpoint(app, {
    method: 'POST',
    path: '/api/sign-in',
    who: 'anyone',
    summary: 'Sign in by password; the answer sets the session cookie',
    body: credentials,
    answer: me,
    async run({ body: { username, password }, request, reply }) {
      const address = clientAddress(request)
      limits.begin(username, address)
      const session = await accounts.signIn.withPassword(username, password, await requireSso.isInForce())
      if (!session)
        throw new AppError('unauthenticated', 'sign-in-refused', 'User name and password do not belong together.')
      limits.succeeded(username, address)
      if (session.provider === 'restore') request.log.warn({ username }, 'somebody signed in by a restore password')
      return begin(request, reply, session)
    },
  })

  endpoint(app, {
    method: 'POST',
    path: '/api/sign-in/link',
    who: 'anyone',
    summary:
      'After a sign-in that ended by account-exists-unlinked: link it by the password of that account, and sign in',
    body: z.object({ attempt: z.string().max(100), password: z.string().max(2000) }),
    answer: me,
    async run({ body: { attempt, password }, request, reply }) {
      const address = clientAddress(request)
      const browser = cookie.read(request) ?? ''
      const pending = await accounts.links.pending(attempt, browser)
      // One limit for an account, whichever way its password is tried.
      if (pending) limits.begin(pending.username, address)
      const session = await accounts.links.withPassword(attempt, browser, password)
      if (!session) throw new AppError('unauthenticated', 'sign-in-refused', 'This is not the password of the account.')
      limits.succeeded(session.user.username, address)
      return begin(request, reply, session)
    },
  })

  endpoint(app, {
    method: 'POST',
    path: '/api/setup',
    who: 'anyone',
    summary: 'Make the first administrator, with the token of the set-up link, and sign in',
    body: credentials.extend({ token: z.string().max(200), email: z.string().max(200).optional() }),
    answer: me,
    run: async ({ body: { token, ...user }, request, reply }) =>
      begin(request, reply, await accounts.setup.use(token, user)),
  })

  endpoint(app, {
    method: 'GET',
    path: '/api/me',
    who: 'person',
    summary: 'Who one is',
    answer: me,
    run: async ({ principal }) => ({ user: meOf(principal, principal.provider) }),
  })
}

const meOf = ({ username, email, name, admin }: User | Principal, provider: string | null): Me['user'] => ({
  username,
  email,
  name,
  admin,
  provider,
})
