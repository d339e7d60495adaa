import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addPeople, type People, passwordOf, send, signIn } from '../kit/askers.ts'
import { startServer, type TestServer } from '../kit/server.ts'

let server: TestServer
let people: People
let cookie: string
beforeAll(async () => {
  server = await startServer()
  people = await addPeople(server)
  cookie = await signIn(server, 'ann')
})
afterAll(() => server.stop())

describe('a change that carries the session cookie', () => {
  const elsewhere = 'https://evil.example'
  test.each([
    ['nothing', {}, 201],
    ['Sec-Fetch-Site: same-origin', { 'sec-fetch-site': 'same-origin' }, 201],
    ['Sec-Fetch-Site: none', { 'sec-fetch-site': 'none' }, 201],
    ['Sec-Fetch-Site: same-site', { 'sec-fetch-site': 'same-site' }, 403],
    ['Sec-Fetch-Site: cross-site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['our Origin', { origin: 'OURS' }, 201],
    ['another Origin', { origin: elsewhere }, 403],
    ['Origin: null', { origin: 'null' }, 403],
    ['another Origin, though same-origin is said', { origin: elsewhere, 'sec-fetch-site': 'same-origin' }, 403],
    ['our Origin, though cross-site is said', { origin: 'OURS', 'sec-fetch-site': 'cross-site' }, 403],
  ])('with %s', async (_, given, status) => {
    const said = given as Record<string, string>
    const headers = { cookie, ...said, ...(said['origin'] === 'OURS' && { origin: server.url }) }
    const answer = await send(`${server.url}/api/keys`, 'POST', { name: 'x' }, headers)
    expect(answer.status).toBe(status)
    if (status === 403) expect(answer.body.error.code).toBe('csrf')
  })

  test.each(['/oidc/callback', '/oidc/callback/acme', '/oidc/backchannel-logout', '/oidc/token', '/oidc/initiate'])(
    'is not refused as csrf at %s',
    async (path) => {
      const answer = await send(server.url + path, 'POST', undefined, { cookie, origin: elsewhere })
      expect(answer.text).not.toContain('"csrf"')
    },
  )

  test('is refused at an address that only begins like an exempt one', async () => {
    const answer = await send(`${server.url}/oidc/tokens`, 'POST', undefined, { cookie, origin: elsewhere })
    expect(answer.body.error.code).toBe('csrf')
  })
})

test('an API key needs no origin', async () => {
  const answer = await people.ask('ann', 'POST', '/api/keys', { name: 'x' }, { origin: 'https://evil.example' })
  expect(answer.status).toBe(201)
})

test('reading is not refused to other sites, and gives them nothing without the cookie', async () => {
  const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
  const answer = await send(`${server.url}/api/me`, 'GET', undefined, { ...headers, cookie })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('access-control-allow-origin')).toBeNull()
})

test.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data', ''])(
  'a body under /api of type "%s" is 415',
  async (type) => {
    const body = JSON.stringify({ username: 'ann', password: passwordOf('ann') })
    const headers = { 'content-type': type }
    const answer = await fetch(`${server.url}/api/sign-in`, { method: 'POST', body, headers })
    expect(answer.status).toBe(415)
  },
)

test.each(['{', '[]', '"text"', '{"username":1}'])('the body %s is 400 in our error shape', async (body) => {
  const headers = { 'content-type': 'application/json; charset=utf-8' }
  const answer = await fetch(`${server.url}/api/sign-in`, { method: 'POST', body, headers })
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } })
})

test('every answer has the security headers, errors too', async () => {
  for (const path of ['/api/sign-in-options', '/api/nothing', '/healthz']) {
    const { headers } = await send(server.url + path, 'GET')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(headers.get('content-security-policy')).toMatch(/script-src 'self';.*frame-ancestors 'self'/)
    expect(headers.get('strict-transport-security')).toBeNull()
    expect(headers.get('x-request-id')).toMatch(/^[a-z0-9]{12}$/)
  }
})

describe('the description of the API', () => {
  test('is there for strangers and names every address under /api with who may ask', async () => {
    const { status, body } = await send(`${server.url}/api/openapi.json`, 'GET')
    expect(status).toBe(200)
    expect(body.openapi).toMatch(/^3\.1/)
    for (const path of ['/api/me', '/api/sign-in', '/api/keys/{id}', '/api/admin/users/{username}', '/api/admin/teams'])
      expect(Object.keys(body.paths)).toContain(path)
    expect(body.paths['/api/sign-in'].post.security).toEqual([])
    const { schema } = body.paths['/api/admin/users'].post.requestBody.content['application/json']
    expect(schema.required).toEqual(['username'])
  })
})
