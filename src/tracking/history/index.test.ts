import { expect, test } from 'vitest'
import type { ThreadCalls } from '../../base/thread-calls.ts'
import { createHistory } from './index.ts'

/** A writer that answers when it is told to. */
function slowThread() {
  const waiting: (() => void)[] = []
  const calls: ThreadCalls = {
    call: () => new Promise((resolve) => waiting.push(() => resolve({ changed: true }))),
    end: async () => {},
  }
  return { calls, answerOne: () => waiting.shift()!() }
}

test('bodies wait only up to a limit; then the client is asked to send again', async () => {
  const { calls, answerOne } = slowThread()
  const history = createHistory({ writer: calls, reader: calls, maxWaitingBytes: 100 })
  const send = (bytes: number) => history.appendBody(1, new Uint8Array(bytes))

  // However large it is, one is always taken: it could never be sent otherwise.
  const first = send(1000)
  await expect(send(1)).rejects.toMatchObject({ kind: 'too-many', code: 'history-busy', retryAfter: 2 })
  answerOne()
  await first

  const [second, third] = [send(60), send(40)]
  await expect(send(1)).rejects.toMatchObject({ code: 'history-busy' })
  answerOne()
  await second
  const fourth = send(60)
  answerOne()
  answerOne()
  await Promise.all([third, fourth])
})
