import type { Clock } from '../base/clock.ts'
import { newShortId } from '../base/ids.ts'
import { brief } from './evidence.ts'
import type { FaultCode } from './faults/catalogue.ts'
import { comparisonOf } from './faults/comparison.ts'
import type { Stage } from './faults/entry.ts'
import type { SsoFault } from './faults/sso-fault.ts'
import type { AttemptRecord, CheckRecord, SignInTest, StageRecord } from './ports.ts'
import { type CallWitness, createCallWitness } from './record/witness.ts'

/** Claims by where they came from. */
export interface Received {
  idToken: Record<string, unknown>
  userinfo: Record<string, unknown> | null
}

/** An attempt while it runs: collects stages, and knows which words must never be written down. */
export interface Attempt {
  readonly record: AttemptRecord
  /** Null but for a test. */
  test: SignInTest | null
  /** What the provider said of the person once the ID token was proven, for whoever tests. Of it only a `ClaimedPerson` is written down. */
  received: Received | null
  /** Ends a stage: what was called, checked and noted since the last one is its. */
  stage(stage: Stage, status: StageRecord['status'], evidence?: Record<string, unknown>): void
  /** Evidence for the stage that is going on, whether it ends well or not. */
  note(evidence: Record<string, unknown>): void
  /** Runs a check, and writes down whether it was passed. Throws what the check throws. */
  check<Result>(name: string, run: () => Result): Result
  /** Ends the stage in which it was refused: with what was expected and found, where it was a comparison. */
  refused(stage: Stage, fault: SsoFault, facts: Record<string, unknown>): void
  /** This attempt, found to be the one of that record: what was checked so far goes with it. */
  continued(record: AttemptRecord): Attempt
  /** Sees the calls to the provider, see `witnessed`. */
  readonly witness: CallWitness
  /** Notes that something was put right by us. */
  mended(code: FaultCode, facts?: Record<string, unknown>): void
  /** From now on this text is left out of all evidence. */
  hide(...secrets: (string | null | undefined)[]): void
  /** Evidence without the hidden words, without anything that looks like a token, and cut as `brief` does. */
  redact<Value>(value: Value): Value
}

export function newAttemptRecord(provider: string, clock: Clock): AttemptRecord {
  const startedAt = clock.now()
  return {
    id: newShortId(12),
    provider,
    startedAt,
    endedAt: null,
    outcome: 'pending',
    code: null,
    username: null,
    claimed: null,
    stages: [],
    evidence: {},
    mend: [],
  }
}

/** The record of one that comes after it was said to be lost: what was supposed then is told by its stage alone. */
export function asCameBack(record: AttemptRecord): AttemptRecord {
  if (record.outcome !== 'never-returned') return record
  const { mended } = record.evidence
  return { ...record, outcome: 'pending', code: null, mend: [], evidence: mended === undefined ? {} : { mended } }
}

/** Less of a secret tells nothing. */
const tellingPart = 12

/** A secret, and the beginning of one: the text may have been cut. */
function without(text: string, secret: string): string {
  const start = secret.slice(0, tellingPart)
  let clean = ''
  let from = 0
  for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, from)) {
    clean += `${text.slice(from, at)}[hidden]`
    from = at + start.length
    while (from - at < secret.length && text[from] === secret[from - at]) from++
  }
  return clean + text.slice(from)
}

export function createAttempt(record: AttemptRecord, clock: Clock, before: CheckRecord[] = []): Attempt {
  const hidden = new Set<string>()
  const clean = (text: string): string => [...hidden].reduce(without, text)
  const redact = <Value>(evidence: Value): Value => brief(evidence, clean)
  const witness = createCallWitness({ clock, startedAt: record.startedAt, redact })
  let checks = before
  let noted: Record<string, unknown> = {}
  let stageBegan = clock.now()
  const end = (stage: Stage, status: StageRecord['status'], evidence: Record<string, unknown>) => {
    const now = clock.now()
    const calls = witness.taken()
    record.stages.push({
      stage,
      status,
      after: now - record.startedAt,
      took: Math.max(now - stageBegan, 0),
      evidence: redact({ ...noted, ...evidence }),
      ...(calls.length > 0 && { calls }),
      ...(checks.length > 0 && { checks }),
    })
    checks = []
    noted = {}
    stageBegan = now
  }
  return {
    record,
    test: null,
    received: null,
    redact,
    witness,
    note(evidence) {
      noted = { ...noted, ...evidence }
    },
    check<Result>(name: string, run: () => Result): Result {
      const pass = <Value>(value: Value): Value => {
        checks.push({ check: name, passed: true })
        return value
      }
      const fail = (error: unknown): never => {
        checks.push({ check: name, passed: false })
        throw error
      }
      try {
        const result = run()
        return result instanceof Promise ? (result.then(pass, fail) as Result) : pass(result)
      } catch (error) {
        return fail(error)
      }
    },
    stage: (stage, status, evidence = {}) => end(stage, status, evidence),
    refused(stage, { code, facts: evidence }, facts) {
      const known = redact(comparisonOf(code, facts))
      const failed = checks.find(({ passed }) => !passed)
      if (failed) Object.assign(failed, known)
      else if (known) checks.push({ check: 'what came, against what was expected', passed: false, ...known })
      end(stage, 'error', evidence)
    },
    continued: (known) => createAttempt(known, clock, checks),
    mended(code, facts = {}) {
      const known = (record.evidence['mended'] as string[] | undefined) ?? []
      if (!known.includes(code)) record.evidence['mended'] = [...known, code]
      Object.assign(record.evidence, redact(facts))
    },
    hide(...secrets) {
      for (const secret of secrets) {
        if (!secret || secret.length < 4) continue
        hidden.add(secret)
        hidden.add(encodeURIComponent(secret.toWellFormed()))
      }
    },
  }
}
