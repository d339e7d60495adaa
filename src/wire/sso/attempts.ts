import type { FastifyInstance } from 'fastify'
import type { SignInAttempts } from '../../admin/index.ts'
import { AppError } from '../../base/errors.ts'
import { type AttemptRecord, explain, type ProviderDirectory, profileFor, wordsOf } from '../../sso/index.ts'
import { requireAdmin } from '../authenticate.ts'

export interface AttemptParts {
  attempts: SignInAttempts
  providers: ProviderDirectory
}

/** `GET /api/admin/sign-in-attempts[?code=]` and `/ID`: what administrators read of each sign-in. */
export function mountAttempts(app: FastifyInstance, { attempts, providers }: AttemptParts): void {
  app.get<{ Querystring: { code?: unknown } }>('/api/admin/sign-in-attempts', async (request) => {
    requireAdmin(request)
    const { code } = request.query
    return { attempts: (await attempts.list(typeof code === 'string' && code !== '' ? code : undefined)).map(shown) }
  })

  app.get<{ Params: { id: string } }>('/api/admin/sign-in-attempts/:id', async (request) => {
    requireAdmin(request)
    const record = await attempts.load(request.params.id)
    if (!record)
      throw new AppError('not-found', 'attempt-not-found', `There is no sign-in attempt "${request.params.id}".`)
    return { attempt: shown(record), explanation: await explanationOf(record, providers) }
  })
}

/** In the shape of `SignInAttempt` of the contract. */
const shown = ({ startedAt, endedAt: _, ...record }: AttemptRecord) => ({ ...record, at: startedAt })

async function explanationOf(record: AttemptRecord, providers: ProviderDirectory) {
  if (!record.code) return null
  const settings = await providers.get(record.provider)
  const words = wordsOf(profileFor(settings?.profile ?? 'auto', settings?.issuer ?? null))
  const { title, happened, cause } = explain(record.code, record.evidence, words)
  // What was written down at the time knows more than what could be said now.
  return { title, happened: String(record.evidence['happened'] ?? happened), cause }
}
