import { z } from 'zod'
import { type AttemptRecord, attemptOutcomes } from '../../sso/index.ts'

const evidence = z.record(z.string(), z.unknown())
const answer = z.object({
  status: z.number(),
  contentType: z.string().nullable(),
  headers: z.record(z.string(), z.string()),
  size: z.number(),
  body: z.string(),
  ahead: z.number().nullable(),
})
const call = z.object({
  after: z.number(),
  took: z.number(),
  method: z.string(),
  url: z.string(),
  parameters: z.array(z.string()),
  credentials: z.array(z.string()),
  answer: answer.nullable(),
  failure: evidence.nullable(),
})
const check = z.object({
  check: z.string(),
  passed: z.boolean(),
  expected: z.unknown().optional(),
  found: z.unknown().optional(),
})

/** A sign-in as administrators read it. */
export const attemptShape = z.object({
  id: z.string(),
  provider: z.string(),
  code: z.string().nullable(),
  outcome: z.enum(attemptOutcomes),
  username: z.string().nullable(),
  /** Who the provider said it was, where it was refused all the same. */
  claimed: z
    .object({
      subject: z.string(),
      username: z.string().nullable(),
      name: z.string().nullable(),
      email: z.string().nullable(),
    })
    .nullable(),
  at: z.number(),
  endedAt: z.number().nullable(),
  stages: z.array(
    z.object({
      stage: z.string(),
      status: z.enum(['ok', 'warning', 'error']),
      after: z.number(),
      took: z.number(),
      evidence,
      calls: z.array(call).optional(),
      checks: z.array(check).optional(),
    }),
  ),
  evidence,
  mend: z.array(z.string()),
})

export const shownAttempt = ({ startedAt, ...record }: AttemptRecord): z.input<typeof attemptShape> => ({
  ...record,
  at: startedAt,
})

/** In a list: without what the provider was asked and answered, which is most of a record. */
export const listedAttempt = (record: AttemptRecord): z.input<typeof attemptShape> => {
  const { stages, ...rest } = shownAttempt(record)
  return { ...rest, stages: stages.map(({ calls: _, ...stage }) => stage) }
}
