import { folderBytes, startServerProcess } from '../../tests/kit/process.ts'
import { inProcessLimit } from '../limit.ts'
import { load, quantile, type Shape } from '../load.ts'
import type { Row } from '../row.ts'

const shapes: Record<string, Shape & { target: number }> = {
  '16 writers x 13 numbers x 76 lines': { writers: 16, numbers: 13, lines: 76, target: 700_000 },
  '1 writer x 103 numbers x 97 lines': { writers: 1, numbers: 103, lines: 97, target: 1_000_000 },
}

export async function ingest(seconds: number): Promise<Row[]> {
  const rows: Row[] = []
  for (const [name, shape] of Object.entries(shapes)) {
    const limit = inProcessLimit(shape, 2)
    const server = await startServerProcess()
    try {
      await load(server, shape, 2, 'warm')
      const { values, seconds: took, cpu, latencies } = await load(server, shape, seconds, 'run')
      const rate = values / took
      rows.push(
        {
          part: 'ingest',
          what: `${name}: durable values/s`,
          seen: rate,
          target: `>= ${shape.target}`,
          met: rate >= shape.target,
        },
        {
          part: 'ingest',
          what: '  of the in-process limit',
          seen: rate / limit,
          note: `${Math.round(limit)} values/s`,
        },
        { part: 'ingest', what: '  CPU s of the server a million values', seen: cpu / (values / 1e6) },
        {
          part: 'ingest',
          what: '  answer p50 / p95 ms',
          seen: quantile(latencies, 0.5),
          note: `${quantile(latencies, 0.95).toFixed(1)}`,
        },
        { part: 'ingest', what: '  memory MB at full speed', seen: server.rss() },
        {
          part: 'ingest',
          what: '  bytes a value, before all is folded',
          seen: folderBytes(server.folder, /^history/) / values,
        },
      )
    } finally {
      await server.stop()
    }
  }
  return rows
}
