import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServer, type TestServer } from '../kit/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

test.each(['/healthz', '/ready'])('%s answers a stranger with 200', async (path) => {
  expect((await fetch(server.url + path)).status).toBe(200)
})

test('an unknown path is 404 in our error shape', async () => {
  const answer = await fetch(`${server.url}/api/nothing-here`)
  expect(answer.status).toBe(404)
  expect(await answer.json()).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } })
})
