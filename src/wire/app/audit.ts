import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { AuditLog } from '../../admin/index.ts'
import { endpoint } from './endpoint.ts'

const pageSize = 100
const time = z.coerce.number().int().min(0).optional()
const entry = z.object({
  id: z.number(),
  at: z.number(),
  action: z.string(),
  actor: z.string().nullable(),
  subject: z.string(),
  facts: z.record(z.string(), z.unknown()),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
})

/** The audit trail as its page shows it. Programs of others read `/admin/audit_logs`. */
export function mountAudit(app: FastifyInstance, auditLog: AuditLog): void {
  endpoint(app, {
    method: 'GET',
    path: '/api/admin/audit',
    who: 'admin',
    summary: 'What was done to accounts, keys, teams, sign-on and runs, newest first',
    query: z.object({
      search: z.string().max(200).optional(),
      action: z.string().max(200).optional(),
      since: time,
      until: time,
      before: time,
    }),
    answer: z.object({
      entries: z.array(entry),
      actions: z.array(z.string()),
      next: z.number().nullable(),
    }),
    run: async ({ query: { search, action, since, until, before } }) => {
      const range = { search: search || undefined, action: action || undefined, from: since, until }
      const found = await auditLog.latest(range, pageSize + 1, before)
      const entries = found.slice(0, pageSize)
      return {
        entries: entries.map(({ actorId: _id, actorEmail: _email, ...shown }) => shown),
        actions: await auditLog.actions(),
        next: found.length > pageSize ? entries.at(-1)!.id : null,
      }
    },
  })
}
