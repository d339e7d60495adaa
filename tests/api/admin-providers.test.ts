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
  ['GET', `${path}/default/changes`, undefined],
  ['GET', `${path}/default/guide`, undefined],
  ['POST', `${path}/default/changes/1/undo`, undefined],
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
  expect((await people.ask('root', 'POST', `${path}/No-Id/test`, {})).status).toBe(404)
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

  test('names the variable that wins, and what the page had set before; that can be taken back, and nothing else', async () => {
    const { appDb } = server.context
    await people.ask('root', 'PATCH', `${path}/default`, { name: 'Kept' })
    const value = JSON.stringify({ name: 'Kept', issuer: 'https://page.example' })
    await appDb.updateTable('setting').set({ value }).where('name', '=', 'provider:default').execute()
    const { provider } = (await people.ask('root', 'GET', `${path}/default`)).body
    expect(provider.sources).toEqual({ issuer: 'OIDC_ISSUER', clientId: 'OIDC_CLIENT_ID' })
    expect(provider.overridden).toEqual({ issuer: 'https://page.example' })
    expect(provider.fields.issuer.value).toBe('https://idp.example')
    const refused = await people.ask('root', 'PATCH', `${path}/default`, { issuer: 'https://x.example' })
    expect(refused.body.error.message).toContain('OIDC_ISSUER')
    const taken = await people.ask('root', 'PATCH', `${path}/default`, { issuer: null, name: null })
    expect(taken.body.provider).toMatchObject({ overridden: {}, fields: { issuer: { value: 'https://idp.example' } } })
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

describe('the guide', () => {
  const guideOf = async (query: string) => (await people.ask('root', 'GET', `${path}/default/guide${query}`)).body

  test('is that of the make that is recognised, by what is set, by a draft, or by hand', async () => {
    expect((await guideOf('')).profile).toBe('generic')
    expect((await guideOf('?issuer=https%3A%2F%2Facme.okta.com')).profile).toBe('okta')
    expect((await guideOf('?profile=entra&issuer=https%3A%2F%2Facme.okta.com')).profile).toBe('entra')
    expect((await guideOf('?profile=nobody&issuer=https%3A%2F%2Fx.example%2Frealms%2Fy')).profile).toBe('keycloak')
  })

  test('has the addresses of this server, and knows all makes', async () => {
    const { guide, addresses, profiles } = await guideOf('?profile=keycloak')
    expect(JSON.stringify(guide)).toContain(`${server.url}/oidc/backchannel-logout`)
    expect(addresses).toEqual({
      publicUrl: server.url,
      redirectUri: `${server.url}/oidc/callback`,
      postLogoutUri: `${server.url}/`,
      backchannelLogoutUri: `${server.url}/oidc/backchannel-logout`,
      frontchannelLogoutUri: `${server.url}/oidc/frontchannel-logout`,
      initiateUri: `${server.url}/oidc/initiate`,
      jwksUri: `${server.url}/oidc/jwks.json`,
    })
    expect(profiles).toHaveLength(20)
    expect((await people.ask('root', 'GET', `${path}/nobody/guide`)).status).toBe(404)
  })
})

describe('the history of a provider', () => {
  const secret = 'planted-secret-of-the-past-1c'
  const changesOf = async (id: string) => (await people.ask('root', 'GET', `${path}/${id}/changes`)).body.changes

  test('tells who changed what, of secrets only that; and undo puts it back at once', async () => {
    await people.ask('root', 'POST', path, {
      id: 'past',
      issuer: 'https://past.example',
      clientId: 'a',
      clientSecret: secret,
    })
    const { body } = await people.ask('root', 'PATCH', `${path}/past`, { clientId: 'b', clientSecret: null })
    const listed = await people.ask('root', 'GET', `${path}/past/changes`)
    expect(listed.text).not.toContain(secret)
    expect(listed.body.changes).toMatchObject([
      {
        id: body.change,
        actor: 'root',
        kind: 'changed',
        obstacle: null,
        fields: [
          { name: 'clientId', before: 'a', after: 'b' },
          { name: 'clientSecret', secret: 'removed' },
        ],
      },
      { kind: 'created', obstacle: expect.stringContaining('clientId') },
    ])
    const undone = await people.ask('root', 'POST', `${path}/past/changes/${body.change}/undo`)
    expect(undone.body).toMatchObject({
      provider: { fields: { clientId: { value: 'a' } } },
      change: expect.any(Number),
    })
    expect((await server.context.providers.get('past'))?.clientSecret).toBe(secret)
    expect((await changesOf('past'))[0]).toMatchObject({ undoes: body.change })
  })

  test('a conflict is said, and a change that is not there', async () => {
    const [, changed] = await changesOf('past')
    const { status, body } = await people.ask('root', 'POST', `${path}/past/changes/${changed.id}/undo`)
    expect([status, body.error.code]).toEqual([409, 'change-overtaken'])
    for (const id of ['4711', 'x', '-1'])
      expect((await people.ask('root', 'POST', `${path}/past/changes/${id}/undo`)).status).toBe(404)
  })

  test('a removed provider is listed, and comes back with its button', async () => {
    await people.ask('root', 'DELETE', `${path}/past`)
    const [gone] = (await people.ask('root', 'GET', path)).body.removed
    expect(gone).toMatchObject({ id: 'past', name: 'past', actor: 'root' })
    expect((await people.ask('root', 'POST', `${path}/past/changes/${gone.change}/undo`)).status).toBe(200)
    expect(await buttons()).toContainEqual(expect.objectContaining({ id: 'past', complete: true }))
    expect((await people.ask('root', 'GET', path)).body.removed).not.toContainEqual(
      expect.objectContaining({ id: 'past' }),
    )
  })
})

test.each([{ id: 'Not An Id' }, { id: '../x' }, { id: 'x', unheardOf: 1 }, { id: 'x', scopes: 'openid' }, {}])(
  'POST %j is 400',
  async (body) => {
    expect((await people.ask('root', 'POST', path, body)).status).toBe(400)
  },
)
