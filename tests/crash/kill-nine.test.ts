import { afterAll, beforeAll, expect, test } from 'vitest'
import { openAppDb, openHistoryDb } from '../../src/storage/sql/open.ts'
import { createReader } from '../../src/tracking/history/index.ts'
import { type ServerProcess, startServerProcess } from '../kit/process.ts'
import { until } from '../kit/until.ts'

const kills = 20
const writers = 4
const batch = 120

let server: ServerProcess
beforeAll(async () => {
  server = await startServerProcess()
})
afterAll(() => server?.stop())

const headers = () => ({
  authorization: `Basic ${Buffer.from(`api:${server.key}`).toString('base64')}`,
  'content-type': 'application/json',
})
const lineOf = (run: string, step: number) => `{"_step":${step},"run":"${run}","value":${step / 7},"other":${-step}}`

async function makeRun(name: string): Promise<void> {
  const query =
    'mutation UpsertBucket($name: String) { upsertBucket(input: {name: $name, modelName: "crash"}) { bucket { id } } }'
  const body = JSON.stringify({ query, variables: { name }, operationName: 'UpsertBucket' })
  const answer = await fetch(`${server.url}/graphql`, { method: 'POST', headers: headers(), body })
  expect(await answer.json()).not.toHaveProperty('errors')
}

interface Writing {
  stopped: boolean
  /** Requests of all writers that were answered. */
  answered: number
}

/** Writes as the client does: one request at a time, the same offset again, with more lines behind, until it is answered. */
async function write(run: string, state: Writing): Promise<number> {
  let acknowledged = 0
  let size = batch
  while (!state.stopped) {
    const content = Array.from({ length: size }, (_, i) => lineOf(run, acknowledged + i))
    const body = JSON.stringify({ files: { 'wandb-history.jsonl': { offset: acknowledged, content } } })
    const path = `/files/tester/crash/${run}/file_stream`
    const answer = await fetch(server.url + path, { method: 'POST', headers: headers(), body }).catch(() => null)
    if (answer !== null && answer.status < 500) expect(answer.status).toBe(200)
    if (answer?.ok) {
      acknowledged += size
      state.answered += 1
      size = batch
    } else {
      size += 7
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  return acknowledged
}

test(`after ${kills} kills in the middle of streams every acknowledged line is there, once`, {
  timeout: 240_000,
}, async () => {
  const runs = Array.from({ length: writers }, (_, i) => `run${i}`)
  for (const run of runs) await makeRun(run)
  const state = { stopped: false, answered: 0 }
  const writing = runs.map((run) => write(run, state))
  for (let kill = 0; kill < kills; kill++) {
    // Some lines are acknowledged between any two kills, however slow the machine; then it comes at any moment.
    const before = state.answered
    await until(() => state.answered >= before + writers)
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 300))
    await server.kill()
  }
  state.stopped = true
  const acknowledged = await Promise.all(writing)

  const settings = { kind: 'sqlite', folder: server.folder } as const
  const [app, db] = [await openAppDb(settings), await openHistoryDb(settings)]
  const reader = createReader(db)
  for (const [i, run] of runs.entries()) {
    const { id } = await app.selectFrom('run').select('id').where('name', '=', run).executeTakeFirstOrThrow()
    const lines = await reader.lines(id, 'history', {})
    expect(lines.length).toBeGreaterThanOrEqual(acknowledged[i]!)
    expect(acknowledged[i]).toBeGreaterThan(0)
    expect(lines).toEqual(lines.map((_, step) => lineOf(run, step)))
  }
  await Promise.all([app.destroy(), db.destroy()])
})
