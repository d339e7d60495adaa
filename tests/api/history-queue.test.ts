import { afterAll, beforeAll, expect, test } from 'vitest'
import { logRun } from '../kit/experiments.ts'
import { person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

test('bodies that were written no longer count as waiting, however many came before', async () => {
  const { apiKey } = await person(server, 'ada')
  await logRun({ url: server.url, apiKey, entity: 'ada', project: 'p' }, { name: 'long' })
  const line = JSON.stringify({ _step: 0, text: 'x'.repeat(1_000_000) })
  const content = Array.from({ length: 9 }, () => line)
  for (let nth = 0; nth < 14; nth++) {
    const answer = await fetch(`${server.url}/files/ada/p/long/file_stream`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ files: { 'wandb-history.jsonl': { offset: 0, content } } }),
    })
    expect(answer.status).toBe(200)
  }
})
