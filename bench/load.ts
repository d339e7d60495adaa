import { Agent, request } from 'node:http'
import type { ServerProcess } from '../tests/kit/process.ts'

/** What one writer sends. */
export interface Shape {
  writers: number
  /** Numbers of a line, with `_step`, `_runtime` and `_timestamp`. */
  numbers: number
  lines: number
}

/** Different batches of one writer, so that nothing compresses by repetition within a chunk. */
const differentBatches = 48

export interface LoadResult {
  values: number
  seconds: number
  /** CPU seconds of the server. */
  cpu: number
  /** Milliseconds. */
  latencies: number[]
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 })

export function post(server: ServerProcess, path: string, body: Buffer): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url)
    const authorization = `Basic ${Buffer.from(`api:${server.key}`).toString('base64')}`
    const headers = { 'content-type': 'application/json', 'content-length': body.length, authorization }
    const sent = request({ hostname, port, path, method: 'POST', agent, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (part) => {
        text += part
      })
      answer.on('end', () => resolve({ status: answer.statusCode!, text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

export async function makeRun(server: ServerProcess, name: string, project = 'bench'): Promise<void> {
  const query =
    'mutation UpsertBucket($name: String, $project: String) { upsertBucket(input: {name: $name, modelName: $project}) { bucket { id name } inserted } }'
  const body = Buffer.from(JSON.stringify({ query, variables: { name, project }, operationName: 'UpsertBucket' }))
  const { status, text } = await post(server, '/graphql', body)
  if (status !== 200 || JSON.parse(text).errors) throw new Error(`UpsertBucket: ${status} ${text}`)
}

/** Lines as a training script logs them: losses in single precision that wander, times, a step. */
export function makeLines(numbers: number, from: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const step = from + i
    const line: Record<string, number> = { _step: step, _runtime: step * 0.1037, _timestamp: 1.79e9 + step * 0.1037 }
    for (let key = 0; key < numbers - 3; key++)
      line[`train/metric_${key}`] = Math.fround(Math.exp(-step / 5000) + Math.random() * 0.1)
    return JSON.stringify(line)
  })
}

/** Bodies whose offset is put in when they are sent: making JSON is the client's work, not what is measured. */
function prepareBodies({ numbers, lines }: Shape): { head: Buffer; tail: Buffer }[] {
  return Array.from({ length: differentBatches }, (_, i) => {
    const content = JSON.stringify(makeLines(numbers, i * lines, lines))
    return {
      head: Buffer.from('{"files":{"wandb-history.jsonl":{"offset":'),
      tail: Buffer.from(`,"content":${content}}}}`),
    }
  })
}

/** Sends as fast as the server takes it, each writer one request at a time as the client does. */
export async function load(server: ServerProcess, shape: Shape, seconds: number, name: string): Promise<LoadResult> {
  const bodies = prepareBodies(shape)
  const runs = Array.from({ length: shape.writers }, (_, i) => `${name}-${i}`)
  for (const run of runs) await makeRun(server, run)
  const latencies: number[] = []
  let values = 0
  const cpu = server.cpu()
  const began = performance.now()
  const write = async (run: string) => {
    for (let batch = 0; performance.now() - began < seconds * 1000; batch++) {
      const { head, tail } = bodies[batch % bodies.length]!
      const body = Buffer.concat([head, Buffer.from(String(batch * shape.lines)), tail])
      const sent = performance.now()
      const { status, text } = await post(server, `/files/tester/bench/${run}/file_stream`, body)
      if (status === 429) {
        await new Promise((resolve) => setTimeout(resolve, 100))
        batch--
        continue
      }
      if (status !== 200) throw new Error(`file_stream: ${status} ${text}`)
      latencies.push(performance.now() - sent)
      values += shape.lines * shape.numbers
    }
  }
  await Promise.all(runs.map(write))
  return { values, seconds: (performance.now() - began) / 1000, cpu: server.cpu() - cpu, latencies }
}

export function quantile(numbers: number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? 0
}
