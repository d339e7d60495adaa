import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { FaultCode } from '../../src/sso/index.ts'
import { addPeople, type People } from '../kit/askers.ts'
import { createJar } from '../kit/jar.ts'
import { type Signpost, startSignpost } from './signpost.ts'
import { ended } from './walk.ts'

let signpost: Signpost
let people: People
let count = 0
beforeAll(async () => {
  signpost = await startSignpost({
    env: (idp) => ({ OIDC_ISSUER: `${idp.issuer}/auth?response_type=code&client_id=signpost` }),
    second: { id: 'acme', usernameClaim: 'email', scopes: ['openid', 'profile', 'email', 'nonsense'] },
  })
  people = await addPeople(signpost.server)
})
afterAll(() => signpost.stop())
afterEach(() => {
  for (const name of Object.keys(signpost.idp.bends)) delete signpost.idp.bends[name as keyof Signpost['idp']['bends']]
})

/** A provider of the page, with these values in place of those that are right. */
async function made(fields: Record<string, unknown>): Promise<string> {
  const { issuer, clientId, clientSecret } = signpost.idp
  const id = `made-${++count}`
  await signpost.server.context.providerSettings.create(id, { issuer, clientId, clientSecret, ...fields }, 'test')
  return id
}
const begin = async (id: string) => ended(await createJar().send(`${signpost.url}/oidc/login/${id}`))
const pageOf = async (attempt: string) =>
  (await people.ask('root', 'GET', `/api/admin/sign-in-attempts/${attempt}`)).body
const apply = (attempt: string, fix: string) =>
  people.ask('root', 'POST', `/api/admin/sign-in-attempts/${attempt}/fixes/${encodeURIComponent(fix)}`)
const fieldOf = async (id: string, field: string) =>
  (await signpost.server.context.providerSettings.get(id)).fields[field]?.value

/** The record of a sign-in that ended so, as the flow writes it. */
async function failedBy(provider: string, code: FaultCode, evidence: Record<string, unknown>): Promise<string> {
  const id = `failed-${++count}`
  const now = Date.now()
  const how = { outcome: 'failed', code, username: null, claimed: null, stages: [], evidence, mend: [] } as const
  await signpost.server.context.attempts.save({
    id,
    provider,
    startedAt: now,
    endedAt: now,
    ...how,
    stages: [],
    mend: [],
  })
  return id
}

describe('the issuer that answers', () => {
  test('is adopted by one click, works at once, stands in the history and the audit trail, and is undone', async () => {
    const wrong = `${signpost.idp.issuer}/auth?response_type=code`
    const id = await made({ issuer: wrong })
    const { code, attempt } = await begin(id)
    expect(code).toBe('issuer-is-authorize-url')
    const before = await pageOf(attempt)
    expect(before.fixes).toEqual([
      {
        id: 'adopt-issuer',
        title: `Use the issuer ${signpost.idp.issuer}`,
        changes: [{ field: 'issuer', value: signpost.idp.issuer, now: wrong }],
        elsewhere: [],
      },
    ])

    const { status, body } = await apply(attempt, 'adopt-issuer')
    expect([status, body.change]).toEqual([200, expect.any(Number)])
    expect(await fieldOf(id, 'issuer')).toBe(signpost.idp.issuer)
    expect((await begin(id)).code).toBeNull()
    expect(body.page).toMatchObject({ fixes: [], applied: [{ change: body.change, actor: 'root', obstacle: null }] })
    const trail = await signpost.server.context.appDb.selectFrom('audit').selectAll().execute()
    expect(trail.map(({ action, actor, facts }) => ({ action, actor, facts }))).toContainEqual({
      action: 'provider-changed',
      actor: 'root',
      facts: expect.stringContaining(attempt),
    })

    const undo = await people.ask('root', 'POST', `/api/admin/providers/${id}/changes/${body.change}/undo`)
    expect(undo.status).toBe(200)
    expect(await fieldOf(id, 'issuer')).toBe(wrong)
    expect(await pageOf(attempt)).toMatchObject({ fixes: [{ id: 'adopt-issuer' }], applied: [] })
  })

  test('is told as the line to change where the environment holds the value, and is not changed here', async () => {
    const { attempt } = ended(await createJar().send(`${signpost.url}/oidc/login`))
    expect((await pageOf(attempt)).fixes[0].elsewhere).toEqual([
      { field: 'issuer', origin: 'environment', line: `OIDC_ISSUER=${signpost.idp.issuer}` },
    ])
    const { status, body } = await apply(attempt, 'adopt-issuer')
    expect([status, body.error.code]).toEqual([409, 'set-elsewhere'])
  })
})

test('a scope that the provider does not know is left out; in the file it is told as the line to write', async () => {
  const id = await made({ scopes: ['openid', 'email', 'groups', 'nonsense'] })
  const facts = { error: 'invalid_scope', errorDescription: 'requested scope nonsense is not whitelisted' }
  const attempt = await failedBy(id, 'scope-groups-unknown', facts)
  expect((await pageOf(attempt)).fixes.map((fix: { id: string }) => fix.id)).toEqual(['drop-scope-nonsense'])
  expect((await apply(attempt, 'drop-scope-nonsense')).status).toBe(200)
  expect(await fieldOf(id, 'scopes')).toEqual(['openid', 'email', 'groups'])
  const ofFile = await failedBy('acme', 'scope-groups-unknown', facts)
  expect((await pageOf(ofFile)).fixes[0].elsewhere).toEqual([
    { field: 'scopes', origin: 'file', line: 'scopes: ["openid","profile","email"]' },
  ])
})

test.each([
  ['double-client-auth', { tried: ['client_secret_basic'] }, 'clientAuth', 'client_secret_post'],
  [
    'client-auth-method-unsupported',
    { tried: ['client_secret_basic', 'client_secret_post'] },
    'clientAuth',
    'client_secret_post',
  ],
  ['public-client-with-secret', {}, 'clientAuth', 'none'],
  ['response-type-disabled', { responseType: 'id_token' }, 'responseType', 'code'],
  ['response-mode-unsupported', {}, 'responseMode', 'auto'],
  ['pkce-required', {}, 'pkce', 'auto'],
  ['pkce-unsupported', {}, 'pkce', 'off'],
  ['profile-unknown', {}, 'profile', 'auto'],
] as const)('%s has its fix, which sets the field at once', async (code, facts, field, value) => {
  const wrong = { responseType: 'id_token', responseMode: 'form_post', pkce: 'required', profile: 'nonsense' }
  const id = await made(code === 'pkce-required' ? { ...wrong, pkce: 'off' } : wrong)
  const attempt = await failedBy(id, code, facts)
  const [fix] = (await pageOf(attempt)).fixes
  expect(fix.changes).toContainEqual(expect.objectContaining({ field, value }))
  expect((await apply(attempt, fix.id)).status).toBe(200)
  expect(await fieldOf(id, field)).toBe(value)
})

test('a secret with blanks around it is saved without them, and never shown', async () => {
  const id = await made({ clientSecret: ` ${signpost.idp.clientSecret}\n` })
  await begin(id)
  const [record] = await signpost.attempts()
  const page = await people.ask('root', 'GET', `/api/admin/sign-in-attempts/${record!.id}`)
  expect(page.body.fixes).toMatchObject([
    { id: 'trim-clientSecret', changes: [{ field: 'clientSecret', value: '(not shown)', now: '(not shown)' }] },
  ])
  const { status, text } = await apply(record!.id, 'trim-clientSecret')
  expect(status).toBe(200)
  expect(text + page.text).not.toContain(signpost.idp.clientSecret)
  await begin(id)
  expect((await signpost.attempts())[0]!.evidence['mended']).toBeUndefined()
})

test('what is set so already is no fix', async () => {
  const { attempt } = await begin(await made({ issuer: `${signpost.idp.issuer}/auth?response_type=code` }))
  expect((await apply(attempt, 'adopt-issuer')).status).toBe(200)
  expect((await apply(attempt, 'adopt-issuer')).body.error.code).toBe('fix-not-found')
  expect((await apply(attempt, 'no-such-fix')).body.error.code).toBe('fix-not-found')
})
