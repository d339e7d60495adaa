import type { MessagePort, Transferable, Worker } from 'node:worker_threads'
import { AppError, type ErrorKind, type Facts, messageOf } from './errors.ts'

/** Calls between threads: plain arguments there, a plain result or an error back. */
interface Call {
  id: number
  method: string
  args: unknown[]
}
type Answer = { id: number } & ({ result: unknown } | { error: PlainError })

interface PlainError {
  message: string
  stack?: string
  refusal?: { kind: ErrorKind; code: string; facts: Facts; retryAfter: number | undefined }
}

/** Answers each call that comes through `port` by the method of that name. */
export function answerCalls(port: MessagePort, methods: object): void {
  const table = methods as Record<string, (...args: unknown[]) => unknown>
  port.on('message', async ({ id, method, args }: Call) => {
    try {
      port.postMessage({ id, result: await table[method]!(...args) } satisfies Answer)
    } catch (error) {
      port.postMessage({ id, error: plainError(error) } satisfies Answer)
    }
  })
}

function plainError(error: unknown): PlainError {
  if (!(error instanceof AppError))
    return { message: messageOf(error), stack: error instanceof Error ? error.stack : undefined }
  const { message, kind, code, facts, retryAfter } = error
  return { message, refusal: { kind, code, facts, retryAfter } }
}

function thrownError({ message, stack, refusal }: PlainError): Error {
  if (refusal) return new AppError(refusal.kind, refusal.code, message, refusal)
  return Object.assign(new Error(message), { stack })
}

export interface ThreadCalls {
  call(method: string, args: unknown[], transfer?: Transferable[]): Promise<unknown>
  /** Ends the thread, if it was started, after it has answered `last`. What else it has not answered is refused. */
  end(last?: string): Promise<void>
}

/**
 * Calls into a thread that is started with the first call, and again after it has died. What a dead thread had not answered is refused
 * as `unavailable`, which may be tried again.
 */
export function createThreadCalls(start: () => Worker): ThreadCalls {
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>()
  let worker: Worker | null = null
  let lastId = 0

  function started(): Worker {
    if (worker !== null) return worker
    const fresh = start()
    let cause: unknown
    fresh.on('message', (answer: Answer) => {
      const caller = waiting.get(answer.id)
      // The thread may post messages of another kind, which are not ours.
      if (caller === undefined) return
      waiting.delete(answer.id)
      if ('error' in answer) caller.reject(thrownError(answer.error))
      else caller.resolve(answer.result)
    })
    fresh.on('error', (error) => {
      cause = error
    })
    fresh.on('exit', () => {
      if (worker === fresh) worker = null
      refuseAll(cause)
    })
    worker = fresh
    return fresh
  }

  function refuseAll(cause: unknown): void {
    for (const { reject } of waiting.values())
      reject(
        new AppError('unavailable', 'thread-ended', 'The server could not finish this. It may be tried again.', {
          cause,
          retryAfter: 2,
        }),
      )
    waiting.clear()
  }

  const call: ThreadCalls['call'] = (method, args, transfer) =>
    new Promise((resolve, reject) => {
      const id = ++lastId
      waiting.set(id, { resolve, reject })
      started().postMessage({ id, method, args } satisfies Call, transfer)
    })

  return {
    call,
    async end(last) {
      if (worker === null) return
      if (last !== undefined) await call(last, [])
      const ending = worker
      worker = null
      await ending.terminate()
      refuseAll(undefined)
    },
  }
}
