import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addPeople, type People, send } from '../kit/askers.ts'
import { startServer, type TestServer } from '../kit/server.ts'

let server: TestServer
let people: People
beforeAll(async () => {
  server = await startServer({ env: { OIDC_ISSUER: 'https://idp.example', OIDC_CLIENT_ID: 'signpost' } })
  people = await addPeople(server)
})
afterAll(() => server.stop())

const path = '/api/admin/providers'
const buttons = async () => (await send(`${server.url}/api/sign-in-options`, 'GET')).body.providers

test.each([
  ['GET', path, undefined],
  ['GET', `${path}/default`, undefined],
  ['POST', path, { id: 'evil', issuer: 'https://evil.example' }],
  ['PATCH', `${path}/default`, { clientSecret: 'x' }],
  ['DELETE', `${path}/default`, undefined],
  ['POST', `${path}/default/test`, {}],
])('%s %s: not a stranger, not a member', async (method, url, body) => {
  expect((await people.ask('stranger', method, url, body)).status).toBe(401)
  expect((await people.ask('ann', method, url, body)).status).toBe(403)
})

test('values are tried before they are kept: what is wrong with them is named, and nothing is kept', async () => {
  const secret = 'planted-draft-secret-77d1'
  const draft = { issuer: 'http://localhost:1', clientSecret: secret }
  const { status, body, text } = await people.ask('root', 'POST', `${path}/default/test`, draft)
  expect([status, body.ok]).toEqual([200, false])
  expect(body.checks.filter((check: { status: string }) => check.status === 'error')).toMatchObject([
    { code: 'conn-refused-localhost', mend: expect.arrayContaining([expect.any(String)]) },
  ])
  expect(text).not.toContain(secret)
  expect((await server.context.providers.get('default'))?.issuer).toBe('https://idp.example')
  expect((await people.ask('root', 'POST', `${path}/nobody/test`, {})).status).toBe(404)
  expect((await people.ask('root', 'POST', `${path}/default/test`, { isuer: 'x' })).status).toBe(400)
})

describe('the provider of the environment', () => {
  test('shows each value and where it comes from', async () => {
    const { fields, complete } = (await people.ask('root', 'GET', `${path}/default`)).body.provider
    expect(complete).toBe(true)
    expect(fields.issuer).toEqual({ value: 'https://idp.example', origin: 'environment' })
    expect(fields.groupsClaim).toEqual({ value: null, origin: null })
    expect(fields.clientSecret).toEqual({ set: false, origin: null })
  })

  test('takes a secret that it lacks at once, keeps it sealed and never tells it', async () => {
    const secret = 'planted-secret-5f3a'
    const changed = await people.ask('root', 'PATCH', `${path}/default`, { clientSecret: secret })
    expect(changed.status).toBe(200)
    expect(changed.body.provider.fields.clientSecret).toEqual({ set: true, origin: 'page' })
    expect((await server.context.providers.get('default'))?.clientSecret).toBe(secret)
    const answers = [changed, await people.ask('root', 'GET', path), await people.ask('root', 'GET', `${path}/default`)]
    for (const { text } of answers) expect(text).not.toContain(secret)
    const { appDb } = server.context
    const kept = [
      await appDb.selectFrom('setting').selectAll().execute(),
      await appDb.selectFrom('audit').selectAll().execute(),
    ]
    expect(JSON.stringify(kept)).not.toContain(secret)
    const taken = await people.ask('root', 'PATCH', `${path}/default`, { clientSecret: null })
    expect(taken.body.provider.fields.clientSecret).toEqual({ set: false, origin: null })
  })

  test('keeps what the environment says, and says why', async () => {
    const body = { name: 'Acme', issuer: 'https://other.example' }
    const refused = await people.ask('root', 'PATCH', `${path}/default`, body)
    expect(refused.status).toBe(409)
    expect(refused.body.error).toMatchObject({ code: 'set-elsewhere', message: expect.stringContaining('issuer') })
    const { fields } = (await people.ask('root', 'GET', `${path}/default`)).body.provider
    expect(fields.name).toEqual({ value: null, origin: null })
  })

  test('cannot be deleted', async () => {
    expect((await people.ask('root', 'DELETE', `${path}/default`)).status).toBe(409)
  })
})

test('a provider can be added, shows its button at once, and can be taken away', async () => {
  const body = { id: 'acme', name: 'Acme', issuer: 'https://acme.example', clientId: 'us', scopes: ['openid'] }
  expect((await people.ask('root', 'POST', path, body)).status).toBe(201)
  expect((await people.ask('root', 'POST', path, body)).status).toBe(409)
  expect(await buttons()).toContainEqual({ id: 'acme', name: 'Acme', start: '/oidc/login/acme', complete: true })
  await people.ask('root', 'PATCH', `${path}/acme`, { clientId: null })
  expect(await buttons()).toContainEqual(expect.objectContaining({ id: 'acme', complete: false }))
  expect((await people.ask('root', 'DELETE', `${path}/acme`)).status).toBe(204)
  expect((await people.ask('root', 'GET', `${path}/acme`)).status).toBe(404)
  expect(await buttons()).not.toContainEqual(expect.objectContaining({ id: 'acme' }))
})

test.each([{ id: 'Not An Id' }, { id: '../x' }, { id: 'x', unheardOf: 1 }, { id: 'x', scopes: 'openid' }, {}])(
  'POST %j is 400',
  async (body) => {
    expect((await people.ask('root', 'POST', path, body)).status).toBe(400)
  },
)
