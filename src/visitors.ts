import { AppError } from './base/errors.ts'
import type { Context } from './context.ts'
import { readCookie, sessionCookie, sessionCookieName } from './http/cookies.ts'
import { isFaultCode, SsoFault } from './sso/index.ts'
import type { DatabaseSettings } from './storage/sql/open.ts'
import { writesDuring } from './storage/sql/writes.ts'
import type { Visitors } from './wire/sso/index.ts'

/** Where single sign-on meets accounts: a proven identity becomes a session, and its cookie. */
export function createVisitors({ accounts, clock, config, events, liveSessions, providers }: Context): Visitors {
  const { publicUrl } = config
  const database = nameOfDatabase(config.database)
  const tokenOf = (request: { headers: { cookie?: string } }) =>
    readCookie(request.headers.cookie, sessionCookieName(publicUrl))

  const rules = {
    provisioning: config.provisioning,
    linkingProviders: async () => (await providers.list()).filter((each) => each.linkByEmail).map(({ id }) => id),
  }

  /** What refuses a person is a code of the catalogue. */
  const asFault = (error: unknown): unknown =>
    error instanceof AppError && isFaultCode(error.code) ? new SsoFault(error.code, error.facts, error) : error

  return {
    foresee(identity, draft) {
      const linkingProviders = async () => {
        const others = (await rules.linkingProviders()).filter((id) => id !== draft.id)
        return draft.linkByEmail ? [...others, draft.id] : others
      }
      return accounts.signIn.foresee(identity, { ...rules, linkingProviders }).catch((error) => {
        throw asFault(error)
      })
    },

    async signIn({ identity, attemptId, browser, silent }, request, reply) {
      const before = tokenOf(request)
      if (silent && !(before && (await accounts.sessions.isOf(before, identity))))
        throw new SsoFault('prompt-none-other-person', {})
      try {
        const entering = () => accounts.signIn.withIdentity(identity, rules)
        const { result: session, writes } = await writesDuring(entering)
        // What was signed in before in this browser ends: a session is never carried over to another sign-in.
        if (before) await accounts.sessions.end(before)
        reply.header('set-cookie', sessionCookie(publicUrl, session, clock.now()))
        const written = { database, written: writes }
        return { username: session.user.username, findings: session.findings, written }
      } catch (error) {
        if (error instanceof AppError && error.code === 'account-exists-unlinked' && browser !== null)
          await accounts.links.keep(attemptId, browser, identity)
        throw asFault(error)
      }
    },

    async isSignedIn(request) {
      const token = tokenOf(request)
      return token !== null && (await liveSessions.principalOf(token)) !== null
    },

    async overdueAt(request) {
      const token = tokenOf(request)
      return token === null ? null : liveSessions.overdueAt(token)
    },

    async endOverdue(request, reply) {
      const token = tokenOf(request)
      if (!token || (await liveSessions.overdueAt(token)) === null) return
      reply.header('set-cookie', sessionCookie(publicUrl, null, clock.now()))
      await accounts.sessions.end(token)
    },

    async signOut(request, reply) {
      const token = tokenOf(request)
      reply.header('set-cookie', sessionCookie(publicUrl, null, clock.now()))
      const ended = token === null ? null : await accounts.sessions.end(token)
      return ended
    },

    signedOut(username, facts) {
      events.emit('audited', { action: 'signed-out', actor: username, subject: username, facts })
    },

    endSessionsOf: (order) => accounts.sessions.endOf(order),
  }
}

/** For the administrator who wants to know where a person was written. */
const nameOfDatabase = (settings: DatabaseSettings): string =>
  settings.kind === 'sqlite' ? 'SQLite (signpost.db in the data folder)' : `MySQL ${settings.host}/${settings.database}`
