import type { SettledProvider } from '../admin/index.ts'
import { type AttemptRecord, explain, profileFor, providerSettings, wordsOf } from '../sso/index.ts'

/** One cause of failed sign-ins, with the newest of them. */
export interface Cause {
  code: string
  title: string
  times: number
  lastAt: string
  providers: string[]
  /** The newest attempt, and what it said. */
  attempt: string
  happened: string
  mend: string[]
}

/** The causes of those that failed, the most frequent first. */
export function causesOf(attempts: AttemptRecord[], providers: SettledProvider[]): Cause[] {
  const failed = attempts.filter(({ code }) => code !== null)
  const byCode = Map.groupBy(failed, ({ code }) => code!)
  const causes = [...byCode].map(([code, records]): Cause => {
    const newest = records.reduce((a, b) => (a.startedAt >= b.startedAt ? a : b))
    const { title, happened } = explain(code, newest.evidence, wordsFor(newest.provider, providers))
    return {
      code,
      title,
      times: records.length,
      lastAt: new Date(newest.startedAt).toISOString(),
      providers: [...new Set(records.map(({ provider }) => provider))],
      attempt: newest.id,
      happened: String(newest.evidence['happened'] ?? happened),
      mend: newest.mend,
    }
  })
  return causes.sort((a, b) => b.times - a.times)
}

function wordsFor(id: string, providers: SettledProvider[]) {
  const known = providers.find((each) => each.id === id)
  const { profile, issuer } = known ? providerSettings(known) : { profile: 'auto', issuer: null }
  return wordsOf(profileFor(profile, issuer))
}
