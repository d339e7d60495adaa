import { AsyncLocalStorage } from 'node:async_hooks'

/** From where the request came in whose course something happens. */
export interface RequestFacts {
  address: string
  userAgent: string | null
}

const current = new AsyncLocalStorage<RequestFacts>()

/** Runs `work`, and all that it begins, in the course of this request. */
export const inRequest = <Result>(facts: RequestFacts, work: () => Result): Result => current.run(facts, work)

/** Null where nobody asked from outside: at the command line, by a timer. */
export const requestFacts = (): RequestFacts | null => current.getStore() ?? null
