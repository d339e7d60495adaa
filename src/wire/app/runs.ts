import { buffer } from 'node:stream/consumers'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Principal } from '../../accounts/principal.ts'
import { parseConsoleLine, type Run, readableConfig, readableValues, type Tracking } from '../../tracking/index.ts'
import { requirePrincipal } from '../authenticate.ts'
import type { FileList, LogPage, MediaAnswer, RunDetail } from './contract.ts'
import { runSummary } from './present.ts'
import { read, wholeNumber } from './read.ts'

export interface RunParts {
  tracking: Tracking
  /** The signed address of a run's file. */
  fileUrl(runId: number, name: string): string
}

interface RunRequest {
  Params: { entity: string; project: string; run: string }
}

const patchBody = z.object({
  displayName: z.string().trim().min(1).max(128).optional(),
  notes: z.string().max(65_536).nullable().optional(),
  tags: z.array(z.string().min(1).max(64)).max(100).optional(),
})
const logQuery = z.object({
  from: wholeNumber(0, Number.MAX_SAFE_INTEGER, 0),
  limit: wholeNumber(1, 10_000, 500),
  last: z.coerce.number().int().min(1).max(10_000).optional(),
})
const mediaQuery = z.object({ key: z.string().min(1).max(1000) })

const mostFiles = 10_000
const mostMedia = 100

/** One run: its page, its log, its files, what of it may be changed. */
export function mountRuns(app: FastifyInstance, { tracking, fileUrl }: RunParts): void {
  const { runs, history, files, alerts } = tracking
  const address = '/api/runs/:entity/:project/:run'

  const detail = async (principal: Principal, run: Run): Promise<RunDetail> => {
    const path = { entity: run.entity.name, project: run.project.name, run: run.name }
    const [counts, summary, metadata, list] = await Promise.all([
      history.counts(run.id),
      history.summary(run.id),
      readMetadata(tracking, run.id),
      alerts.list(principal, path),
    ])
    const { exitCode, stopRequested, host, program, commit, repository } = run
    return {
      run: {
        ...runSummary(run, counts.history),
        ...{ exitCode, stopRequested, host, program, commit, repository, metadata },
        config: readableConfig(run.config),
        summary: readableValues(summary),
        logLines: counts.log,
        eventLines: counts.events,
        alerts: list,
      },
    }
  }

  app.get<RunRequest>(address, async (request) => {
    const principal = requirePrincipal(request)
    return detail(principal, await runs.get(principal, request.params))
  })

  app.patch<RunRequest>(address, async (request) => {
    const principal = requirePrincipal(request)
    const { notes, ...fields } = read(patchBody, request.body)
    // To the room below null means "as before"; no notes are an empty text.
    return detail(
      principal,
      await runs.update(principal, request.params, { ...fields, notes: notes === null ? '' : notes }),
    )
  })

  app.post<RunRequest>(`${address}/stop`, async (request, reply) => {
    await runs.requestStop(requirePrincipal(request), request.params)
    return reply.status(204).send()
  })

  app.delete<RunRequest>(address, async (request, reply) => {
    await runs.remove(requirePrincipal(request), request.params)
    return reply.status(204).send()
  })

  app.get<RunRequest>(`${address}/logs`, async (request): Promise<LogPage> => {
    const run = await runs.get(requirePrincipal(request), request.params)
    const { from, limit, last } = read(logQuery, request.query)
    const [lines, counts] = await Promise.all([
      history.log(run.id, last === undefined ? { from, limit } : { last }),
      history.counts(run.id),
    ])
    return { lines: lines.map(({ number, text }) => ({ number, ...parseConsoleLine(text) })), total: counts.log }
  })

  app.get<RunRequest>(`${address}/files`, async (request): Promise<FileList> => {
    const run = await runs.get(requirePrincipal(request), request.params)
    const list = await files.list(run.id, { limit: mostFiles })
    return {
      files: list.map(({ name, sizeBytes, mimeType, updatedAt }) => ({
        ...{ name, sizeBytes, mimeType, updatedAt },
        url: fileUrl(run.id, name),
      })),
    }
  })

  app.get<RunRequest>(`${address}/media`, async (request): Promise<MediaAnswer> => {
    const run = await runs.get(requirePrincipal(request), request.params)
    const { key } = read(mediaQuery, request.query)
    const rows = await history.sampledRows(run.id, 'history', { keys: [key], samples: mostMedia })
    return {
      items: rows.map((row) => ({
        step: Number(row['_step'] ?? 0),
        value: row[key],
        urls: filesNamedIn(row[key]).map((name) => fileUrl(run.id, name)),
      })),
    }
  })
}

/** What the client found out about the machine, where it has sent that file. */
async function readMetadata({ files }: Tracking, runId: number): Promise<Record<string, unknown> | null> {
  const name = 'wandb-metadata.json'
  if (!(await files.find(runId, name))) return null
  return readableValues((await buffer(await files.read(runId, name))).toString())
}

/** The files that a logged value stands for, in order: `{"_type":"image-file","path":...}` or `{"_type":"images/separated","filenames":[...]}`. */
function filesNamedIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap(filesNamedIn)
  const { path, filenames, _type, ...rest } = value as Record<string, unknown>
  if (Array.isArray(filenames)) return filenames.filter((each) => typeof each === 'string')
  if (typeof path === 'string' && typeof _type === 'string') return [path]
  return Object.values(rest).flatMap(filesNamedIn)
}
