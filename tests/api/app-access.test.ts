import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { send } from '../kit/askers.ts'
import { type Person, person, team } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { historyOf, makeRun, stream } from '../kit/wire.ts'

/**
 * Each address under `/api`, asked by those who may not. An address of a team's things is found by its names; one that is neither that, nor
 * for administrators, nor in one of these lists fails the first test: put it where it belongs.
 */
const open = [
  ...['GET /api/sign-in-options', 'POST /api/sign-in', 'POST /api/sign-in-provider', 'POST /api/sign-in/link'],
  ...['GET /api/sign-in/unfinished', 'POST /api/sign-in/unfinished', 'POST /api/setup', 'GET /api/faults/{code}'],
  // Says itself what it is, to whoever asks.
  'GET /api/openapi.json',
]
/** Of whoever asks, or, by an id that only few know, in tests of their own. */
const own = [
  ...['GET /api/me', 'GET /api/home', 'GET /api/live', 'GET /api/keys', 'POST /api/keys', 'DELETE /api/keys/{id}'],
  ...['POST /api/invites/look', 'POST /api/invites/accept', 'GET /api/admin/teams', 'GET /api/admin/organizations'],
  ...['GET /api/views/{id}', 'PATCH /api/views/{id}', 'DELETE /api/views/{id}', 'GET /api/views/{id}/revisions'],
]
/** What changes nothing, although it is no GET. */
const reading = ['/keys', '/series', '/run-set'].map((end) => `POST /api/projects/{entity}/{project}${end}`)
/** A team's own page and everything within its projects. */
const ofTeam = /\{(entity|team)\}|^\w+ \/api\/admin\/(teams|organizations)(\/\{name\}|$)/

const bodies: Record<string, unknown> = {
  'POST /api/admin/teams': { name: 'lab', members: [] },
  'POST /api/admin/organizations': { name: 'acme', members: [] },
  'POST /api/teams/{team}/invites': { email: 'x@example.net' },
  'POST /api/teams/{team}/service-accounts': { description: 'nightly' },
  'PUT /api/projects/{entity}/{project}/settings': { access: 'USER_READ' },
  'POST /api/projects/{entity}/{project}/keys': { runs: ['one'], stream: 'history' },
  'POST /api/projects/{entity}/{project}/series': {
    ...{ runs: ['one'], stream: 'history', keys: ['loss'], x: '_step', buckets: 100 },
  },
  'POST /api/projects/{entity}/{project}/views': { kind: 'report', title: 'T', spec: '{}' },
  'PUT /api/artifacts/{entity}/{project}/lifetime': { scope: 'project', seconds: 60 },
}
const names: Record<string, string> = {
  entity: 'lab',
  team: 'lab',
  name: 'lab',
  project: 'p',
  run: 'one',
  username: 'mel',
}
const query: Record<string, string> = {
  'GET /api/runs/{entity}/{project}/{run}/media': '?key=loss',
  'GET /api/runs/{entity}/{project}/{run}/table': '?key=loss',
  'GET /api/projects/{entity}/{project}/views': '?kind=report',
}

let server: TestServer
const people = {} as Record<'outsider' | 'viewer' | 'mel' | 'owner', Person>
let reader: string
let routes: string[]

beforeAll(async () => {
  server = await startServer()
  for (const name of ['outsider', 'viewer', 'mel', 'owner'] as const) people[name] = await person(server, name)
  await team(server, 'lab', [
    [people.viewer, 'viewer'],
    [people.mel, 'member'],
    [people.owner, 'admin'],
  ])
  const { keys } = server.context.accounts
  reader = (await keys.create(people.owner.id, 'reads', null, 'read')).key
  await makeRun(server, people.owner.apiKey, { name: 'one', entityName: 'lab', modelName: 'p' })
  await stream(server, people.owner.apiKey, 'lab/p/one', historyOf([1]))
  const { body } = await send(`${server.url}/api/openapi.json`, 'GET')
  routes = Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
})
afterAll(() => server.stop())

const askFor = (route: string, key: string | null) => {
  const [method = '', path = ''] = route.split(' ')
  const url = server.url + path.replace(/\{(\w+)\}/g, (_, name: string) => names[name] ?? '1') + (query[route] ?? '')
  const body = method === 'GET' || method === 'DELETE' ? undefined : (bodies[route] ?? {})
  return send(url, method, body, key === null ? {} : { authorization: `Bearer ${key}` })
}
const isChange = (route: string) => !route.startsWith('GET ') && !reading.includes(route)
const isForAdmins = (route: string) => /^\w+ \/api\/admin\//.test(route) && !ofTeam.test(route) && !own.includes(route)
const those = (fits: (route: string) => boolean) => routes.filter((route) => !open.includes(route) && fits(route))

/** Each route with a status that is none of these. */
async function otherThan(statuses: number[], asked: string[], key: string | null): Promise<string[]> {
  const answers = await Promise.all(asked.map(async (route) => [route, (await askFor(route, key)).status] as const))
  return answers.filter(([, status]) => !statuses.includes(status)).map(([route, status]) => `${route}: ${status}`)
}

test('every address is of one of these kinds', () => {
  expect(those((route) => !own.includes(route) && !isForAdmins(route) && !ofTeam.test(route))).toEqual([])
})

test('a stranger is asked to sign in', async () => {
  expect(
    await otherThan(
      [401],
      those(() => true),
      null,
    ),
  ).toEqual([])
})

test.each(['outsider', 'viewer', 'mel', 'owner'] as const)('what administrators do is refused to: %s', async (name) => {
  expect(await otherThan([403], those(isForAdmins), people[name].apiKey)).toEqual([])
})

describe('of what a team has', () => {
  test('an outsider is told that there is nothing', async () => {
    // To make what is there already is to be asked for something else.
    const making = ['POST /api/admin/organizations']
    const asked = those((route) => ofTeam.test(route) && !own.includes(route) && !making.includes(route))
    expect(await otherThan([404], asked, people.outsider.apiKey)).toEqual([])
    expect(await otherThan([403], making, people.outsider.apiKey)).toEqual([])
  })

  test('a viewer changes nothing', async () => {
    const asked = those((route) => ofTeam.test(route) && isChange(route) && !own.includes(route))
    expect(await otherThan([403, 404], asked, people.viewer.apiKey)).toEqual([])
  })

  test('a member does not say who is of it, and who sees what', async () => {
    const asked = those((route) => /\{team\}|admin\/teams\/|settings/.test(route) && isChange(route))
    const leaves = 'DELETE /api/admin/teams/{name}/members/{username}'
    expect(
      await otherThan(
        [403, 404],
        asked.filter((each) => each !== leaves),
        people.mel.apiKey,
      ),
    ).toEqual([])
  })

  test('a key that may only read changes nothing, whoever has it', async () => {
    expect(
      await otherThan(
        [403],
        those((route) => isChange(route) && !own.includes(route)),
        reader,
      ),
    ).toEqual([])
    expect(await otherThan([200], reading, reader)).toEqual([])
  })

  test('its readers read', async () => {
    const asked = [
      'GET /api/teams/{team}',
      'GET /api/entities/{entity}/projects',
      'GET /api/projects/{entity}/{project}',
    ]
    expect(await otherThan([200], [...asked, ...reading], people.viewer.apiKey)).toEqual([])
  })
})
