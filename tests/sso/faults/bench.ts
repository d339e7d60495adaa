import { expect } from 'vitest'
import type { FaultEntry } from '../../../src/sso/faults/entry.ts'
import { type Check, catalogue, type FaultCode, providerSettings } from '../../../src/sso/index.ts'
import type { BentProvider } from '../conformance/provider.ts'
import { type Outcome, type SignInOptions, type Station, startStation } from '../conformance/station.ts'
import type { FaultCase } from './case.ts'

/** One server and one bent provider, on which a case is set up as a provider of its own, so that no case learns from another. */
export interface Bench {
  station: Station
  provider: BentProvider
  clock: { ahead: number }
  /** The id under which the provider is set up for this case: `/oidc/login/ID`. */
  id: string
  signIn(options?: SignInOptions): Promise<Outcome>
  /** Of a sign-in that has not come back: the same once it is asked why. Any other as it is. */
  lost(outcome: Outcome): Promise<Outcome>
  preflight(): Promise<Check[]>
  /** Bends what the case bends, and nothing else any more. */
  setUp(each: Pick<FaultCase, 'bends' | 'settings'>): Promise<void>
  /** For what a case has started: ended after it. */
  after(end: () => void | Promise<void>): void
  stop(): Promise<void>
}

export async function startBench(env: Record<string, string> = {}): Promise<Bench> {
  const clock = { ahead: 0 }
  const station = await startStation({ env, clock: { now: () => Date.now() + clock.ahead } })
  const ends: (() => void | Promise<void>)[] = []
  const endAll = async () => {
    for (const end of ends.splice(0)) await end()
  }
  let count = 0
  const bench: Bench = {
    station,
    provider: station.provider,
    clock,
    id: 'default',
    signIn: (options) => station.signIn({ provider: bench.id, ...options }),
    async lost(outcome) {
      if (outcome.record.outcome !== 'pending') return outcome
      return { ...outcome, record: (await station.server.context.unreturned.askAgain(outcome.record.id))! }
    },
    async preflight() {
      const { providerSettings: store, sso } = station.server.context
      return sso.preflight(providerSettings(await store.get(bench.id)))
    },
    async setUp(each) {
      await endAll()
      clock.ahead = 0
      station.provider.straighten()
      station.provider.moveKeys()
      bench.id = `case-${++count}`
      station.provider.bends = withoutAPerson(each.bends?.(bench) ?? {})
      const { issuer, clientId, clientSecret } = station.provider
      const fields = { issuer, clientId, clientSecret, ...(await each.settings?.(bench)) }
      await station.server.context.providerSettings.create(bench.id, fields, 'test')
    },
    after: (end) => void ends.push(end),
    async stop() {
      await endAll()
      await station.stop()
    },
  }
  return bench
}

/** As real providers do, this one says `login_required` to whoever asks for an answer without a page: nobody is signed in. */
const withoutAPerson = (bends: BentProvider['bends']): BentProvider['bends'] => ({
  ...bends,
  authorization(answer, asked) {
    if (asked.get('prompt') === 'none') {
      for (const name of ['code', 'id_token', 'access_token']) answer.delete(name)
      answer.set('error', 'login_required')
    }
    bends.authorization?.(answer, asked)
  },
})

/** What every check server here says: its provider is on plain http, on this machine. */
const usual: FaultCode[] = ['http-issuer-loopback']

/** Preflight finds what the case says, in the provider's words, and names nothing that is not there. */
export function expectFound(each: FaultCase, checks: Check[]): void {
  const codesOf = (status: Check['status']) => [
    ...new Set(checks.filter((check) => check.status === status).flatMap(({ code }) => code ?? [])),
  ]
  const { code, preflight, words, beside = [] } = each
  const isOf = (status: Check['status']) =>
    codesOf(status).filter((found) => found === code || !expected.includes(found))
  const expected = [...usual, ...beside]
  const found = { errors: isOf('error'), warnings: isOf('warning') }
  expect(checks.flatMap(({ code }) => code ?? [])).toEqual(expect.arrayContaining(beside))
  const none = { errors: [], warnings: [] }
  if (preflight === 'wanted') {
    expect([...found.errors, ...found.warnings].filter((each) => each !== code)).toEqual([])
    return
  }
  if (typeof preflight === 'object') {
    expect(found).toEqual(none)
    return
  }
  expect(found).toEqual({ ...none, [preflight === 'error' ? 'errors' : 'warnings']: [code] })
  const check = checks.find((check) => check.code === code)!
  const { title, ahead }: FaultEntry = catalogue[code]
  expect(check.title).toBe((ahead ?? { title }).title)
  expectMend(check.mend ?? [], each)
  if (words) expect(JSON.stringify(check.evidence)).toContain(JSON.stringify(words).slice(1, -1))
}

/** The attempt is named by its one cause, the first time, and says what to change. */
export function expectNamed(each: FaultCase, { code: onPage, record, signedIn, answer }: Outcome): void {
  const { code, evidence = {}, words } = each
  if (typeof each.attempt === 'object') return
  const all = JSON.stringify([record.evidence, record.stages.map((stage) => stage.evidence)])
  const ending = catalogue[code].kind === 'fault' ? code : each.ends
  if (ending) {
    // An address that is not ours is not sent to the sign-in page, and whoever stays at the provider sees none of ours.
    const shown = record.outcome === 'never-returned' || answer.location === null ? record.code : onPage
    expect({ shown, code: record.code, signedIn }).toEqual({ shown: ending, code: ending, signedIn: false })
    expect(['failed', 'never-returned']).toContain(record.outcome)
    expect(record).toMatchObject({ evidence, username: null })
    expect(record.stages.at(-1)).toMatchObject({ status: 'error' })
    expectMend(record.mend, each)
  } else {
    expect({ code: record.code, outcome: record.outcome, signedIn }).toEqual({
      code: null,
      outcome: 'signed-in',
      signedIn: true,
    })
    expect(record.evidence).toMatchObject(evidence)
  }
  if (ending !== code) expect(notedIn(record)).toContain(code)
  if (words) expect(all).toContain(JSON.stringify(words).slice(1, -1))
}

/** Mends and warnings on an attempt that succeeded. */
const notedIn = ({ evidence, stages }: Outcome['record']): unknown[] =>
  [evidence, ...stages.map((stage) => stage.evidence)].flatMap(({ mended, findings, finding }) => [
    ...((mended as unknown[] | undefined) ?? []),
    ...((findings as unknown[] | undefined) ?? []),
    ...(finding === undefined ? [] : [finding]),
  ])

function expectMend(mend: string[], each: FaultCase): void {
  expect(mend.length).toBeGreaterThan(0)
  expect(mend.join('\n')).not.toMatch(/[{}|]|undefined|null/)
  if (each.mend) expect(mend.join('\n')).toContain(each.mend)
}
