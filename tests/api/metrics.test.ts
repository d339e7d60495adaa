import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServer, type TestServer } from '../kit/server.ts'

let server: TestServer
let keyOf: Record<'admin' | 'member', string>
beforeAll(async () => {
  server = await startServer()
  const { users, keys } = server.context.accounts
  const make = async (username: string, admin: boolean) => {
    const { id } = await users.create({ username, admin }, null)
    return (await keys.create(id, 'test', username)).key
  }
  keyOf = { admin: await make('ada', true), member: await make('ben', false) }
})
afterAll(() => server.stop())

const scrape = (headers: Record<string, string> = {}) => fetch(`${server.url}/metrics`, { headers })

test('a peer on this machine reads the metrics, with requests by route', async () => {
  await fetch(`${server.url}/api/runs/nobody/nothing/none`)
  const answer = await scrape()
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toContain('text/plain')
  const text = await answer.text()
  expect(text).toContain('process_cpu_seconds_total')
  expect(text).toContain(
    'signpost_http_requests_total{method="GET",route="/api/runs/:entity/:project/:run",status="401"} 1',
  )
  expect(text).not.toContain('nobody')
})

test.each(['forwarded', 'x-forwarded-for', 'x-forwarded-proto', 'via'])(
  'through a proxy (%s) only an administrator reads them',
  async (name) => {
    const through = { [name]: '203.0.113.7' }
    expect((await scrape(through)).status).toBe(401)
    expect((await scrape({ ...through, authorization: `Bearer ${keyOf.member}` })).status).toBe(403)
    expect((await scrape({ ...through, authorization: `Bearer ${keyOf.admin}` })).status).toBe(200)
  },
)

test('what the client asks for in vain, how sign-ins end, and what waits to be written are told', async () => {
  const body = JSON.stringify({
    query: 'mutation createLaunchAgent { createLaunchAgent(input: {}) { launchAgentId } }',
  })
  const headers = { authorization: `Bearer ${keyOf.member}`, 'content-type': 'application/json' }
  await fetch(`${server.url}/graphql`, { method: 'POST', headers, body })
  await fetch(`${server.url}/oidc/callback?state=`, { redirect: 'manual' })
  const text = await (await scrape()).text()
  expect(text).toContain('signpost_unsupported_operations_total{operation="createLaunchAgent"} 1')
  expect(text).toContain('signpost_sign_in_attempts{outcome="failed",code="idp-initiated-no-state"} 1')
  expect(text).toContain('signpost_history_waiting_bytes 0')
})
