/** What runs in the thread of the sweeps' search: it takes longer than other requests should wait. */
import { parentPort } from 'node:worker_threads'
import { answerCalls } from './base/thread-calls.ts'
import { nextByExpectedImprovement, type Observation, type Parameter } from './tracking/sweeps/index.ts'

answerCalls(parentPort!, {
  next: (parameters: Parameter[], observations: Observation[]) =>
    nextByExpectedImprovement(parameters, observations, Math.random),
})
