import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { ProviderSettingsStore, SignInAttempts, UnreturnedSignIns } from '../../admin/index.ts'
import { AppError } from '../../base/errors.ts'
import { catalogue, isFaultCode, type ProviderDirectory, visitorText } from '../../sso/index.ts'
import { attemptQuery, cursorOf, filterOf, placeOf } from './attempt-filter.ts'
import { attemptPage, pageOf } from './attempt-page.ts'
import { attemptShape, listedAttempt, shownAttempt } from './attempt-shape.ts'
import { endpoint } from './endpoint.ts'

export interface AttemptParts {
  attempts: SignInAttempts
  unreturned: UnreturnedSignIns
  providers: ProviderDirectory
  settings: ProviderSettingsStore
}

const path = '/api/admin/sign-in-attempts'
const list = z.object({ attempts: z.array(attemptShape), next: z.string().nullable() })
const mostOfPage = 500
/** A file that can still be opened. */
const mostOfExport = 5000

const cause = z.object({
  outcome: z.string(),
  code: z.string().nullable(),
  title: z.string().nullable(),
  attempts: z.number(),
  lastAt: z.number(),
  providers: z.array(z.string()),
})

/** What administrators read of each sign-in, and what anybody may read of a code. */
export function mountSignInAttempts(app: FastifyInstance, parts: AttemptParts): void {
  mountLists(app, parts)
  mountOne(app, parts)
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

function mountLists(app: FastifyInstance, { attempts, unreturned }: AttemptParts): void {
  endpoint(app, {
    method: 'GET',
    path,
    who: 'admin',
    summary: 'Sign-ins, newest first; `next` is the `before` of the next page',
    query: z.object({ ...attemptQuery, before: z.string().optional(), limit: z.coerce.number().int().optional() }),
    answer: list,
    run: async ({ query: { before, limit = mostOfPage, ...query } }) => {
      await unreturned.sweep()
      const most = Math.min(Math.max(limit, 1), mostOfPage)
      const after = before ? placeOf(before) : undefined
      const found = await attempts.list(filterOf(query), { after, limit: most + 1 })
      const shown = found.slice(0, most)
      return { attempts: shown.map(listedAttempt), next: found.length > most ? cursorOf(shown.at(-1)!) : null }
    },
  })
  endpoint(app, {
    method: 'GET',
    path: `${path}/causes`,
    who: 'admin',
    summary: 'Sign-ins that did not go well, by what ended them: the most frequent cause first',
    query: z.object(attemptQuery),
    answer: z.object({ causes: z.array(cause) }),
    run: async ({ query }) => {
      await unreturned.sweep()
      const causes = await attempts.causes(filterOf(query))
      return { causes: causes.map((each) => ({ ...each, title: titleOf(each.code) })) }
    },
  })
  endpoint(app, {
    method: 'GET',
    path: `${path}/export`,
    who: 'admin',
    summary: `The sign-ins that fit, as a file; the newest ${mostOfExport} at most`,
    query: z.object(attemptQuery),
    answer: z.object({ attempts: z.array(attemptShape) }),
    run: async ({ query, reply }) => {
      const found = await attempts.list(filterOf(query), { limit: mostOfExport })
      reply.header('content-disposition', 'attachment; filename="signpost-sign-in-attempts.json"')
      return { attempts: found.map(shownAttempt) }
    },
  })
}

const titleOf = (code: string | null): string | null => (code && isFaultCode(code) ? catalogue[code].title : null)

function mountOne(app: FastifyInstance, parts: AttemptParts): void {
  const { attempts, unreturned } = parts
  const get = async (id: string) => {
    const record = await attempts.load(id)
    if (record) return record
    throw new AppError('not-found', 'attempt-not-found', `There is no sign-in attempt "${id}".`)
  }
  endpoint(app, {
    method: 'GET',
    path: `${path}/:id`,
    who: 'admin',
    summary: 'A sign-in: what its code means, what looks the same, and what can be mended here',
    answer: attemptPage,
    run: async ({ params: { id = '' } }) => pageOf(await get(id), parts),
  })
  endpoint(app, {
    method: 'GET',
    path: `${path}/:id/export`,
    who: 'admin',
    summary: 'The same as a file',
    answer: attemptPage,
    run: async ({ params: { id = '' }, reply }) => {
      const page = await pageOf(await get(id), parts)
      reply.header('content-disposition', `attachment; filename="signpost-attempt-${page.attempt.id}.json"`)
      return page
    },
  })
  endpoint(app, {
    method: 'POST',
    path: `${path}/:id/probe`,
    who: 'admin',
    summary: 'Ask the provider, now, why the browser of this sign-in has not come back',
    answer: attemptPage,
    run: async ({ params: { id = '' } }) => {
      await get(id)
      const record = await unreturned.askAgain(id)
      if (record) return pageOf(record, parts)
      throw new AppError('conflict', 'attempt-ended', 'This sign-in has come back: there is nothing to find out.')
    },
  })
}
