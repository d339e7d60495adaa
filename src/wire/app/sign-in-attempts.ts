import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { SignInAttempts } from '../../admin/index.ts'
import { AppError } from '../../base/errors.ts'
import {
  type AttemptRecord,
  explain,
  type ProviderDirectory,
  profileFor,
  visitorText,
  wordsOf,
} from '../../sso/index.ts'
import { endpoint } from './endpoint.ts'

export interface AttemptParts {
  attempts: SignInAttempts
  providers: ProviderDirectory
}

const evidence = z.record(z.string(), z.unknown())
const attempt = z.object({
  id: z.string(),
  provider: z.string(),
  code: z.string().nullable(),
  outcome: z.enum(['pending', 'signed-in', 'tested', 'failed']),
  username: z.string().nullable(),
  at: z.number(),
  stages: z.array(
    z.object({ stage: z.string(), status: z.enum(['ok', 'warning', 'error']), after: z.number(), evidence }),
  ),
  evidence,
  mend: z.array(z.string()),
})

/** What administrators read of each sign-in, and what anybody may read of a code. */
export function mountSignInAttempts(app: FastifyInstance, { attempts, providers }: AttemptParts): void {
  endpoint(app, {
    method: 'GET',
    path: '/api/admin/sign-in-attempts',
    who: 'admin',
    summary: 'The latest sign-ins, newest first; with `code` only those that ended by it',
    query: z.object({ code: z.string().optional() }),
    answer: z.object({ attempts: z.array(attempt) }),
    run: async ({ query }) => ({ attempts: (await attempts.list(query.code || undefined)).map(shown) }),
  })
  endpoint(app, {
    method: 'GET',
    path: '/api/admin/sign-in-attempts/:id',
    who: 'admin',
    summary: 'A sign-in, with what its code means',
    answer: z.object({
      attempt,
      explanation: z.object({ title: z.string(), happened: z.string(), cause: z.string() }).nullable(),
    }),
    run: async ({ params: { id = '' } }) => {
      const record = await attempts.load(id)
      if (!record) throw new AppError('not-found', 'attempt-not-found', `There is no sign-in attempt "${id}".`)
      return { attempt: shown(record), explanation: await explanationOf(record, providers) }
    },
  })
  endpoint(app, {
    method: 'GET',
    path: '/api/faults/:code',
    who: 'anyone',
    summary: 'What anybody may read of a code with which a sign-in ended',
    answer: z.object({ code: z.string(), title: z.string(), message: z.string() }),
    run: async ({ params: { code = '' } }) => {
      const text = visitorText(code)
      if (!text) throw new AppError('not-found', 'fault-not-found', `There is no code "${code}".`)
      return text
    },
  })
}

const shown = ({ startedAt, endedAt: _, ...record }: AttemptRecord) => ({ ...record, at: startedAt })

async function explanationOf(record: AttemptRecord, providers: ProviderDirectory) {
  if (!record.code) return null
  const settings = await providers.get(record.provider)
  const words = wordsOf(profileFor(settings?.profile ?? 'auto', settings?.issuer ?? null))
  const { title, happened, cause } = explain(record.code, record.evidence, words)
  // What was written down at the time knows more than what could be said now.
  return { title, happened: String(record.evidence['happened'] ?? happened), cause }
}
