import path from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Log } from './base/log.ts'
import { createThreadCalls } from './base/thread-calls.ts'
import type { BayesSearch } from './tracking/sweeps/index.ts'

/** The Bayesian search in a thread of its own, which starts when it is first needed. */
export function createThreadedSearch(log: Log): BayesSearch & { close(): Promise<void> } {
  const file = new URL(`./search-thread${path.extname(import.meta.url)}`, import.meta.url)
  const thread = createThreadCalls(() => {
    const worker = new Worker(file, { name: 'sweep search' })
    worker.on('error', (error) => log.error({ err: error }, 'the thread of the search died; it starts anew'))
    return worker
  })
  return {
    next: async (parameters, observations) => (await thread.call('next', [parameters, observations])) as number[],
    close: () => thread.end(),
  }
}
