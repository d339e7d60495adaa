import type { History } from '../../tracking/index.ts'

/** Reads the summaries that one request asks for one by one together: a page of runs is one question to the history. */
export function createSummaryReader(history: History): (runId: number) => Promise<string> {
  let waiting: { runId: number; resolve(summary: string): void; reject(error: unknown): void }[] = []

  const readAll = async () => {
    const batch = waiting
    waiting = []
    try {
      const summaries = await history.summaries(batch.map(({ runId }) => runId))
      for (const { runId, resolve } of batch) resolve(summaries.get(runId) ?? '{}')
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }

  return (runId) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(readAll)
      waiting.push({ runId, resolve, reject })
    })
}
