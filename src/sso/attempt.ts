import type { Clock } from '../base/clock.ts'
import { newShortId } from '../base/ids.ts'
import type { FaultCode } from './faults/catalogue.ts'
import type { Stage } from './faults/entry.ts'
import type { AttemptRecord, StageRecord } from './ports.ts'

/** An attempt while it runs: collects stages, and knows which words must never be written down. */
export interface Attempt {
  readonly record: AttemptRecord
  stage(stage: Stage, status: StageRecord['status'], evidence?: Record<string, unknown>): void
  /** Notes that something was put right by us. */
  mended(code: FaultCode, facts?: Record<string, unknown>): void
  /** From now on this text is left out of all evidence. */
  hide(...secrets: (string | null | undefined)[]): void
  /** Evidence without the hidden words, without anything that looks like a token, and with long texts cut. */
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
    stages: [],
    evidence: {},
    mend: [],
  }
}

const longestText = 2000
const tokenLike = /\beyJ[\w-]{5,}\.[\w-]*\.?[\w.-]*/g

export function createAttempt(record: AttemptRecord, clock: Clock): Attempt {
  const hidden = new Set<string>()
  const redactText = (text: string): string => {
    let clean = text
    for (const secret of hidden) clean = clean.replaceAll(secret, '[hidden]')
    clean = clean.replace(tokenLike, '[token]')
    return clean.length > longestText ? `${clean.slice(0, longestText)}...` : clean
  }
  const redact = (value: unknown): unknown => {
    if (typeof value === 'string') return redactText(value)
    if (Array.isArray(value)) return value.map(redact)
    if (value && typeof value === 'object') {
      return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, redact(each)]))
    }
    return value
  }
  return {
    record,
    redact: redact as Attempt['redact'],
    stage(stage, status, evidence = {}) {
      const after = clock.now() - record.startedAt
      record.stages.push({ stage, status, after, evidence: redact(evidence) as Record<string, unknown> })
    },
    mended(code, facts = {}) {
      const known = (record.evidence['mended'] as string[] | undefined) ?? []
      if (!known.includes(code)) record.evidence['mended'] = [...known, code]
      Object.assign(record.evidence, redact(facts))
    },
    hide(...secrets) {
      for (const secret of secrets) {
        if (!secret || secret.length < 4) continue
        hidden.add(secret)
        hidden.add(encodeURIComponent(secret))
      }
    },
  }
}
