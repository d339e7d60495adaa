import { buffer } from 'node:stream/consumers'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Principal } from '../../accounts/principal.ts'
import {
  parseConsoleLine,
  type Run,
  type RunPath,
  readableConfig,
  readableValues,
  type Tracking,
} from '../../tracking/index.ts'
import type { RunDetail } from './contract.ts'
import { endpoint } from './endpoint.ts'
import { runSummary } from './present.ts'
import { detailShape, fileShape, logLineShape, mediaShape } from './shapes.ts'
import { wholeNumber } from './whole-number.ts'

export interface RunParts {
  tracking: Tracking
  /** The signed address of a run's file. */
  fileUrl(runId: number, name: string): string
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
  const { runs, history, alerts } = tracking

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

  endpoint(app, {
    method: 'GET',
    path: address,
    who: 'person',
    summary: 'One run: state, config, summary, where and how it ran',
    answer: detailShape,
    run: async ({ principal, params }) => detail(principal, await runs.get(principal, runOf(params))),
  })

  endpoint(app, {
    method: 'PATCH',
    path: address,
    who: 'person',
    summary: 'Change the name, notes or tags of a run',
    body: patchBody,
    answer: detailShape,
    async run({ principal, params, body: { notes, ...fields } }) {
      // To the room below null means "as before"; no notes are an empty text.
      const change = { ...fields, notes: notes === null ? '' : notes }
      return detail(principal, await runs.update(principal, runOf(params), change))
    },
  })

  endpoint(app, {
    method: 'POST',
    path: `${address}/stop`,
    who: 'person',
    summary: 'Ask the process of a run to end',
    status: 204,
    run: ({ principal, params }) => runs.requestStop(principal, runOf(params)),
  })

  endpoint(app, {
    method: 'DELETE',
    path: address,
    who: 'person',
    summary: 'Delete a run with all that it logged',
    status: 204,
    run: ({ principal, params }) => runs.remove(principal, runOf(params)),
  })

  mountRunContents(app, { tracking, fileUrl })
}

const address = '/api/runs/:entity/:project/:run'

const runOf = ({ entity = '', project = '', run = '' }: Record<string, string>): RunPath => ({ entity, project, run })

/** What a run printed and kept: console log, files, media. */
function mountRunContents(app: FastifyInstance, { tracking, fileUrl }: RunParts): void {
  const { runs, history, files } = tracking

  endpoint(app, {
    method: 'GET',
    path: `${address}/logs`,
    who: 'person',
    summary: 'Lines of the console log: from a number on, or the last ones',
    query: logQuery,
    answer: z.object({ lines: z.array(logLineShape), total: z.number() }),
    async run({ principal, params, query: { from, limit, last } }) {
      const run = await runs.get(principal, runOf(params))
      const [lines, counts] = await Promise.all([
        history.log(run.id, last === undefined ? { from, limit } : { last }),
        history.counts(run.id),
      ])
      return { lines: lines.map(({ number, text }) => ({ number, ...parseConsoleLine(text) })), total: counts.log }
    },
  })

  endpoint(app, {
    method: 'GET',
    path: `${address}/files`,
    who: 'person',
    summary: 'Files of a run, each with an address that is good for a day',
    answer: z.object({ files: z.array(fileShape) }),
    async run({ principal, params }) {
      const run = await runs.get(principal, runOf(params))
      const list = await files.list(run.id, { limit: mostFiles })
      return {
        files: list.map(({ name, sizeBytes, mimeType, updatedAt }) => ({
          ...{ name, sizeBytes, mimeType, updatedAt },
          url: fileUrl(run.id, name),
        })),
      }
    },
  })

  endpoint(app, {
    method: 'GET',
    path: `${address}/media`,
    who: 'person',
    summary: 'Values of a key that holds media, tables, histograms or texts, over the steps',
    query: mediaQuery,
    answer: z.object({ items: z.array(mediaShape) }),
    async run({ principal, params, query: { key } }) {
      const run = await runs.get(principal, runOf(params))
      const rows = await history.sampledRows(run.id, 'history', { keys: [key], samples: mostMedia })
      return {
        items: rows.map((row) => ({
          step: Number(row['_step'] ?? 0),
          value: row[key],
          urls: filesNamedIn(row[key]).map((name) => fileUrl(run.id, name)),
        })),
      }
    },
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
