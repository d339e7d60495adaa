import { folderBytes, type ServerProcess, startServerProcess } from '../../tests/kit/process.ts'
import { makeLines, makeRun, post, quantile } from '../load.ts'
import type { Row } from '../row.ts'

const runs = 10
const lineCount = 1_000_000
const batch = 10_000

/** Ten runs of a million lines with one metric each: a chart of all, zooms, bytes on disk. */
export async function chart(): Promise<Row[]> {
  const server = await startServerProcess()
  try {
    for (let run = 0; run < runs; run++) await fill(server, `run${run}`)
    const names = Array.from({ length: runs }, (_, i) => `run${i}`)
    const ask = async (range: { from?: number; to?: number }) => {
      const body = { runs: names, stream: 'history', keys: ['train/metric_0'], x: '_step', buckets: 1000, ...range }
      const began = performance.now()
      const { status, text } = await post(
        server,
        '/api/projects/tester/bench/series',
        Buffer.from(JSON.stringify(body)),
      )
      if (status !== 200) throw new Error(`series: ${status} ${text}`)
      const took = performance.now() - began
      return { took, series: JSON.parse(text).series as { max: number[] }[] }
    }
    const median = async (range: { from?: number; to?: number }) => {
      const took: number[] = []
      for (let i = 0; i < 11; i++) took.push((await ask(range)).took)
      return quantile(took, 0.5)
    }
    const first = await ask({})
    const warm = await median({})
    const spikes = first.series.filter(({ max }) => Math.max(...max) === 1e6).length
    await new Promise((resolve) => setTimeout(resolve, 45_000))
    const folded = folderBytes(server.folder, /^history/)
    const values = runs * lineCount * 4
    return [
      {
        part: 'chart',
        what: 'ten lines x 1 M points, 1000 buckets, warm ms',
        seen: warm,
        target: '< 50',
        met: warm < 50,
      },
      { part: 'chart', what: '  the first time ms', seen: first.took },
      { part: 'chart', what: '  zoom to 1 %, ms', seen: await median({ from: 500_000, to: 510_000 }) },
      { part: 'chart', what: '  zoom to 1000 steps, ms', seen: await median({ from: 500_000, to: 501_000 }) },
      {
        part: 'chart',
        what: '  lines that show their one spike',
        seen: spikes,
        target: `${runs}`,
        met: spikes === runs,
      },
      {
        part: 'chart',
        what: 'bytes a value on disk',
        seen: folded / values,
        target: '< 8',
        met: folded / values < 8,
        note: `${Math.round(folded / 1e6)} MB`,
      },
    ]
  } finally {
    await server.stop()
  }
}

async function fill(server: ServerProcess, run: string): Promise<void> {
  await makeRun(server, run)
  for (let offset = 0; offset < lineCount; offset += batch) {
    const content = makeLines(4, offset, batch)
    if (offset === 420_000) content[7] = content[7]!.replace(/("train\/metric_0":)[^,}]+/, '$11000000')
    const body = JSON.stringify({ files: { 'wandb-history.jsonl': { offset, content } } })
    const { status, text } = await post(server, `/files/tester/bench/${run}/file_stream`, Buffer.from(body))
    if (status !== 200) throw new Error(`file_stream: ${status} ${text}`)
  }
}
