import { z } from 'zod'

/** What the API's document says of answers about projects and runs; `contract.ts` has the same as types. */

export const projectShape = z.object({
  entity: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  runCount: z.number(),
  runningCount: z.number(),
  createdAt: z.number(),
  updatedAt: z.number(),
})

export const runShape = z.object({
  entity: z.string(),
  project: z.string(),
  name: z.string(),
  displayName: z.string(),
  state: z.enum(['running', 'finished', 'failed', 'crashed', 'killed', 'preempting', 'pending']),
  user: z.string(),
  createdAt: z.number(),
  heartbeatAt: z.number(),
  finishedAt: z.number().nullable(),
  group: z.string().nullable(),
  jobType: z.string().nullable(),
  tags: z.array(z.string()),
  notes: z.string().nullable(),
  lines: z.number(),
})

export const homeShape = z.object({
  entities: z.array(z.string()),
  projects: z.array(projectShape),
  runs: z.array(runShape),
})

export const sweepState = z.enum(['PENDING', 'RUNNING', 'PAUSED', 'FINISHED', 'CANCELED'])

export const sweepShape = z.object({
  entity: z.string(),
  project: z.string(),
  name: z.string(),
  title: z.string(),
  state: sweepState,
  method: z.string(),
  user: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
  runCount: z.number(),
  expectedRuns: z.number().nullable(),
  metric: z.object({ name: z.string(), goal: z.enum(['minimize', 'maximize']) }).nullable(),
  best: z.number().nullable(),
})

export const sweepDetailShape = z.object({
  sweep: sweepShape.extend({
    description: z.string().nullable(),
    program: z.string().nullable(),
    config: z.string(),
    searchedBy: z.enum(['server', 'scheduler', 'controller']),
    earlyStopping: z.string().nullable(),
    parameters: z.array(z.object({ name: z.string(), from: z.string() })),
    agents: z.array(
      z.object({
        name: z.string(),
        host: z.string(),
        state: z.enum(['RUNNING', 'FINISHED', 'LOST']),
        heartbeatAt: z.number(),
        runs: z.number(),
      }),
    ),
    runs: z.array(
      z.object({ run: runShape, objective: z.number().nullable(), values: z.array(z.string().nullable()) }),
    ),
  }),
})

const values = z.record(z.string(), z.unknown())

export const detailShape = z.object({
  run: runShape.extend({
    config: values,
    summary: values,
    metadata: values.nullable(),
    exitCode: z.number().nullable(),
    stopRequested: z.boolean(),
    host: z.string().nullable(),
    program: z.string().nullable(),
    commit: z.string().nullable(),
    repository: z.string().nullable(),
    logLines: z.number(),
    eventLines: z.number(),
    alerts: z.array(
      z.object({ title: z.string(), text: z.string(), severity: z.enum(['INFO', 'WARN', 'ERROR']), at: z.number() }),
    ),
  }),
})

export const logLineShape = z.object({
  number: z.number(),
  text: z.string(),
  level: z.enum(['error']).nullable(),
  at: z.string().nullable(),
})

export const fileShape = z.object({
  name: z.string(),
  sizeBytes: z.number(),
  mimeType: z.string(),
  updatedAt: z.number(),
  url: z.string(),
})

export const mediaShape = z.object({ step: z.number(), value: z.unknown(), urls: z.array(z.string()) })

export const loggedShape = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])])
