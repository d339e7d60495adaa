import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { createLog } from '../../src/base/log.ts'
import { send } from '../kit/askers.ts'
import { startServer } from '../kit/server.ts'
import { until } from '../kit/until.ts'

test('a request is one line of the log: method, path, status, time and id, and never its query, key or cookie', async () => {
  let text = ''
  const destination = new Writable({
    write(piece, _encoding, done) {
      text += piece
      done()
    },
  })
  const server = await startServer({ overrides: { log: createLog('debug', destination) } })
  try {
    const headers = { authorization: 'Bearer planted-key', cookie: 'signpost=planted-cookie' }
    const answer = await send(`${server.url}/api/me?code=planted-code`, 'GET', undefined, headers)
    await until(() => text.includes('"answered"'))
    const lines = text.split('\n').filter((line) => line.includes('"answered"'))
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      method: 'GET',
      path: '/api/me',
      status: 401,
      ms: expect.any(Number),
      request: answer.headers.get('x-request-id'),
    })
    expect(text).not.toContain('planted')
  } finally {
    await server.stop()
  }
})
