import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { AttemptRecord } from '../../src/sso/index.ts'
import { type Signpost, startSignpost } from './signpost.ts'
import { walkSignIn } from './walk.ts'

let signpost: Signpost
beforeAll(async () => {
  signpost = await startSignpost()
})
afterAll(() => signpost.stop())
afterEach(() => {
  for (const name of Object.keys(signpost.idp.bends)) delete signpost.idp.bends[name as keyof Signpost['idp']['bends']]
})

const recordOf = async (person = 'ben'): Promise<AttemptRecord> => {
  const { attempt } = await walkSignIn(signpost.url, { person })
  return attempt ? (await signpost.attempt(attempt))! : (await signpost.attempts())[0]!
}
const stageOf = ({ stages }: AttemptRecord, name: string) => stages.findLast(({ stage }) => stage === name)!
const callsTo = ({ stages }: AttemptRecord, path: string) =>
  stages.flatMap(({ calls = [] }) => calls).filter(({ url }) => new URL(url).pathname === path)

describe('what the provider was asked', () => {
  test('stands in the stage that asked: where, what was sent, how the client was proven, and what came back', async () => {
    const token = stageOf(await recordOf(), 'token')
    expect(token.calls).toHaveLength(1)
    expect(token.calls![0]).toMatchObject({
      method: 'POST',
      url: `${signpost.idp.issuer}/token`,
      parameters: ['grant_type', 'code', 'redirect_uri', 'code_verifier'],
      credentials: ['Authorization: Basic'],
      failure: null,
      answer: { status: 200, contentType: expect.stringMatching(/json/), ahead: expect.any(Number) },
    })
    expect(token.calls![0]!.answer!.headers).toMatchObject({ date: expect.any(String), 'cache-control': 'no-store' })
  })

  test('tells of a token answer what it holds, and of userinfo, and never what that is', async () => {
    const record = await recordOf()
    const token = JSON.parse(callsTo(record, '/token')[0]!.answer!.body)
    expect(token).toMatchObject({
      access_token: expect.stringMatching(/^text, \d+ characters$/),
      id_token: expect.stringMatching(/^text, \d+ characters$/),
      token_type: 'Bearer',
      expires_in: expect.any(Number),
    })
    expect(JSON.parse(callsTo(record, '/me')[0]!.answer!.body)).toMatchObject({ email: 'text, 16 characters' })
    expect(JSON.stringify(record)).not.toContain('ben@demo.example')
  })

  test('keeps the words of a refusal, and what stands before the provider', async () => {
    signpost.idp.bends.answers = {
      '/token': {
        status: 503,
        type: 'text/html',
        headers: {
          server: 'cloudflare',
          'cf-ray': '8f0-VIE',
          'retry-after': '30',
          location: '/wall?ticket=abc&next=/',
        },
        body: '<title>Just a moment</title>',
      },
    }
    const { answer } = callsTo(await recordOf(), '/token')[0]!
    expect(answer).toMatchObject({ status: 503, contentType: 'text/html', body: '<title>Just a moment</title>' })
    expect(answer!.headers).toMatchObject({
      server: 'cloudflare',
      'cf-ray': '8f0-VIE',
      'retry-after': '30',
      location: '/wall?ticket&next',
    })
  })

  test('cuts what is long', async () => {
    signpost.idp.bends.answers = { '/token': { status: 500, type: 'text/html', body: 'x'.repeat(100_000) } }
    const { answer } = callsTo(await recordOf(), '/token')[0]!
    expect([answer!.size, answer!.body.length <= 2100]).toEqual([100_000, true])
  })

  test('says how far the clock of the provider is off', async () => {
    signpost.idp.bends.answers = {
      '/token': {
        status: 400,
        headers: { date: new Date(Date.now() + 3_600_000).toUTCString() },
        body: '{"error":"x"}',
      },
    }
    expect(callsTo(await recordOf(), '/token')[0]!.answer!.ahead).toBeGreaterThan(3590)
  })
})

describe('the ID token', () => {
  test('is told by its header and its claims: names, kinds and lengths, and the values that are of no person', async () => {
    expect(stageOf(await recordOf(), 'id-token').evidence['idToken']).toMatchObject({
      header: { alg: 'RS256', kid: expect.any(String) },
      claims: {
        iss: signpost.idp.issuer,
        aud: 'signpost',
        exp: expect.any(Number),
        iat: expect.any(Number),
        sub: 'text, 8 characters',
        nonce: 'text, 43 characters',
      },
    })
  })

  test('is told also where it is refused', async () => {
    signpost.idp.bends.claims = (claims) => ({ ...claims, aud: 'another-client', extra: [1, 2] })
    expect(stageOf(await recordOf(), 'id-token').evidence['idToken']).toMatchObject({
      claims: { aud: 'another-client', extra: 'list of 2 (number)' },
    })
  })
})

describe('the checks', () => {
  test('stand in the order in which they were passed', async () => {
    const names = (await recordOf()).stages.flatMap(({ checks = [] }) => checks).map(({ check }) => check)
    const due = ['the state is of a sign-in of this browser', 'the signature is of the provider', 'aud is this server']
    expect(names.filter((name) => due.includes(name))).toEqual(due)
    expect(names.indexOf('iss is the provider')).toBeLessThan(names.indexOf('nonce is of this sign-in'))
  })

  test('end with the one that was not passed: what was expected, and what was found', async () => {
    signpost.idp.bends.claims = (claims) => ({ ...claims, aud: 'another-client' })
    const checks = stageOf(await recordOf(), 'id-token').checks!
    expect(checks.at(-1)).toEqual({
      check: 'aud is this server',
      passed: false,
      expected: 'signpost',
      found: ['another-client'],
    })
    expect(checks.slice(0, -1).every(({ passed }) => passed)).toBe(true)
  })

  test('compare the issuer that was set with the one that the document names', async () => {
    signpost.idp.bends.discovery = (document) => ({ ...document, issuer: 'https://elsewhere.example' })
    expect(stageOf(await recordOf(), 'discovery').checks!.at(-1)).toMatchObject({
      passed: false,
      expected: signpost.idp.issuer,
      found: 'https://elsewhere.example',
    })
  })
})

test('a changed discovery document is compared with the last one that led to a sign-in', async () => {
  const before = stageOf(await recordOf(), 'discovery').evidence
  expect(before).toMatchObject({ documentHash: expect.stringMatching(/^[0-9a-f]{16}$/) })
  expect(before['changedSince']).toBeUndefined()
  signpost.idp.bends.discovery = ({ userinfo_endpoint: _, ...document }) => ({
    ...document,
    id_token_signing_alg_values_supported: ['ES256'],
    new_member: true,
  })
  signpost.idp.bends.sign = { alg: 'RS256' }
  const failed = stageOf(await recordOf(), 'discovery').evidence
  expect(failed['documentHash']).not.toBe(before['documentHash'])
  expect(failed['changedSince']).toMatchObject({
    since: expect.stringMatching(/^\d{4}-/),
    added: { new_member: true },
    removed: { userinfo_endpoint: `${signpost.idp.issuer}/me` },
    changed: { id_token_signing_alg_values_supported: { before: expect.arrayContaining(['RS256']), now: ['ES256'] } },
  })
  // As long as nobody gets in by it, it is not the good one.
  expect(stageOf(await recordOf(), 'discovery').evidence['changedSince']).toBeDefined()
  signpost.idp.bends.sign = { alg: 'ES256' }
  await recordOf()
  expect(stageOf(await recordOf(), 'discovery').evidence['changedSince']).toBeUndefined()
})

test('what was written to the database stands on the attempt, by table and column', async () => {
  const added = (table: string) => ({ table, change: 'added', rows: 1, columns: [] })
  const first = stageOf(await recordOf('chen'), 'session').evidence
  expect(first).toMatchObject({
    database: expect.stringMatching(/^(SQLite|MySQL) /),
    written: expect.arrayContaining(['entity', 'user', 'identity', 'session'].map(added)),
  })
  const again = stageOf(await recordOf('chen'), 'session').evidence['written'] as { table: string; change: string }[]
  // The audit trail is written beside it, in its own time.
  const rows = again.filter(({ table }) => table !== 'audit').map(({ table, change }) => `${table} ${change}`)
  expect(rows.sort()).toEqual(['identity changed', 'session added'])
})

test('each stage has the time that it took us and the provider', async () => {
  signpost.idp.bends.delays = { '/token': 300 }
  const record = await recordOf()
  const token = stageOf(record, 'token')
  expect(token.took).toBeGreaterThanOrEqual(290)
  expect(token.calls![0]!.took).toBeGreaterThanOrEqual(290)
  expect(record.stages.every(({ took, after }) => took >= 0 && after >= 0)).toBe(true)
})
