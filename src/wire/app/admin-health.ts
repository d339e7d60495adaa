import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Examinations } from '../../doctor/index.ts'
import { endpoint } from './endpoint.ts'

const answer = z.object({
  at: z.number().nullable(),
  running: z.boolean(),
  every: z.number(),
  ok: z.boolean(),
  checks: z.array(
    z.object({
      id: z.string(),
      stage: z.string(),
      status: z.enum(['ok', 'warning', 'error', 'skipped']),
      title: z.string(),
      evidence: z.record(z.string(), z.unknown()),
      code: z.string().optional(),
      mend: z.array(z.string()).optional(),
    }),
  ),
})

/** What can be found out about this server and its providers without a sign-in: as it was last, and anew. */
export function mountAdminHealth(app: FastifyInstance, examinations: Examinations): void {
  const state = () => {
    const { at = null, ok = true, checks = [] } = examinations.last() ?? {}
    return { at, running: examinations.isRunning(), every: examinations.every, ok, checks }
  }
  const shared = { path: '/api/admin/health', who: 'admin', answer } as const
  endpoint(app, {
    ...shared,
    method: 'GET',
    summary: 'What the last examination found in configuration, host, database, storage and every provider',
    run: async () => state(),
  })
  endpoint(app, {
    ...shared,
    method: 'POST',
    summary: 'Examines anew; whoever asks meanwhile gets the same examination',
    run: async () => {
      await examinations.examine()
      return state()
    },
  })
}
