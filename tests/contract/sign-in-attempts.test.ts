import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSignInAttempts, type SignInAttempts } from '../../src/admin/index.ts'
import { createServerKey } from '../../src/base/server-key.ts'
import type { AttemptRecord, PendingSignIn } from '../../src/sso/index.ts'
import { migrate, openAppDb, openHistoryDb } from '../../src/storage/sql/open.ts'
import type { AppDb } from '../../src/storage/sql/schema.ts'
import { databases, type TestDatabases } from '../kit/databases.ts'

const minute = 60_000
const browser = 'the-cookie-of-one-browser'

describe.each(databases)('what single sign-on keeps on $name', (kind) => {
  if (!kind.available) return test.skip('not on this machine', () => {})
  let place: TestDatabases
  let app: AppDb
  let now = Date.UTC(2026, 0, 1)
  let attempts: SignInAttempts
  beforeAll(async () => {
    place = await kind.start()
    const { settings } = await place.fresh()
    app = await openAppDb(settings)
    const history = await openHistoryDb(settings)
    await migrate(app, history)
    await history.destroy()
    attempts = createSignInAttempts({ db: app, clock: { now: () => now }, key: createServerKey(randomBytes(32)) })
  })
  afterAll(async () => {
    await app.destroy()
    await place.stop()
  })

  const pending = (state: string): PendingSignIn => ({
    attemptId: `attempt-${state}`,
    provider: 'default',
    state,
    nonce: 'the-nonce',
    verifier: 'the-verifier',
    redirectUri: 'https://signpost.example/oidc/callback',
    returnTo: '/',
    startHost: 'signpost.example',
    startedAt: now,
    issuer: 'https://idp.example',
    responseType: 'code',
    responseMode: 'query',
    loginHint: null,
    prompt: null,
    test: null,
    round: 0,
    refusedWays: [],
  })
  const record = (id: string, changes: Partial<AttemptRecord> = {}): AttemptRecord => ({
    id,
    provider: 'default',
    startedAt: now,
    endedAt: null,
    outcome: 'pending',
    code: null,
    username: null,
    stages: [{ stage: 'config', status: 'ok', after: 1, took: 1, evidence: { issuer: 'https://idp.example' } }],
    evidence: {},
    mend: [],
    ...changes,
  })

  test('a state is taken once, also when two ask at the same time', async () => {
    await attempts.keep(pending('once'), browser)
    const both = await Promise.all([attempts.take('once', browser), attempts.take('once', browser)])
    expect(both.map(({ kind }) => kind).sort()).toEqual(['pending', 'used'])
    expect(both.find((each) => each.kind === 'pending')).toMatchObject({ sameBrowser: true, pending: pending('once') })
    expect(await attempts.take('once', browser)).toEqual({ kind: 'used', attemptId: 'attempt-once' })
  })

  test('another browser learns nothing of it and takes nothing away', async () => {
    await attempts.keep(pending('bound'), browser)
    for (const other of [null, 'another-browser'])
      expect(await attempts.take('bound', other)).toMatchObject({ sameBrowser: false })
    expect(await attempts.take('bound', browser)).toMatchObject({ kind: 'pending', sameBrowser: true })
  })

  test('it runs out after half an hour, is explained for a day, and is forgotten then', async () => {
    await attempts.keep(pending('late'), browser)
    const startedAt = now
    now += 31 * minute
    expect(await attempts.take('late', browser)).toEqual({ kind: 'expired', attemptId: 'attempt-late', startedAt })
    now += 24 * 60 * minute
    await attempts.keep(pending('next'), browser)
    expect(await attempts.take('late', browser)).toEqual({ kind: 'unknown' })
    expect(await attempts.take('never-given-out', browser)).toEqual({ kind: 'unknown' })
  })

  test('nothing that is secret can be read in the database', async () => {
    await attempts.keep({ ...pending('state-in-the-open'), attemptId: 'an-attempt' }, browser)
    const rows = JSON.stringify(await app.selectFrom('sign_in_state').selectAll().execute())
    for (const secret of ['state-in-the-open', 'the-nonce', 'the-verifier', browser]) expect(rows).not.toContain(secret)
  })

  test('records are written, changed, found by code, newest first', async () => {
    await attempts.save(record('first'))
    now += minute
    await attempts.save(
      record('second', { outcome: 'failed', code: 'secret-wrong', endedAt: now, mend: ['Copy it anew.'] }),
    )
    await attempts.save(record('first', { startedAt: now - minute, outcome: 'signed-in', username: 'ada' }))
    expect((await attempts.list()).map(({ id }) => id)).toEqual(['second', 'first'])
    expect((await attempts.list('secret-wrong')).map(({ id }) => id)).toEqual(['second'])
    expect(await attempts.load('first')).toMatchObject({
      outcome: 'signed-in',
      username: 'ada',
      stages: record('x').stages,
    })
    expect(await attempts.load('none')).toBeNull()
  })

  test('records are forgotten after a month', async () => {
    await attempts.save(record('old'))
    now += 29 * 24 * 3_600_000
    await attempts.save(record('young'))
    expect(await attempts.load('old')).not.toBeNull()
    now += 2 * 24 * 3_600_000
    await attempts.save(record('new'))
    expect([await attempts.load('old'), (await attempts.load('young'))?.id]).toEqual([null, 'young'])
  })

  test('the id of a logout token counts once for each provider, until it has run out', async () => {
    expect(await attempts.seeOnce('one', 'jti', now + minute)).toBe(true)
    expect(await attempts.seeOnce('one', 'jti', now + minute)).toBe(false)
    expect(await attempts.seeOnce('other', 'jti', now + minute)).toBe(true)
  })

  test('what was learned of a provider is recalled, and replaced', async () => {
    expect(await attempts.recall('default', 'client-auth')).toBeNull()
    await attempts.remember('default', 'client-auth', 'client_secret_post')
    await attempts.remember('default', 'client-auth', 'client_secret_basic')
    expect(await attempts.recall('default', 'client-auth')).toBe('client_secret_basic')
  })
})
