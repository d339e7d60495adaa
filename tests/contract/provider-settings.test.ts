import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProviderSettings, type ProviderSettingsStore } from '../../src/admin/index.ts'
import { createEvents } from '../../src/base/events.ts'
import { Secret } from '../../src/base/secret.ts'
import { createServerKey } from '../../src/base/server-key.ts'
import { migrate, openAppDb, openHistoryDb } from '../../src/storage/sql/open.ts'
import type { AppDb } from '../../src/storage/sql/schema.ts'
import { databases, type TestDatabases } from '../kit/databases.ts'

describe.each(databases)('what the page sets of providers, on $name', (kind) => {
  if (!kind.available) return test.skip('not on this machine', () => {})
  let place: TestDatabases
  let app: AppDb
  let store: ProviderSettingsStore
  const audited: { action: string; subject: string; facts: Record<string, unknown> }[] = []
  beforeAll(async () => {
    place = await kind.start()
    const { settings } = await place.fresh()
    app = await openAppDb(settings)
    const history = await openHistoryDb(settings)
    await migrate(app, history)
    await history.destroy()
    const events = createEvents((error) => expect.fail(String(error)))
    events.on('audited', (event) => audited.push(event))
    const configured = [
      {
        id: 'default',
        fields: { issuer: { value: 'https://env.example', origin: 'environment' as const } },
        findings: [],
      },
    ]
    const key = createServerKey(randomBytes(32))
    store = createProviderSettings({ db: app, clock: { now: () => 1000 }, key, events, configured })
  })
  afterAll(async () => {
    await app.destroy()
    await place.stop()
  })

  const secretOf = async (id: string) => ((await store.get(id)).fields['clientSecret']?.value as Secret)?.reveal()
  const plain = async (id: string) => {
    const { fields } = await store.get(id)
    return Object.fromEntries(
      Object.entries(fields).map(([name, set]) => [
        name,
        set?.value instanceof Secret ? set.value.reveal() : set?.value,
      ]),
    )
  }

  test('each change is kept with who, what and what for, and the audit trail names it', async () => {
    const { change } = await store.create('told', { issuer: 'https://a.example', clientId: 'a' }, 'root')
    const next = await store.change('told', { clientId: 'b', name: 'Told' }, 'ada', 'attempt 7')
    const changes = await store.changes('told')
    expect(changes).toMatchObject([
      {
        id: next.change,
        actor: 'ada',
        reason: 'attempt 7',
        at: 1000,
        before: { clientId: 'a' },
        after: { clientId: 'b', name: 'Told' },
      },
      { id: change, actor: 'root', reason: null, before: null, after: { issuer: 'https://a.example', clientId: 'a' } },
    ])
    expect(audited.at(-1)).toMatchObject({
      action: 'provider-changed',
      subject: 'provider told',
      facts: { fields: ['clientId', 'name'], change: next.change, reason: 'attempt 7' },
    })
  })

  test('what changes nothing is no change', async () => {
    await store.create('calm', { clientId: 'a', clientSecret: 'the same secret', scopes: ['openid'] }, 'root')
    const again = { clientId: 'a', clientSecret: 'the same secret', scopes: ['openid'], name: null, issuer: '' }
    expect((await store.change('calm', again, 'root')).change).toBeNull()
    expect(await store.changes('calm')).toHaveLength(1)
  })

  test('a secret that was replaced comes back by undoing that, and stands nowhere in the clear', async () => {
    await store.create('sealed', { clientSecret: 'planted-first-secret' }, 'root')
    const { change } = await store.change('sealed', { clientSecret: 'planted-second-secret' }, 'root')
    await store.undo('sealed', change!, 'root')
    expect(await secretOf('sealed')).toBe('planted-first-secret')
    const kept = [
      await app.selectFrom('provider_change').selectAll().execute(),
      await app.selectFrom('setting').selectAll().execute(),
      await store.changes('sealed'),
      audited,
    ]
    expect(JSON.stringify(kept)).not.toContain('planted')
  })

  test('a removal can be undone, with the secret; until then it is listed', async () => {
    const values = { name: 'Gone', issuer: 'https://gone.example', clientSecret: 'planted-gone', scopes: ['openid'] }
    await store.create('gone', values, 'root')
    const removal = await store.remove('gone', 'root')
    await expect(store.get('gone')).rejects.toMatchObject({ code: 'provider-not-found' })
    expect(await store.removed()).toMatchObject([{ provider: 'gone', id: removal, before: { name: 'Gone' } }])
    await store.undo('gone', removal, 'ada')
    expect(await plain('gone')).toEqual(values)
    expect(await store.removed()).toEqual([])
    const [first] = await store.changes('gone')
    expect(first).toMatchObject({ undoes: removal, actor: 'ada', before: null })
  })

  test('undoing what added a provider takes it away, unless it was changed since', async () => {
    const { change } = await store.create('brief', { clientId: 'a' }, 'root')
    const later = await store.change('brief', { name: 'Brief' }, 'root')
    await expect(store.undo('brief', change!, 'root')).rejects.toMatchObject({
      code: 'change-overtaken',
      message: expect.stringContaining('name'),
    })
    await store.undo('brief', later.change!, 'root')
    expect(await store.undo('brief', change!, 'root')).toMatchObject({ provider: null })
    await expect(store.undo('brief', later.change!, 'root')).rejects.toMatchObject({ code: 'change-overtaken' })
  })

  test('a change whose field was changed again says so and changes nothing; other fields do not matter', async () => {
    await store.create('busy', { clientId: 'a', issuer: 'https://a.example' }, 'root')
    const first = await store.change('busy', { clientId: 'b' }, 'root')
    await store.change('busy', { issuer: 'https://b.example' }, 'root')
    const third = await store.change('busy', { clientId: 'c' }, 'root')
    await expect(store.undo('busy', first.change!, 'root')).rejects.toMatchObject({
      kind: 'conflict',
      code: 'change-overtaken',
      message: expect.stringContaining('clientId'),
    })
    const obstacles = (await store.changes('busy')).map(({ obstacle }) => obstacle !== null)
    expect(obstacles).toEqual([false, false, true, true])
    await store.undo('busy', third.change!, 'root')
    await store.undo('busy', first.change!, 'root')
    expect(await plain('busy')).toEqual({ clientId: 'a', issuer: 'https://b.example' })
  })

  test('nothing is undone that is not there, is of another provider, or is held by the environment now', async () => {
    const { change } = await store.create('mine', { clientId: 'a' }, 'root')
    for (const number of [999_999, Number.NaN, 1.5])
      await expect(store.undo('mine', number, 'root')).rejects.toMatchObject({ code: 'change-not-found' })
    await expect(store.undo('default', change!, 'root')).rejects.toMatchObject({ code: 'change-not-found' })
    await expect(store.changes('never')).rejects.toMatchObject({ code: 'provider-not-found' })
    await expect(store.change('default', { issuer: 'https://x.example' }, 'root')).rejects.toMatchObject({
      code: 'set-elsewhere',
    })
  })

  test('changes at the same moment all count, none is lost', async () => {
    await store.create('rush', {}, 'root')
    const names = ['name', 'issuer', 'clientId', 'logo']
    await Promise.all(names.map((name) => store.change('rush', { [name]: name }, 'root')))
    expect(await plain('rush')).toEqual(Object.fromEntries(names.map((name) => [name, name])))
    expect(await store.changes('rush')).toHaveLength(1 + names.length)
  })

  test('undone from the last to the first, any changes lead back to where they began', async () => {
    const value = fc.option(fc.oneof(fc.string({ maxLength: 8 }), fc.array(fc.string({ minLength: 1, maxLength: 4 }))))
    const change = fc.dictionary(fc.constantFrom('name', 'scopes', 'clientSecret', 'issuer'), value, { maxKeys: 4 })
    let made = 0
    const history = fc.asyncProperty(fc.array(change, { maxLength: 6 }), async (changes) => {
      const id = `any-${kind.name.toLowerCase()}-${made++}`
      await store.create(id, { name: 'Any', clientSecret: 'first' }, 'root')
      const before = await plain(id)
      const done: number[] = []
      for (const each of changes) {
        const textSecret =
          'clientSecret' in each ? { clientSecret: each['clientSecret'] && String(each['clientSecret']) } : {}
        const { change } = await store.change(id, { ...each, ...textSecret }, 'root')
        if (change !== null) done.unshift(change)
      }
      for (const each of done) await store.undo(id, each, 'root')
      expect(await plain(id)).toEqual(before)
    })
    await fc.assert(history, { numRuns: 30 })
  })
})
