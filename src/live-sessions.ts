import { setTimeout as wait } from 'node:timers/promises'
import type { Accounts, LiveSession, Principal, ReissuedSession, SignInIdentity } from './accounts/index.ts'
import type { Clock } from './base/clock.ts'
import { AppError } from './base/errors.ts'
import type { Events } from './base/events.ts'
import type { Log } from './base/log.ts'
import { isFaultCode, type Revalidated, type Sso, SsoFault } from './sso/index.ts'

/** Sessions, and the providers behind them: who was disabled at the provider, or left the group that is admitted, does not stay. */
export interface LiveSessions {
  /**
   * Whose session this is, or null. When it is time, the provider is asked whether the sign-in still stands, once for all requests. They
   * wait a moment for its answer, so that the word of a quick provider counts at once, and go on while a slow one is asked; only where it
   * was not heard for too long does nobody go on without it.
   */
  principalOf(token: string): Promise<Principal | null>
  /** The same, and another id for the session where it must have one: the old one is good for a moment only. */
  visit(token: string): Promise<Visit | null>
  /** Id of the provider that was not heard for so long that its session may not go on; null where it may, or is none. */
  overdueAt(token: string): Promise<string | null>
  /** Waits until no provider is being asked. */
  settled(): Promise<void>
}

export interface Visit {
  principal: Principal
  reissued: ReissuedSession | null
}

export interface LiveSessionsParts {
  accounts: Accounts
  sso: Sso
  clock: Clock
  events: Events
  log: Log
  /** Milliseconds between two questions to the provider, and how long a session goes on without an answer. */
  revalidateEvery: number
  revalidateMax: number
}

type ProviderSession = LiveSession & { provider: NonNullable<LiveSession['provider']> }

export function createLiveSessions(parts: LiveSessionsParts): LiveSessions {
  const { accounts, clock, log, revalidateEvery, revalidateMax } = parts
  const asking = new Map<string, Promise<void>>()

  const isDue = ({ provider }: ProviderSession) => clock.now() - provider.askedAt >= revalidateEvery
  const isOverdue = ({ provider }: LiveSession) =>
    provider !== null && clock.now() - provider.validatedAt >= revalidateMax

  const askOnce = (token: string, session: ProviderSession): Promise<void> => {
    const known = asking.get(token)
    if (known) return known
    const asked = ask(parts, token, session)
      .catch((error) => log.error({ err: error, provider: session.provider.id }, 'a session could not be re-validated'))
      .finally(() => asking.delete(token))
    asking.set(token, asked)
    return asked
  }

  const standing = async (token: string): Promise<LiveSession | null> => {
    const session = await accounts.sessions.find(token)
    if (!session || !hasProvider(session)) return session
    const asked = isDue(session) ? askOnce(token, session) : asking.get(token)
    if (!asked) return isOverdue(session) ? null : session
    await (isOverdue(session) ? asked : Promise.race([asked, wait(patience, undefined, { ref: false })]))
    const now = await accounts.sessions.find(token)
    return now && !isOverdue(now) ? now : null
  }

  return {
    principalOf: async (token) => (await standing(token))?.principal ?? null,
    async visit(token) {
      const session = await standing(token)
      if (!session) return null
      // While its provider is asked, what that gives instead of the tokens belongs to the id that asked.
      const isDue = session.isOutdated && !asking.has(token)
      return { principal: session.principal, reissued: isDue ? await accounts.sessions.reissue(token) : null }
    },
    async overdueAt(token) {
      const session = await accounts.sessions.find(token)
      return session && isOverdue(session) ? session.provider!.id : null
    },
    async settled() {
      await Promise.all(asking.values())
    },
  }
}

/** Milliseconds. */
const patience = 2000

const hasProvider = (session: LiveSession): session is ProviderSession => session.provider !== null

async function ask(parts: LiveSessionsParts, token: string, { provider, principal }: ProviderSession): Promise<void> {
  const { accounts, sso, clock, log } = parts
  const tokens = await accounts.sessions.takeTurn(token, provider.askedAt)
  // Another replica asks, or there is nothing to ask with.
  if (!tokens) return
  const { username } = principal
  const said = await sso.revalidate(provider.id, tokens)
  if (said.kind === 'over') return end(parts, token, provider.id, username, said)
  if (said.kind === 'unaskable') return
  if (said.kind === 'unknown') {
    const { code, facts } = said.fault
    log.warn({ provider: provider.id, username, code, facts }, 'the provider could not say whether a sign-in stands')
    return accounts.sessions.renew(token, said.tokens)
  }
  await accounts.sessions.renew(token, said.tokens, clock.now())
  const fault = said.identity && (await refusalOf(accounts, said.identity))
  if (fault) await end(parts, token, provider.id, username, { ...said, kind: 'over', fault, whole: true })
}

/** The rules of accounts on what the provider says of a person now; null where they have nothing against it. */
async function refusalOf(accounts: Accounts, identity: SignInIdentity): Promise<SsoFault | null> {
  try {
    await accounts.signIn.renew(identity)
    return null
  } catch (error) {
    if (error instanceof AppError && isFaultCode(error.code)) return new SsoFault(error.code, error.facts, error)
    throw error
  }
}

/** Ends this session and what is one with it: all of the same session at the provider, or all of the person there. */
async function end(
  { accounts, sso, events }: LiveSessionsParts,
  token: string,
  provider: string,
  username: string,
  { attempt, fault, whole }: Extract<Revalidated, { kind: 'over' }>,
): Promise<void> {
  await accounts.sessions.endWith(token, whole ? 'person' : 'provider-session')
  attempt.record.username = username
  await sso.refuse(attempt, fault)
  events.emit('audited', {
    action: 'session-ended',
    actor: `provider ${provider}`,
    subject: username,
    facts: { code: fault.code, attempt: attempt.record.id },
  })
}
