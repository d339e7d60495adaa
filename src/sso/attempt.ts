import type { Clock } from '../base/clock.ts'
import { newShortId } from '../base/ids.ts'
import { brief } from './evidence.ts'
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
    stages: [],
    evidence: {},
    mend: [],
  }
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

export function createAttempt(record: AttemptRecord, clock: Clock): Attempt {
  const hidden = new Set<string>()
  const clean = (text: string): string => [...hidden].reduce(without, text)
  const redact = <Value>(evidence: Value): Value => brief(evidence, clean)
  return {
    record,
    redact,
    stage(stage, status, evidence = {}) {
      const after = clock.now() - record.startedAt
      record.stages.push({ stage, status, after, evidence: redact(evidence) })
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
        hidden.add(encodeURIComponent(secret.toWellFormed()))
      }
    },
  }
}
