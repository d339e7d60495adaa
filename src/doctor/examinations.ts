import { setTimeout as wait } from 'node:timers/promises'
import type { Check } from '../base/check.ts'
import type { Clock } from '../base/clock.ts'
import type { Events } from '../base/events.ts'
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
  /** From now on by itself, at once, each so often, and when settings were changed. Nothing where that is switched off. */
  start(): void
  /** No more of them; one that is being done is left after a moment. */
  close(): Promise<void>
}

export interface ExaminationsParts {
  doctor: Doctor
  clock: Clock
  events: Events
  log: Log
  every: number
}

/** Milliseconds that the server's end waits: a provider that does not answer may not hold it up. */
const patience = 500
/** Milliseconds after a change of settings: more changes often follow. */
const soon = 3000
/** Actions of the audit trail after which something else may be found. */
const changes = /^(provider|sso|break-glass)-/
/** A timer of Node that is longer than this fires at once. */
const longest = 2 ** 31 - 1

export function createExaminations({ doctor, clock, events, log, every }: ExaminationsParts): Examinations {
  let last: Examination | null = null
  let running: Promise<Examination> | null = null
  let timer: NodeJS.Timeout | undefined
  let [isStarted, isOutdated, isClosed] = [false, false, false]

  const run = async (): Promise<Examination> => {
    isOutdated = false
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
      plan()
    })
    return running
  }
  /** When the next one is done by itself. Servers that were started together do not ask a provider all at once forever. */
  const plan = () => {
    clearTimeout(timer)
    if (!isStarted || isClosed) return
    const after = isOutdated ? soon : Math.min(every * (0.9 + Math.random() / 5), longest)
    timer = setTimeout(turn, after).unref()
  }
  const turn = () => {
    examine().catch((error) => {
      if (!isClosed) log.error({ err: error }, 'the server could not be examined')
    })
  }
  const unheed = events.on('audited', ({ action }) => {
    if (!changes.test(action)) return
    isOutdated = true
    if (!running) plan()
  })

  return {
    last: () => last,
    isRunning: () => running !== null,
    every,
    examine,
    start() {
      isStarted = every > 0
      if (isStarted) turn()
    },
    async close() {
      isClosed = true
      unheed()
      clearTimeout(timer)
      await Promise.race([running?.catch(() => undefined), wait(patience, undefined, { ref: false })])
    },
  }
}

const isFinding = ({ status }: Check): boolean => status === 'error' || status === 'warning'

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
