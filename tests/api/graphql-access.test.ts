import { buildSchema, Kind, parse } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { schemaText } from '../../src/wire/wandb/schema.ts'
import { type Person, person, team } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { ask, makeRun, stream } from '../kit/wire.ts'
import { makeThings } from './things.ts'
import { type Actor, type Outcome, operations } from './wire-operations.ts'

const actors: Actor[] = ['nobody', 'wrong key', 'stranger', 'viewer', 'member', 'owner', 'admin']

let server: TestServer
const keys: Record<Actor, string | null> = { nobody: null, 'wrong key': 'f'.repeat(40) } as never

beforeAll(async () => {
  server = await startServer()
  const people = {} as Record<Actor, Person>
  for (const actor of ['stranger', 'viewer', 'member', 'owner', 'admin'] as const) {
    people[actor] = await person(server, `the-${actor}`, { admin: actor === 'admin' })
    keys[actor] = people[actor].apiKey
  }
  await team(server, 'lab', [
    [people.viewer, 'viewer'],
    [people.member, 'member'],
    [people.owner, 'admin'],
  ])
  const { accounts } = server.context
  const members = ['viewer', 'member', 'owner'].map((each) => ({ username: `the-${each}`, role: 'member' as const }))
  await accounts.organizations.save(await people.admin.principal(), 'acme', members)
})
afterAll(() => server.stop())

/** What a refusal's code looks like. */
const codes: Record<Outcome, RegExp> = {
  ok: /^$/,
  refused: /^forbidden$/,
  hidden: /^([a-z-]+-not-found)?$/,
  'signed out': /^key-unknown$/,
}

test('each mutation and each root field of a query has a row in wire-operations.ts', () => {
  const schema = buildSchema(schemaText)
  const roots = { query: schema.getQueryType()!, mutation: schema.getMutationType()! }
  const asked = operations.flatMap(({ query }) =>
    parse(query).definitions.flatMap((definition) => {
      if (definition.kind !== Kind.OPERATION_DEFINITION) return []
      const fields = definition.selectionSet.selections.filter((each) => each.kind === Kind.FIELD)
      return fields.map(({ name }) => `${definition.operation} ${name.value}`)
    }),
  )
  const all = Object.entries(roots).flatMap(([kind, type]) =>
    Object.keys(type.getFields()).map((field) => `${kind} ${field}`),
  )
  expect(all.filter((each) => !asked.includes(each))).toEqual([])
})

describe.each(operations)('$name', ({ name, query, variables, outcomes }) => {
  test.each(actors)('by %s', async (actor) => {
    const things = await makeThings(server, keys.owner!, `${name}-${actor}`.replace(/[^\w-]/g, ''))
    const answer = await ask(server, keys[actor], query, await variables(things))
    const outcome = outcomes[actor]
    expect(answer.errors[0]?.extensions?.code ?? answer.errors[0]?.message ?? '').toMatch(codes[outcome])
    // The client takes what is said of people and teams for a "no" only where the request failed.
    expect(outcome === 'signed out' ? [401] : outcome === 'ok' ? [200] : [200, 400]).toContain(answer.status)
    const values = Object.values(answer.data ?? {}).filter((value) => value !== null)
    if (outcome === 'ok') {
      expect(values).not.toEqual([])
      return
    }
    const told = JSON.stringify(answer)
    expect(told).not.toContain('xyzzy')
    expect(told).not.toContain('signature=')
    expect(values).toEqual([])
  })
})

test('an entity that is there and one that is not look the same to a stranger', async () => {
  const query = 'query ($entity: String) { project(name: "p", entityName: $entity) { id } }'
  const there = await ask(server, keys.stranger, query, { entity: 'lab' })
  const missing = await ask(server, keys.stranger, query, { entity: 'labx' })
  expect(JSON.stringify(there).replaceAll('lab', 'X')).toBe(JSON.stringify(missing).replaceAll('labx', 'X'))
})

test('what is not said of other people: e-mail, teams, whether they are administrators', async () => {
  await makeRun(server, keys.owner!, { name: 'whose', entityName: 'lab', modelName: 'p' })
  const query = `query { project(name: "p", entityName: "lab") { run(name: "whose") {
    user { username email admin teams { edges { node { name } } } }
  } } }`
  const { data } = await ask(server, keys.member, query)
  expect(data.project.run.user).toEqual({ username: 'the-owner', email: null, admin: false, teams: { edges: [] } })
})

test('whoever is disabled is refused from the next request on, on the stream too', async () => {
  const leaver = await person(server, 'leaver')
  await makeRun(server, leaver.apiKey, { name: 'r', modelName: 'p' })
  expect((await stream(server, leaver.apiKey, 'leaver/p/r', {})).status).toBe(200)
  await server.context.accounts.users.change('leaver', { disabled: true }, null)
  const refused = await stream(server, leaver.apiKey, 'leaver/p/r', {})
  expect(refused.status).toBe(401)
  expect(await refused.json()).toMatchObject({ errors: [{ message: expect.any(String) }] })
  expect((await ask(server, leaver.apiKey, '{ viewer { id } }')).status).toBe(401)
})
