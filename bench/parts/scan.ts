import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { type ServerProcess, startServerProcess } from '../../tests/kit/process.ts'
import { clientMachine, hasPython, wandbEnvironment, wandbVersions } from '../../tests/kit/wandb.ts'
import { makeLines, makeRun, post } from '../load.ts'
import type { Row } from '../row.ts'

const lineCount = 1_000_000
const batch = 10_000
const pageLines = 10_000

/** Every line of a run of a million, as `run.scan_history()` reads them: by pages, from parquet files, and by the real client. */
export async function scan(): Promise<Row[]> {
  const server = await startServerProcess()
  try {
    await fill(server)
    let cpu = 0
    const rate = async (read: () => Promise<number>): Promise<number> => {
      const cpuBefore = server.cpu()
      const began = performance.now()
      const lines = await read()
      if (lines !== lineCount) throw new Error(`${lines} lines were read, not ${lineCount}`)
      const seconds = (performance.now() - began) / 1000
      cpu = server.cpu() - cpuBefore
      return lineCount / seconds
    }
    const row = (what: string, seen: number, target?: number): Row => ({
      ...{ part: 'scan', what, seen, note: `${cpu.toFixed(1)} s of the server's CPU` },
      ...(target !== undefined && { target: `>= ${target}`, met: seen >= target }),
    })
    const rows = [row(`lines a second by pages of ${pageLines}`, await rate(() => readPages(server)), 200_000)]
    await post(server, '/files/tester/bench/long/file_stream', Buffer.from('{"complete":true,"exitcode":0}'))
    rows.push(row('  from parquet, when the files are made', await rate(() => readFiles(server))))
    rows.push(row('  from parquet, once they are there', await rate(() => readFiles(server)), 200_000))
    if (hasPython)
      rows.push(row(`  by the client ${wandbVersions.newest} itself`, await rate(() => readByClient(server))))
    return rows
  } finally {
    await server.stop()
  }
}

async function fill(server: ServerProcess): Promise<void> {
  await makeRun(server, 'long')
  for (let offset = 0; offset < lineCount; offset += batch) {
    const files = { 'wandb-history.jsonl': { offset, content: makeLines(5, offset, batch) } }
    const { status, text } = await post(
      server,
      '/files/tester/bench/long/file_stream',
      Buffer.from(JSON.stringify({ files })),
    )
    if (status !== 200) throw new Error(`file_stream: ${status} ${text}`)
  }
}

async function ask<Data>(server: ServerProcess, fields: string): Promise<Data> {
  const query = `{ project(name: "bench", entityName: "tester") { run(name: "long") { ${fields} } } }`
  const { status, text } = await post(server, '/graphql', Buffer.from(JSON.stringify({ query })))
  const { data, errors } = JSON.parse(text)
  if (status !== 200 || errors) throw new Error(`graphql: ${status} ${text.slice(0, 500)}`)
  return data.project.run
}

async function readPages(server: ServerProcess): Promise<number> {
  let lines = 0
  for (let from = 0; from < lineCount; from += pageLines) {
    const page = `history(minStep: ${from}, maxStep: ${from + pageLines}, samples: ${pageLines})`
    lines += (await ask<{ history: string[] }>(server, page)).history.length
  }
  return lines
}

async function readFiles(server: ServerProcess): Promise<number> {
  const { parquetMetadata } = await import('hyparquet')
  const { parquetHistory } = await ask<{ parquetHistory: { parquetUrls: string[] } }>(
    server,
    'parquetHistory { parquetUrls }',
  )
  let lines = 0
  for (const url of parquetHistory.parquetUrls)
    lines += Number(parquetMetadata(await fetch(url).then((answer) => answer.arrayBuffer())).num_rows)
  return lines
}

const clientScript = `import wandb
run = wandb.Api(timeout=60).run("tester/bench/long")
print("RESULT", '{"lines": %d}' % sum(1 for _ in run.scan_history(page_size=${pageLines})))
`

async function readByClient(server: ServerProcess): Promise<number> {
  const environment = await wandbEnvironment(wandbVersions.newest)
  const folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-bench-'))
  const machine = await clientMachine({ environment, baseUrl: server.url, apiKey: server.key })
  try {
    const script = path.join(folder, 'scan.py')
    await writeFile(script, clientScript)
    const { result, stderr } = await machine.python(script)
    if (typeof result['lines'] !== 'number') throw new Error(stderr)
    return result['lines']
  } finally {
    await machine.remove()
    await rm(folder, { recursive: true, force: true })
  }
}
