import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { AuditEntry, AuditLog, AuditRange } from '../../admin/index.ts'
import type { Clock } from '../../base/clock.ts'
import { AppError } from '../../base/errors.ts'
import { requireAdmin } from '../authenticate.ts'
import { wireAuditEntry } from './audit-entry.ts'

const day = 24 * 60 * 60_000
const mostEntries = 20_000
const entriesAtOnce = 1000

/** A day, or a moment within it (RFC 3339). */
const date = z
  .string()
  .refine((text) => /^\d{4}-\d\d-\d\d(T.+)?$/.test(text) && !Number.isNaN(Date.parse(text)), 'a day such as 2026-01-31')

const parameters = z.object({
  startDate: date.optional(),
  endDate: date.optional(),
  numDays: z.coerce.number().int().min(0).max(36_500).optional(),
  limit: z.coerce.number().int().min(1).max(mostEntries).optional(),
  cursor: z.coerce.number().int().min(0).optional(),
  anonymize: z.stringbool().default(false),
})
type Parameters = z.output<typeof parameters>

/**
 * `GET /admin/audit_logs`, as W&B Server has it, for administrators. Days are those of UTC. Without `limit` and `endDate` a stream of JSON
 * lines, else one page of a list; both the oldest first.
 */
export function mountAuditLogs(app: FastifyInstance, { auditLog, clock }: { auditLog: AuditLog; clock: Clock }): void {
  app.get('/admin/audit_logs', async (request, reply) => {
    requireAdmin(request)
    const asked = read(request.query)
    const range = rangeOf(asked, clock.now())
    const present = (entry: AuditEntry) => wireAuditEntry(entry, asked.anonymize)
    if (asked.limit === undefined && asked.endDate === undefined && asked.cursor === undefined) {
      const lines = Readable.from(linesOf(auditLog, range, present))
      return reply.type('application/x-ndjson').send(lines)
    }
    const limit = asked.limit ?? mostEntries
    const entries = await auditLog.following(range, limit + 1, asked.cursor)
    const page = entries.slice(0, limit)
    return {
      audit_logs: page.map(present),
      range_start_time: new Date(range.from).toISOString(),
      range_end_time: new Date(range.until).toISOString(),
      count: page.length,
      next_cursor: entries.length > limit ? String(page.at(-1)!.id) : null,
    }
  })
}

function read(query: unknown): Parameters {
  const { success, data, error } = parameters.safeParse(query)
  if (success) return data
  const [issue] = error.issues
  throw new AppError('invalid', 'request-invalid', `"${issue?.path.join('.')}": ${issue?.message}.`)
}

/** `numDays` counts on from `startDate`, back from today without one. Nothing at all means today. */
function rangeOf(
  { startDate, endDate, numDays }: Parameters,
  now: number,
): Required<Pick<AuditRange, 'from' | 'until'>> {
  const today = now - (now % day)
  const end = endDate === undefined ? undefined : endOf(endDate)
  if (startDate === undefined) {
    const until = end ?? now + 1
    return { from: (end === undefined ? today : end - day) - (numDays ?? 0) * day, until }
  }
  const from = Date.parse(startDate)
  return { from, until: end ?? (numDays === undefined ? now + 1 : from + (numDays + 1) * day) }
}

/** Whole days are within. */
const endOf = (text: string): number => Date.parse(text) + (text.includes('T') ? 1 : day)

async function* linesOf(
  auditLog: AuditLog,
  range: AuditRange,
  present: (entry: AuditEntry) => object,
): AsyncGenerator<string> {
  let after = 0
  while (true) {
    const entries = await auditLog.following(range, entriesAtOnce, after)
    if (entries.length === 0) return
    yield entries.map((entry) => `${JSON.stringify(present(entry))}\n`).join('')
    after = entries.at(-1)!.id
  }
}
