import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { SignInAttempts, UnreturnedSignIns } from '../../admin/index.ts'
import { AppError } from '../../base/errors.ts'
import { type ProviderDirectory, sights, startPath, visitorText } from '../../sso/index.ts'
import { createBrowserCookie } from '../browser-cookie.ts'
import { endpoint } from './endpoint.ts'

export interface UnfinishedParts {
  attempts: SignInAttempts
  unreturned: UnreturnedSignIns
  providers: ProviderDirectory
  publicUrl: string
}

const path = '/api/sign-in/unfinished'
const unfinished = z.object({ id: z.string(), provider: z.object({ name: z.string(), start: z.string() }) })

/** For the person whose sign-in stopped at the provider: knows it by this browser's sign-in cookie alone. */
export function mountUnfinishedSignIn(app: FastifyInstance, parts: UnfinishedParts): void {
  const { attempts, unreturned, providers, publicUrl } = parts
  const cookie = createBrowserCookie(publicUrl)
  endpoint(app, {
    method: 'GET',
    path,
    who: 'anyone',
    summary: 'The sign-in that was begun in this browser and has not come back; null where there is none',
    answer: z.object({ attempt: unfinished.nullable() }),
    async run({ request, reply }) {
      reply.header('cache-control', 'no-store')
      const browser = cookie.read(request)
      const record = browser === null ? null : await attempts.lastBegunBy(browser)
      if (!record || record.evidence['reported'] !== undefined) return { attempt: null }
      const { id, provider } = record
      return {
        attempt: {
          id,
          provider: { name: (await providers.get(provider))?.name ?? provider, start: startPath(provider) },
        },
      }
    },
  })
  endpoint(app, {
    method: 'POST',
    path,
    who: 'anyone',
    summary: 'Say what the provider showed last; answers by what that means',
    body: z.object({
      attempt: z.string().max(100),
      saw: z.enum(sights),
      words: z.string().max(4000).default(''),
    }),
    answer: z.object({ code: z.string(), title: z.string(), message: z.string(), attempt: z.string() }),
    async run({ body: { attempt, ...report }, request }) {
      const record = await unreturned.report(attempt, cookie.read(request) ?? '', report)
      if (!record)
        throw new AppError('not-found', 'sign-in-not-open', 'This browser has no such sign-in that is still open.')
      return { ...visitorText(record.code ?? 'never-returned')!, attempt }
    },
  })
}
