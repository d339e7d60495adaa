import { startServerProcess } from '../../tests/kit/process.ts'
import { load, post, quantile } from '../load.ts'
import type { Row } from '../row.ts'

/** What the app's own requests take while sixteen runs stream as fast as they can. */
export async function busy(seconds: number): Promise<Row[]> {
  const server = await startServerProcess()
  try {
    await new Promise((resolve) => setTimeout(resolve, 3000))
    const idle = server.rss()
    const shape = { writers: 16, numbers: 13, lines: 76 }
    let streaming = true
    const streams = load(server, shape, seconds, 'busy').finally(() => {
      streaming = false
    })
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const took: number[] = []
    const query =
      'query { project(name: "bench", entityName: "tester") { runs(first: 20) { edges { node { id name state historyLineCount summaryMetrics } } } } }'
    while (streaming) {
      const began = performance.now()
      const { status } = await post(server, '/graphql', Buffer.from(JSON.stringify({ query })))
      if (status !== 200) throw new Error(`graphql: ${status}`)
      took.push(performance.now() - began)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    const { values, seconds: lasted } = await streams
    const p95 = quantile(took, 0.95)
    return [
      { part: 'busy', what: 'idle memory MB', seen: idle, target: '< 200', met: idle < 200 },
      {
        part: 'busy',
        what: 'a page of 20 runs while 16 stream, p95 ms',
        seen: p95,
        target: '< 100',
        met: p95 < 100,
        note: `${took.length} requests`,
      },
      { part: 'busy', what: '  values/s meanwhile', seen: values / lasted },
    ]
  } finally {
    await server.stop()
  }
}
