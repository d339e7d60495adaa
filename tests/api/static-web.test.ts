import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '../../src/base/log.ts'
import { createHttpApp } from '../../src/http/app.ts'
import { mountStaticWeb } from '../../src/http/static-web.ts'

let root: string
let built: FastifyInstance
let unbuilt: FastifyInstance

beforeAll(async () => {
  root = mkdtempSync(path.join(os.tmpdir(), 'signpost-web-'))
  mkdirSync(path.join(root, 'assets'))
  writeFileSync(path.join(root, 'index.html'), '<title>the app</title>')
  writeFileSync(path.join(root, 'favicon.svg'), '<svg/>')
  writeFileSync(path.join(root, 'assets', 'main-1a2b.js'), 'run()')
  const serve = async (folder: string) => {
    const app = createHttpApp(createLog('silent'), 'http://localhost')
    await mountStaticWeb(app, folder)
    return app
  }
  built = await serve(root)
  unbuilt = await serve(path.join(root, 'nowhere'))
})
afterAll(() => rmSync(root, { recursive: true }))

const get = (app: FastifyInstance, url: string) => app.inject({ method: 'GET', url })

test.each(['/', '/login', '/ada/vision', '/ada/vision/runs/run00001', '/authorize?ref=models', '/setup?token=x'])(
  '%s is the page of the app, asked for anew each time',
  async (url) => {
    const answer = await get(built, url)
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toContain('the app')
    expect(answer.headers['cache-control']).toBe('no-cache')
  },
)

test('an asset is kept for ever, since its name changes with it', async () => {
  const { headers, body } = await get(built, '/assets/main-1a2b.js')
  expect(body).toBe('run()')
  expect(headers['cache-control']).toContain('immutable')
  expect(headers['content-type']).toContain('javascript')
})

test.each([
  '/api/x',
  '/graphql',
  '/files/x',
  '/storage/x',
  '/sdk/otel/v1/x',
  '/scim/v2/Users',
  '/assets/none.js',
  '/healthz/x',
])('%s is not there, and says so in JSON', async (url) => {
  const answer = await get(built, url)
  expect(answer.statusCode).toBe(404)
  expect(answer.json()).toMatchObject({ error: { code: 'no-such-path' } })
})

test.each(['/assets/../../etc/passwd', '/assets/%2e%2e/%2e%2e/etc/passwd', '/..%2f..%2fetc%2fpasswd'])(
  '%s leads to nothing outside',
  async (url) => {
    expect((await get(built, url)).body).not.toContain('root:')
  },
)

test('where the pages are not built, they say how to build them', async () => {
  const answer = await get(unbuilt, '/login')
  expect(answer.statusCode).toBe(503)
  expect(answer.body).toContain('npm run build')
  expect((await get(unbuilt, '/api/x')).statusCode).toBe(404)
})
