import { type Clock, createMinuteTurn } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { AttemptRecord, AuthorizeAnswer, SightReport, Unreturned } from '../sso/index.ts'
import type { SignInAttempts } from './sign-in-attempts.ts'

/** After so long without an answer a sign-in is said to be lost. Who needs longer than that at the provider may still come. */
export const lostAfter = 10 * 60_000
/** How long what a provider answered counts for other attempts too: it is not asked once for each of them. */
const answerCountsFor = 60_000

/** Sign-ins that were sent to a provider and never came back: found, and explained as far as can be without the person. */
export interface UnreturnedSignIns {
  /**
   * Marks what is overdue; why it did not come back is found out in the background. Does its work at most once a minute, on any of
   * several servers.
   */
  sweep(): Promise<void>
  /** A person says, in the browser of the sign-in, that it came to nothing. The attempt as it is then; null where it is not one of theirs. */
  report(attemptId: string, browser: string, report: SightReport): Promise<AttemptRecord | null>
  /** An administrator wants to know now. Null where it is not one that never returned. */
  askAgain(attemptId: string): Promise<AttemptRecord | null>
  /** Stops looking for more, and waits for what was begun in the background. */
  close(): Promise<void>
}

export interface UnreturnedParts {
  attempts: SignInAttempts
  sso: Unreturned
  clock: Clock
  log: Log
}

const memory = 'authorize-answer'

export function createUnreturnedSignIns({ attempts, sso, clock, log }: UnreturnedParts): UnreturnedSignIns {
  const isTime = createMinuteTurn(clock)
  let work: Promise<unknown> = Promise.resolve()

  /** However many report at once, a provider is asked once. */
  const asking = new Map<string, Promise<AuthorizeAnswer | null>>()
  const askAnew = async (provider: string): Promise<AuthorizeAnswer | null> => {
    const answer = await sso.askAuthorize(provider)
    if (answer) await attempts.remember(provider, memory, answer)
    return answer
  }

  /** What the provider answers now; asked by one of several servers, for all attempts of this minute. */
  const answerOf = async (provider: string): Promise<AuthorizeAnswer | null> => {
    const known = (await attempts.recall(provider, memory)) as AuthorizeAnswer | null
    if (known && Math.abs(clock.now() - known.at) < answerCountsFor) return known
    const asked = asking.get(provider) ?? askAnew(provider).finally(() => asking.delete(provider))
    asking.set(provider, asked)
    return asked
  }

  const explain = async (record: AttemptRecord, answer: AuthorizeAnswer | null, report?: SightReport) => {
    await sso.explainUnreturned(record, answer, report)
    await attempts.saveUnreturned(record)
    log.warn({ attempt: record.id, provider: record.provider, code: record.code }, 'a person did not come back')
  }

  const explainAll = async (records: AttemptRecord[]) => {
    for (const provider of new Set(records.map((each) => each.provider))) {
      const answer = await answerOf(provider)
      for (const record of records) if (record.provider === provider) await explain(record, answer)
    }
  }

  const inBackground = (done: () => Promise<void>) => {
    work = work
      .then(done)
      .catch((error) => log.error({ err: error }, 'sign-ins that never came back could not be explained'))
  }

  const sweep = async () => {
    if (!isTime()) return
    const lost = await attempts.giveUp(clock.now() - lostAfter)
    if (lost.length > 0) inBackground(() => explainAll(lost))
  }
  const timer = setInterval(() => inBackground(sweep), 60_000).unref()

  return {
    sweep,

    async report(attemptId, browser, report) {
      const own = await attempts.lastBegunBy(browser)
      if (own?.id !== attemptId || own.evidence['reported'] !== undefined) return null
      await attempts.giveUpOn(attemptId)
      const record = await attempts.load(attemptId)
      if (record?.outcome !== 'never-returned') return null
      await explain(record, await answerOf(record.provider), report)
      return attempts.load(attemptId)
    },

    async askAgain(attemptId) {
      await attempts.giveUpOn(attemptId)
      const record = await attempts.load(attemptId)
      if (record?.outcome !== 'never-returned') return null
      const { reported, errorDescription } = record.evidence
      await explain(record, await sso.askAuthorize(record.provider), reportOf(reported, errorDescription))
      return attempts.load(attemptId)
    },

    async close() {
      clearInterval(timer)
      // What is done may have begun more.
      for (let seen: unknown; seen !== work; await seen) seen = work
    },
  }
}

/** What the person had said before stays said. */
const reportOf = (saw: unknown, words: unknown): SightReport | undefined =>
  typeof saw === 'string' ? ({ saw, words: typeof words === 'string' ? words : '' } as SightReport) : undefined
