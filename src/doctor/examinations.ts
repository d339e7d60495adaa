import { setTimeout as wait } from 'node:timers/promises'
import type { Check } from '../base/check.ts'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Doctor } from './doctor.ts'

export interface Examination {
  /** When it was done. */
  at: number
  checks: Check[]
  /** No check is of status error. */
  ok: boolean
}

/** What the doctor found last, and examining anew: by itself, and when somebody wants to know. */
export interface Examinations {
  last(): Examination | null
  isRunning(): boolean
  /** Milliseconds between two of them; 0 where they are only done when they are asked for. */
  every: number
  /** Examines; who asks while it is being done gets the same one. Rejects only for a defect of ours. */
  examine(): Promise<Examination>
  /** From now on by itself, the first time at once, in the background. Nothing where that is switched off. */
  start(): void
  /** No more of them; one that is being done is left after a moment. */
  close(): Promise<void>
}

export interface ExaminationsParts {
  doctor: Doctor
  clock: Clock
  log: Log
  every: number
}

/** Milliseconds that the server's end waits: a provider that does not answer may not hold it up. */
const patience = 500
/** A timer of Node that is longer than this fires at once. */
const longest = 2 ** 31 - 1

export function createExaminations({ doctor, clock, log, every }: ExaminationsParts): Examinations {
  let last: Examination | null = null
  let running: Promise<Examination> | null = null
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  const run = async (): Promise<Examination> => {
    const checks = await doctor.examine()
    const done = { at: clock.now(), checks, ok: checks.every(({ status }) => status !== 'error') }
    if (isClosed) return done
    tell(log, newFindings(last?.checks ?? [], checks))
    last = done
    return done
  }
  const examine = () => {
    running ??= run().finally(() => {
      running = null
    })
    return running
  }
  const turn = async () => {
    await examine().catch((error) => {
      if (!isClosed) log.error({ err: error }, 'the server could not be examined')
    })
    // Servers that were started together do not ask a provider all at once forever.
    if (!isClosed) timer = setTimeout(turn, Math.min(every * (0.9 + Math.random() / 5), longest)).unref()
  }

  return {
    last: () => last,
    isRunning: () => running !== null,
    every,
    examine,
    start() {
      if (every > 0) void turn()
    },
    async close() {
      isClosed = true
      clearTimeout(timer)
      await Promise.race([running?.catch(() => undefined), wait(patience, undefined, { ref: false })])
    },
  }
}

export const isFinding = ({ status }: Check): boolean => status === 'error' || status === 'warning'

/** What was not found before. Sentences may hold figures that change each time, so they are not compared. */
function newFindings(before: Check[], now: Check[]): Check[] {
  const nameOf = ({ id, status, code }: Check) => `${id} ${status} ${code}`
  const known = new Set(before.map(nameOf))
  return now.filter((check) => isFinding(check) && !known.has(nameOf(check)))
}

/** Titles and no more: evidence is for administrators. What the environment holds was said when the server started. */
function tell(log: Log, findings: Check[]): void {
  for (const { id, status, code, title } of findings) {
    if (id.startsWith('environment.')) continue
    log[status === 'error' ? 'error' : 'warn']({ check: id, code }, title)
  }
}
