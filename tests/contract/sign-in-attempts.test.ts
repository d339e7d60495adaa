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
    claimed: null,
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
    expect((await attempts.list({ code: 'secret-wrong' })).map(({ id }) => id)).toEqual(['second'])
    expect(await attempts.load('first')).toMatchObject({
      outcome: 'signed-in',
      username: 'ada',
      stages: record('x').stages,
    })
    expect(await attempts.load('none')).toBeNull()
  })

  describe('the list', () => {
    const start = Date.UTC(2026, 5, 1)
    const idsOf = async (...asked: Parameters<SignInAttempts['list']>) =>
      (await attempts.list(...asked)).map(({ id }) => id)
    beforeAll(async () => {
      now = start
      await app.deleteFrom('sign_in_attempt').execute()
      const failed = { outcome: 'failed', code: 'secret-wrong' } as const
      await attempts.save(record('a', { startedAt: start + 1, outcome: 'signed-in', username: 'ada' }))
      await attempts.save(record('b', { startedAt: start + 2, ...failed }))
      await attempts.save(record('c', { startedAt: start + 2, ...failed, provider: 'acme' }))
      await attempts.save(record('d', { startedAt: start + 3, outcome: 'signed-in', username: 'Adam' }))
      await attempts.save(record('e', { startedAt: start + 4, outcome: 'failed', code: 'aud-mismatch' }))
      await attempts.save(record('f', { startedAt: start + 5 }))
    })

    test('has what fits all that is asked for', async () => {
      expect(await idsOf({ code: 'secret-wrong', provider: 'acme' })).toEqual(['c'])
      expect(await idsOf({ outcome: 'pending' })).toEqual(['f'])
      expect(await idsOf({ username: 'ada' })).toEqual(['a'])
      expect(await idsOf({ since: start + 2, until: start + 4 })).toEqual(['d', 'c', 'b'])
      expect(await idsOf({ code: 'no-such-code' })).toEqual([])
    })

    test('finds whom the provider named, by the whole of a name, an address or a sub', async () => {
      const claimed = { subject: '8"%', username: null, name: 'Ada L.', email: 'ada@acme.example' }
      await attempts.save(record('named', { startedAt: start - 1, outcome: 'failed', claimed }))
      expect((await attempts.load('named'))!.claimed).toEqual(claimed)
      for (const username of ['ada@acme.example', '8"%', 'Ada L.']) expect(await idsOf({ username })).toEqual(['named'])
      for (const username of ['ada@acme', 'Ada@acme.example', '%']) expect(await idsOf({ username })).toEqual([])
      await app.deleteFrom('sign_in_attempt').where('id', '=', 'named').execute()
    })

    test('is searched by a piece of a name or of a code, and by a whole id; signs of patterns mean nothing', async () => {
      expect(await idsOf({ search: 'dam' })).toEqual(['d'])
      expect(await idsOf({ search: 'ADA' })).toEqual(['d', 'a'])
      expect(await idsOf({ search: 'a_a' })).toEqual([])
      expect(await idsOf({ search: 'mismatch' })).toEqual(['e'])
      expect(await idsOf({ search: 'f' })).toEqual(['f'])
      expect(await idsOf({ search: 'secret%wrong' })).toEqual([])
      expect(await idsOf({ search: "'" })).toEqual([])
    })

    test('comes in pages that neither leave out nor repeat anything, also of one and the same moment', async () => {
      const seen: string[] = []
      let after: { startedAt: number; id: string } | undefined
      for (let page = 0; page < 10; page++) {
        const found = await attempts.list({}, { after, limit: 1 })
        seen.push(...found.map(({ id }) => id))
        after = found.at(-1)
        if (!after) break
      }
      expect(seen).toEqual(['f', 'e', 'd', 'c', 'b', 'a'])
    })

    test('is summed up by causes, the most frequent first', async () => {
      expect(await attempts.causes()).toEqual([
        { outcome: 'failed', code: 'secret-wrong', attempts: 2, lastAt: start + 2, providers: ['acme', 'default'] },
        { outcome: 'failed', code: 'aud-mismatch', attempts: 1, lastAt: start + 4, providers: ['default'] },
      ])
      expect(await attempts.causes({ provider: 'acme' })).toMatchObject([{ attempts: 1 }])
    })
  })

  describe('what has not come back', () => {
    test('is given up by one of several that ask, oldest first, and stays so until it comes', async () => {
      await app.deleteFrom('sign_in_attempt').execute()
      for (const id of ['one', 'two', 'three']) await attempts.save(record(id))
      await attempts.save(record('young', { startedAt: now + minute }))
      const both = await Promise.all([attempts.giveUp(now + 1), attempts.giveUp(now + 1)])
      expect(
        both
          .flat()
          .map(({ id }) => id)
          .sort(),
      ).toEqual(['one', 'three', 'two'])
      expect(await attempts.load('one')).toMatchObject({ outcome: 'never-returned', endedAt: now })
      expect(await attempts.load('young')).toMatchObject({ outcome: 'pending' })
    })

    test('is not overwritten by an explanation that comes after the person', async () => {
      await attempts.save(record('late'))
      const lost = (await attempts.giveUpOn('late'))!
      await attempts.save({ ...lost, outcome: 'signed-in', username: 'ada' })
      await attempts.saveUnreturned({ ...lost, code: 'never-returned' })
      expect(await attempts.load('late')).toMatchObject({ outcome: 'signed-in', username: 'ada', code: null })
    })

    test('is the last one that a browser began, and none once its answer has come or comes too late', async () => {
      const jar = 'the-cookie-of-a-lost-browser'
      await attempts.save(record('attempt-first'))
      await attempts.keep(pending('first'), jar)
      now += 1
      await attempts.save(record('attempt-second'))
      await attempts.keep(pending('second'), jar)
      expect((await attempts.lastBegunBy(jar))?.id).toBe('attempt-second')
      expect(await attempts.lastBegunBy('another')).toBeNull()
      await attempts.take('second', jar)
      expect(await attempts.lastBegunBy(jar)).toBeNull()
      now += minute
      await attempts.save(record('attempt-third'))
      await attempts.keep(pending('third'), jar)
      now += 31 * minute
      expect(await attempts.lastBegunBy(jar)).toBeNull()
    })
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
