import { gzipSync } from 'node:zlib'

/** Where runs are logged to, and as whom: the same doors that the client uses. */
export interface LoggingTo {
  url: string
  apiKey: string
  entity: string
  project: string
}

export interface RunToLog {
  name: string
  displayName?: string
  config?: Record<string, unknown>
  tags?: string[]
  notes?: string
  /** One object a step; `_step` is added. */
  history?: Record<string, unknown>[]
  /** System metrics, one object a measurement. */
  events?: Record<string, unknown>[]
  log?: string[]
  files?: Record<string, Uint8Array | string>
  /** Absent: the run goes on. */
  exitCode?: number
  /** When it began, in seconds since 1970; now by default. */
  startedAt?: number
  secondsAStep?: number
}

/** A run as the client would log it, in a few requests; returns a way to log more of it. */
export async function logRun(
  to: LoggingTo,
  run: RunToLog,
): Promise<{ more(lines: Record<string, unknown>[]): Promise<void> }> {
  await graphql(to, upsert, {
    input: {
      entityName: to.entity,
      modelName: to.project,
      name: run.name,
      displayName: run.displayName ?? run.name,
      config: JSON.stringify(
        Object.fromEntries(Object.entries(run.config ?? {}).map(([key, value]) => [key, { value }])),
      ),
      tags: run.tags,
      notes: run.notes,
      host: 'node-17',
      jobProgram: 'train.py',
      jobRepo: 'https://git.example/ada/vision.git',
      commit: '5f2c9e1d0c4b7a86',
    },
  })
  const start = run.startedAt ?? Date.now() / 1000
  const pace = run.secondsAStep ?? 1
  let steps = 0
  const stamped = (lines: Record<string, unknown>[]) =>
    lines.map((line) => {
      const step = steps++
      return { ...line, _step: step, _runtime: step * pace, _timestamp: start + step * pace }
    })
  for (const [name, content] of Object.entries(run.files ?? {})) await upload(to, run.name, name, content)
  const history = stamped(run.history ?? [])
  const events = (run.events ?? []).map((line, at) => ({ ...line, _runtime: at * 15, _timestamp: start + at * 15 }))
  for (let from = 0; from < history.length; from += 5000) {
    await stream(to, run.name, { 'wandb-history.jsonl': jsonLines(history.slice(from, from + 5000), from) })
  }
  await stream(to, run.name, {
    'wandb-events.jsonl': jsonLines(events, 0),
    'output.log': { offset: 0, content: run.log ?? [] },
    'wandb-summary.json': { offset: 0, content: [JSON.stringify(history.at(-1) ?? {})] },
  })
  if (run.exitCode !== undefined) await stream(to, run.name, {}, { complete: true, exitcode: run.exitCode })
  return {
    async more(lines) {
      const offset = steps
      await stream(to, run.name, { 'wandb-history.jsonl': jsonLines(stamped(lines), offset) })
    },
  }
}

const upsert = `mutation UpsertBucket($input: UpsertBucketInput!) { upsertBucket(input: $input) { bucket { name } } }`
const createFiles = `mutation CreateRunFiles($input: CreateRunFilesInput!) { createRunFiles(input: $input) { files { uploadUrl } } }`

const authorization = (to: LoggingTo) => `Basic ${Buffer.from(`api:${to.apiKey}`).toString('base64')}`

const jsonLines = (lines: Record<string, unknown>[], offset: number) => ({
  offset,
  content: lines.map((line) => JSON.stringify(line)),
})

async function graphql<T>(to: LoggingTo, query: string, variables: unknown): Promise<T> {
  const answer = await fetch(`${to.url}/graphql`, {
    method: 'POST',
    headers: { authorization: authorization(to), 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  const body = (await answer.json()) as { data: T; errors?: { message: string }[] }
  if (!answer.ok || body.errors) throw new Error(`GraphQL answered ${answer.status}: ${JSON.stringify(body.errors)}`)
  return body.data
}

async function stream(to: LoggingTo, run: string, files: object, status: object = {}): Promise<void> {
  const answer = await fetch(`${to.url}/files/${to.entity}/${to.project}/${run}/file_stream`, {
    method: 'POST',
    headers: { authorization: authorization(to), 'content-type': 'application/json', 'content-encoding': 'gzip' },
    body: gzipSync(JSON.stringify({ files, ...status })),
  })
  if (!answer.ok) throw new Error(`file_stream answered ${answer.status}: ${await answer.text()}`)
  await answer.arrayBuffer()
}

async function upload(to: LoggingTo, runName: string, name: string, content: Uint8Array | string): Promise<void> {
  const input = { entityName: to.entity, projectName: to.project, runName, files: [name] }
  const { createRunFiles } = await graphql<{ createRunFiles: { files: { uploadUrl: string }[] } }>(to, createFiles, {
    input,
  })
  const url = new URL(createRunFiles.files[0]!.uploadUrl, to.url)
  const answer = await fetch(url, { method: 'PUT', body: Buffer.from(content) })
  if (!answer.ok) throw new Error(`the upload of ${name} answered ${answer.status}: ${await answer.text()}`)
  await answer.arrayBuffer()
}
