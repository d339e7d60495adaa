import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, person, team } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { ask, historyOf, makeRun, stream } from '../kit/wire.ts'

/** `out` is signed in and of no team; `named` is of no team either, and named as a member of the project; `maker` made it. */
const actors = ['out', 'named', 'viewer', 'member', 'maker', 'owner'] as const
type Actor = (typeof actors)[number]

/** What may be done: nothing, `r`ead, `a`dd runs of one's own, `w`rite to those of others, `s`ay who sees it. */
const tables: Record<string, Record<Actor, string>> = {
  PRIVATE: { out: '', named: 'raw', viewer: 'r', member: 'raw', maker: 'raws', owner: 'raws' },
  ENTITY_WRITE: { out: '', named: 'raw', viewer: 'r', member: 'raw', maker: 'raws', owner: 'raws' },
  ENTITY_READ: { out: '', named: 'raw', viewer: 'r', member: 'r', maker: 'raws', owner: 'raws' },
  RESTRICTED: { out: '', named: 'raw', viewer: '', member: '', maker: 'raws', owner: 'raws' },
  USER_READ: { out: 'r', named: 'raw', viewer: 'r', member: 'raw', maker: 'raws', owner: 'raws' },
  USER_WRITE: { out: 'ra', named: 'raw', viewer: 'r', member: 'raw', maker: 'raws', owner: 'raws' },
}

let server: TestServer
const people = {} as Record<Actor, Person>
const upsertModel =
  'mutation ($input: UpsertModelInput!) { upsertModel(input: $input) { project { access readOnly } } }'
const upsertBucket = 'mutation ($input: UpsertBucketInput!) { upsertBucket(input: $input) { bucket { name } } }'

beforeAll(async () => {
  server = await startServer()
  for (const actor of actors) people[actor] = await person(server, `the-${actor}`)
  await team(server, 'lab', [
    [people.viewer, 'viewer'],
    [people.member, 'member'],
    [people.maker, 'member'],
    [people.owner, 'admin'],
  ])
  for (const access of Object.keys(tables)) {
    const { apiKey } = people.maker
    const input = { entityName: 'lab', name: access, access }
    expect((await ask(server, apiKey, upsertModel, { input })).errors).toEqual([])
    await makeRun(server, apiKey, { name: 'first', entityName: 'lab', modelName: access })
    await stream(server, apiKey, `lab/${access}/first`, historyOf([1]))
    const { appDb } = server.context
    const { id } = await appDb.selectFrom('project').select('id').where('name', '=', access).executeTakeFirstOrThrow()
    await appDb
      .insertInto('project_member')
      .values({ project_id: id, user_id: people.named.id, role: 'member' })
      .execute()
  }
})
afterAll(() => server.stop())

/** Every way by which each of these can be had; they must agree. */
const attempts: Record<string, (key: string, project: string, mark: string) => Promise<boolean[]>> = {
  async r(key, name) {
    const one = `query ($name: String) { project(name: $name, entityName: "lab") { name access } }`
    const many = `{ models(entityName: "lab") { edges { node { name } } } }`
    const [found, list, home, page] = await Promise.all([
      ask(server, key, one, { name }),
      ask(server, key, many),
      get(key, '/api/home'),
      get(key, `/api/projects/lab/${name}/runs`),
    ])
    const names = (list.data?.models?.edges ?? []).map((edge: { node: { name: string } }) => edge.node.name)
    const projects = home.body.projects.filter((each) => each.entity === 'lab')
    return [
      found.data?.project?.access === name,
      names.includes(name),
      projects.some((each) => each.name === name),
      page.status === 200,
    ]
  },
  async a(key, modelName, mark) {
    const input = { name: mark, entityName: 'lab', modelName }
    const made = await ask(server, key, upsertBucket, { input })
    const again = await ask(server, key, upsertBucket, { input: { ...input, notes: 'n' } })
    const streamed = await stream(server, key, `lab/${modelName}/${mark}`, historyOf([1]))
    return [made.errors.length === 0, again.errors.length === 0, streamed.status === 200]
  },
  async w(key, modelName) {
    const input = { name: 'first', entityName: 'lab', modelName, notes: 'changed' }
    const changed = await ask(server, key, upsertBucket, { input })
    const streamed = await stream(server, key, `lab/${modelName}/first`, historyOf([2], 1))
    return [changed.errors.length === 0, streamed.status === 200]
  },
  async s(key, access) {
    return [
      (await ask(server, key, upsertModel, { input: { entityName: 'lab', name: access, access } })).errors.length === 0,
    ]
  },
}

async function get(key: string, path: string) {
  const answer = await fetch(server.url + path, { headers: { authorization: `Bearer ${key}` } })
  return { status: answer.status, body: (await answer.json()) as { projects: { entity: string; name: string }[] } }
}

describe.each(Object.entries(tables))('a project that is %s', (access, table) => {
  test.each(actors)('for %s', async (actor) => {
    const may: string[] = []
    for (const [letter, attempt] of Object.entries(attempts)) {
      const results = await attempt(people[actor].apiKey, access, `of-${actor}`)
      expect(new Set(results).size, `${letter}: ${results}`).toBe(1)
      if (results[0]) may.push(letter)
    }
    expect(may.join('')).toBe(table[actor])
  })
})

test('one that may not be seen looks like one that is not there', async () => {
  const query = 'query ($name: String) { project(name: $name, entityName: "lab") { id } }'
  for (const actor of ['viewer', 'member'] as const) {
    const hidden = await ask(server, people[actor].apiKey, query, { name: 'RESTRICTED' })
    expect(hidden).toEqual(await ask(server, people[actor].apiKey, query, { name: 'no-such' }))
  }
})

test('what is no access is refused by a sentence, and nothing changes', async () => {
  const input = { entityName: 'lab', name: 'PRIVATE', access: 'EVERYBODY' }
  const { errors } = await ask(server, people.owner.apiKey, upsertModel, { input })
  expect(errors[0]?.message).toBe(
    '"EVERYBODY" is no access to a project. Use PRIVATE, ENTITY_READ, ENTITY_WRITE, USER_READ, USER_WRITE, RESTRICTED.',
  )
})

test('a key that may only read reads what its owner may, and changes nothing', async () => {
  const headers = { authorization: `Bearer ${people.owner.apiKey}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ name: 'reader', scope: 'read' })
  const { key } = (await (await fetch(`${server.url}/api/keys`, { method: 'POST', headers, body })).json()) as {
    key: string
  }
  expect(
    (await ask(server, key, '{ project(name: "PRIVATE", entityName: "lab") { name } }')).data.project,
  ).not.toBeNull()
  const input = { name: 'by-reader', entityName: 'lab', modelName: 'PRIVATE' }
  const refused = await ask(server, key, upsertBucket, { input })
  expect([refused.status, refused.errors[0]?.extensions?.code]).toEqual([200, 'key-read-only'])
  expect((await stream(server, key, 'lab/PRIVATE/first', historyOf([9], 5))).status).toBe(403)
  const makeKey = await fetch(`${server.url}/api/keys`, {
    method: 'POST',
    headers: { ...headers, authorization: `Bearer ${key}` },
    body: '{}',
  })
  expect([makeKey.status, ((await makeKey.json()) as { error: { code: string } }).error.code]).toEqual([
    403,
    'key-read-only',
  ])
})
