import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { AppError } from '../../base/errors.ts'
import { fixesFor, providerSettings } from '../../sso/index.ts'
import { attemptPage, pageOf, reasonOf } from './attempt-page.ts'
import { endpoint } from './endpoint.ts'
import type { AttemptParts } from './sign-in-attempts.ts'

/** Mends by one click: a change of the provider's settings like any other, in its history, and undone as those are. */
export function mountAttemptFixes(app: FastifyInstance, parts: AttemptParts): void {
  const { attempts, settings } = parts
  endpoint(app, {
    method: 'POST',
    path: '/api/admin/sign-in-attempts/:id/fixes/:fix',
    who: 'admin',
    summary: 'Change the settings of the provider as this mend of an attempt says; `change` is what can be undone',
    decisive: true,
    answer: z.object({ change: z.number().nullable(), page: attemptPage }),
    async run({ principal, params: { id = '', fix: wanted } }) {
      const record = await attempts.load(id)
      if (!record) throw new AppError('not-found', 'attempt-not-found', `There is no sign-in attempt "${id}".`)
      const settled = await settings.get(record.provider)
      const fix = fixesFor(record, providerSettings(settled)).find((each) => each.id === wanted)
      if (!fix)
        throw new AppError('not-found', 'fix-not-found', 'There is nothing to mend in this way: it is set so already.')
      const { change } = await settings.change(
        record.provider,
        fix.changes,
        principal.username,
        reasonOf(id, fix.title),
      )
      return { change, page: await pageOf(record, parts) }
    },
  })
}
