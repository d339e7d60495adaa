import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunCursor, RunFilter } from '../../src/tracking/index.ts'
import { databases, type TestDatabases } from '../kit/databases.ts'
import { type Person, person, team } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'

describe.each(databases)('projects, runs, files and alerts on $name', (kind) => {
  if (!kind.available) return test.skip('not on this machine', () => {})
  let database: TestDatabases
  let server: TestServer
  let ada: Person
  const now = { value: 1_800_000_000_000 }

  beforeAll(async () => {
    database = await kind.start()
    server = await startServer({
      env: { ...(await database.fresh()).env, SIGNPOST_CRASHED_AFTER: '100' },
      overrides: { clock: { now: () => now.value } },
    })
    ada = await person(server, 'ada')
  }, 120_000)
  afterAll(async () => {
    await server?.stop()
    await database?.stop()
  })

  const outcome = {
    counts: { history: 0, events: 0, log: 0 },
    changed: false,
    complete: false,
    exitCode: null,
    preempting: false,
    uploaded: [],
  }
  const path = (run: string, project = 'p') => ({ entity: 'ada', project, run })
  const runs = () => server.context.tracking.runs

  test('of many who make the same run at once, one inserts it', async () => {
    const principal = await ada.principal()
    const made = await Promise.all(
      Array.from({ length: 8 }, () => runs().upsert(principal, path('race', 'new'), { notes: 'n' })),
    )
    expect(made.filter(({ inserted }) => inserted)).toHaveLength(1)
    expect(new Set(made.map(({ run }) => run.id)).size).toBe(1)
  })

  test('names tell case and accents apart', async () => {
    const principal = await ada.principal()
    for (const name of ['case', 'CASE', 'cäse']) await runs().upsert(principal, path(name, 'names'), {})
    expect((await runs().list(principal, { project: { entity: 'ada', name: 'names' }, limit: 10 })).runs).toHaveLength(
      3,
    )
    expect(await runs().find(principal, path('Case', 'names'))).toBeNull()
  })

  test('text of every kind is kept as it was', async () => {
    const principal = await ada.principal()
    const fields = {
      notes: '😀 "\\\n\0',
      tags: ['ä', '"', '%', 'x_y', "'"],
      config: '{"n":{"value":NaN}}',
      displayName: '日本',
    }
    await runs().upsert(principal, path('text'), fields)
    expect(await runs().get(principal, path('text'))).toMatchObject(fields)
  })

  test('the same run twice on one page is not, nor is one left out, when many are of one millisecond', async () => {
    const principal = await ada.principal()
    for (let number = 0; number < 7; number++) await runs().upsert(principal, path(`n${number}`, 'paged'), {})
    const seen: string[] = []
    let after: RunCursor | undefined
    do {
      const page = await runs().list(principal, { project: { entity: 'ada', name: 'paged' }, after, limit: 3 })
      seen.push(...page.runs.map(({ name }) => name))
      after = page.hasMore ? page.cursors.at(-1) : undefined
    } while (after)
    expect(seen).toEqual(['n6', 'n5', 'n4', 'n3', 'n2', 'n1', 'n0'])
  })

  test.each<[string, RunFilter, string[]]>([
    ['a tag with a wildcard in it', { tag: '100%' }, ['b']],
    ['a tag of which another is a part', { tag: 'x' }, ['a']],
    ['a missing value', { field: 'group', in: [null] }, ['c']],
    ['not, of a missing value too', { not: { field: 'group', in: ['g'] } }, ['b', 'c']],
    ['a comparison', { field: 'group', compare: '>', value: 'g' }, ['b']],
    [
      'any',
      {
        any: [
          { field: 'name', in: ['a'] },
          { field: 'username', in: ['nobody'] },
        ],
      },
      ['a'],
    ],
    ['nothing at all', { any: [] }, []],
  ])('a filter by %s', async (_, filter, expected) => {
    const principal = await ada.principal()
    await runs().upsert(principal, path('a', 'filtered'), { tags: ['x'], group: 'g' })
    await runs().upsert(principal, path('b', 'filtered'), { tags: ['xy', '100%'], group: 'h' })
    await runs().upsert(principal, path('c', 'filtered'), { tags: ['1000'] })
    const query = {
      project: { entity: 'ada', name: 'filtered' },
      filter,
      limit: 10,
      order: { by: 'createdAt', direction: 'asc' },
    } as const
    expect((await runs().list(principal, query)).runs.map(({ name }) => name)).toEqual(expected)
    expect(await runs().count(principal, query)).toBe(expected.length)
  })

  test('projects know how many runs they have and how many are running', async () => {
    const principal = await ada.principal()
    for (const name of ['one', 'two', 'three']) await runs().upsert(principal, path(name, 'counted'), {})
    const { runId } = await runs().forStream(principal, 'ada', 'counted', 'two')
    await runs().noteStream(runId, { ...outcome, complete: true, exitCode: 0 })
    const projects = await server.context.tracking.projects.list(principal, { entity: 'ada', limit: 100 })
    expect(projects.find(({ name }) => name === 'counted')).toMatchObject({ runCount: 3, runningCount: 2 })
  })

  test('a heartbeat is known at once, and written now and then', async () => {
    const principal = await ada.principal()
    await runs().upsert(principal, path('alive'), {})
    const { runId } = await runs().forStream(principal, 'ada', 'p', 'alive')
    const written = async () =>
      (
        await server.context.appDb
          .selectFrom('run')
          .select('heartbeat_at')
          .where('id', '=', runId)
          .executeTakeFirstOrThrow()
      ).heartbeat_at
    await runs().noteStream(runId, outcome)
    const first = await written()
    now.value += 5_000
    await runs().noteStream(runId, outcome)
    expect(await written()).toBe(first)
    expect((await runs().get(principal, path('alive'))).heartbeatAt).toBe(now.value)
    now.value += 20_000
    await runs().noteStream(runId, outcome)
    expect(await written()).toBe(now.value)
  })

  test('stop and deletion by another process count from the next request on', async () => {
    const principal = await ada.principal()
    await runs().upsert(principal, path('elsewhere'), {})
    const target = await runs().forStream(principal, 'ada', 'p', 'elsewhere')
    expect(target.stopRequested).toBe(false)
    const { appDb } = server.context
    await appDb.updateTable('run').set({ stop_requested: 1 }).where('id', '=', target.runId).execute()
    expect((await runs().forStream(principal, 'ada', 'p', 'elsewhere')).stopRequested).toBe(true)
    await appDb.deleteFrom('run').where('id', '=', target.runId).execute()
    await expect(runs().forStream(principal, 'ada', 'p', 'elsewhere')).rejects.toMatchObject({ code: 'run-not-found' })
  })

  test('a stranger learns nothing by the stream, a viewer may not write to it', async () => {
    const [eve, viewer] = [await person(server, 'eve'), await person(server, 'vera')]
    await team(server, 'lab', [
      [ada, 'admin'],
      [viewer, 'viewer'],
    ])
    await runs().upsert(await ada.principal(), { entity: 'lab', project: 'p', run: 'r' }, {})
    await expect(runs().forStream(await eve.principal(), 'lab', 'p', 'r')).rejects.toMatchObject({
      code: 'entity-not-found',
    })
    await expect(runs().forStream(await viewer.principal(), 'lab', 'p', 'r')).rejects.toMatchObject({
      code: 'forbidden',
    })
  })

  test('alerts come newest first', async () => {
    const principal = await ada.principal()
    await runs().upsert(principal, path('warned'), {})
    for (const title of ['first', 'second'])
      await server.context.tracking.alerts.add(principal, path('warned'), { title, text: 'x', severity: 'INFO' })
    const alerts = await server.context.tracking.alerts.list(principal, path('warned'))
    expect(alerts.map(({ title }) => title)).toEqual(['second', 'first'])
  })

  test('removing a run removes what it had, and nobody else loses anything', async () => {
    const principal = await ada.principal()
    const { files, history } = server.context.tracking
    const body = Buffer.from(
      JSON.stringify({ files: { 'wandb-history.jsonl': { offset: 0, content: ['{"_step":0,"x":1}'] } } }),
    )
    const ids: number[] = []
    for (const name of ['leaves', 'stays']) {
      const { run } = await runs().upsert(principal, path(name), {})
      ids.push(run.id)
      await history.appendBody(run.id, body)
      const { Readable } = await import('node:stream')
      await files.write(run.id, 'f', Readable.from([Buffer.from('abc')]), { length: 3 })
    }
    await runs().remove(principal, path('leaves'))
    const left = async (id: number) => [await files.count(id), (await history.counts(id)).history]
    expect([await left(ids[0]!), await left(ids[1]!)]).toEqual([
      [0, 0],
      [1, 1],
    ])
  })
})
