import { AsyncLocalStorage } from 'node:async_hooks'
import type { Clock } from '../../base/clock.ts'
import type { OutboundAnswer, OutboundRequest } from '../../base/outbound.ts'
import { describeAnswer, describeFailure, describeRequest, type ProviderCall } from './call.ts'

/** Writes down what a provider is asked, and answers, on behalf of one attempt. */
export interface CallWitness {
  /** Makes the call, and sees it. Throws what it throws. */
  see(url: string, request: OutboundRequest, call: () => Promise<OutboundAnswer>): Promise<OutboundAnswer>
  /** What was seen since the last time that this was asked. */
  taken(): ProviderCall[]
}

/** More is a provider that sends us in circles. */
const mostCalls = 30

export function createCallWitness(parts: {
  clock: Clock
  startedAt: number
  redact<Value>(value: Value): Value
}): CallWitness {
  const { clock, startedAt, redact } = parts
  let calls: ProviderCall[] = []
  return {
    async see(url, request, call) {
      const began = clock.now()
      const asked = describeRequest(url, request)
      const isConfidential = asked.method === 'POST' || asked.credentials.length > 0
      const write = (ended: Pick<ProviderCall, 'answer' | 'failure'>) => {
        const now = clock.now()
        if (calls.length < mostCalls)
          calls.push(redact({ after: now - startedAt, took: Math.max(now - began, 0), ...asked, ...ended }))
      }
      try {
        const answer = await call()
        write({ answer: describeAnswer(answer, isConfidential, clock.now()), failure: null })
        return answer
      } catch (error) {
        write({ answer: null, failure: describeFailure(error) })
        throw error
      }
    },
    taken() {
      const seen = calls
      calls = []
      return seen
    },
  }
}

const witnesses = new AsyncLocalStorage<CallWitness>()

/** All calls to providers that are made while this runs are seen by the witness, however deep below. */
export const witnessed = <Result>(witness: CallWitness, run: () => Promise<Result>): Promise<Result> =>
  witnesses.run(witness, run)

export const currentWitness = (): CallWitness | undefined => witnesses.getStore()
