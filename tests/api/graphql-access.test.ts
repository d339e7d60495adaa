import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, person, team } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { ask, historyOf, makeRun, stream } from '../kit/wire.ts'

type Actor = 'nobody' | 'wrong key' | 'stranger' | 'viewer' | 'member' | 'owner' | 'admin'
type Outcome = 'ok' | 'refused' | 'hidden' | 'signed out'

const actors: Actor[] = ['nobody', 'wrong key', 'stranger', 'viewer', 'member', 'owner', 'admin']
const readers: Record<Actor, Outcome> = {
  nobody: 'signed out',
  'wrong key': 'signed out',
  stranger: 'hidden',
  viewer: 'ok',
  member: 'ok',
  owner: 'ok',
  admin: 'ok',
}
const writers: Record<Actor, Outcome> = { ...readers, viewer: 'refused' }

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
})
afterAll(() => server.stop())

const place = { entityName: 'lab', projectName: 'p' }
const runFields = (fields: string) => `query ($run: String!) {
  project(name: "p", entityName: "lab") { id run(name: $run) { ${fields} } }
}`
const change = (name: string, payload: string) => {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`
  return `mutation ($input: ${type}!) { ${name}(input: $input) { ${payload} } }`
}

interface Operation {
  query: string
  /** Given the run's name and its id on the wire. */
  variables(run: string, id: string): Record<string, unknown>
  outcomes: Record<Actor, Outcome>
}

const input = (make: (run: string, id: string) => Record<string, unknown>) => (run: string, id: string) => ({
  input: make(run, id),
})
const byName = (run: string) => ({ run })

const operations: Record<string, Operation> = {
  'project and run': { query: runFields('state config summaryMetrics'), variables: byName, outcomes: readers },
  history: {
    query: runFields('history(samples: 10) historyKeys historyLineCount'),
    variables: byName,
    outcomes: readers,
  },
  files: { query: runFields('files(first: 5) { edges { node { directUrl } } }'), variables: byName, outcomes: readers },
  logLines: {
    query: runFields('logLines(first: 5) { edges { node { line } } }'),
    variables: byName,
    outcomes: readers,
  },
  runs: {
    query: 'query { project(name: "p", entityName: "lab") { runs(first: 5) { edges { node { name } } } runCount } }',
    variables: () => ({}),
    outcomes: readers,
  },
  RunResumeStatus: {
    query: `query ($run: String!) { model(name: "p", entityName: "lab") {
      bucket(name: $run, missingOk: true) { historyTail wandbConfig(keys: ["t"]) }
    } }`,
    variables: byName,
    outcomes: readers,
  },
  models: {
    query: 'query { models(entityName: "lab") { edges { node { name } } } }',
    variables: () => ({}),
    outcomes: readers,
  },
  entity: { query: 'query { entity(name: "lab") { name isTeam } }', variables: () => ({}), outcomes: readers },
  'upsertBucket by name': {
    query: change('upsertBucket', 'bucket { name }'),
    variables: input((name) => ({ name, entityName: 'lab', modelName: 'p' })),
    outcomes: writers,
  },
  'upsertBucket by id': {
    query: change('upsertBucket', 'bucket { name }'),
    variables: input((_, id) => ({ id, notes: 'changed' })),
    outcomes: writers,
  },
  'upsertBucket that makes a project': {
    query: change('upsertBucket', 'bucket { name }'),
    variables: input((name) => ({ name, entityName: 'lab', modelName: `of-${name}` })),
    outcomes: writers,
  },
  createRunFiles: {
    query: change('createRunFiles', 'files { uploadUrl }'),
    variables: input((runName) => ({ ...place, runName, files: ['a'] })),
    outcomes: writers,
  },
  markRunFilesUploaded: {
    query: change('markRunFilesUploaded', 'success'),
    variables: input((runName) => ({ ...place, runName, files: ['a'] })),
    outcomes: writers,
  },
  notifyScriptableRunAlert: {
    query: change('notifyScriptableRunAlert', 'success'),
    variables: input((runName) => ({ ...place, runName, title: 't', text: 'x' })),
    outcomes: writers,
  },
  rewindRun: {
    query: change('rewindRun', 'rewoundRun { historyLineCount }'),
    variables: input((runName) => ({ ...place, runName, metricName: '_step', metricValue: 0 })),
    outcomes: writers,
  },
  stopRun: { query: change('stopRun', 'success'), variables: input((_, id) => ({ id })), outcomes: writers },
  updateRunState: {
    query: change('updateRunState', 'success'),
    variables: input((_, id) => ({ id, state: 'failed' })),
    outcomes: writers,
  },
  deleteFiles: {
    query: change('deleteFiles', 'success'),
    variables: input((run) => ({ files: [Buffer.from(`File:v1:${run}:p:lab:a`).toString('base64')] })),
    outcomes: writers,
  },
  upsertModel: {
    query: change('upsertModel', 'inserted'),
    variables: input((name) => ({ entityName: 'lab', name: `model-${name}` })),
    outcomes: writers,
  },
  deleteRun: {
    query: change('deleteRun', 'clientMutationId'),
    variables: input((_, id) => ({ id })),
    outcomes: writers,
  },
}

const codes: Record<Outcome, string | undefined> = {
  ok: undefined,
  refused: 'forbidden',
  hidden: 'entity-not-found',
  'signed out': 'key-unknown',
}

describe.each(Object.entries(operations))('%s', (name, { query, variables, outcomes }) => {
  test.each(actors)('by %s', async (actor) => {
    const run = `${name}-${actor}`.replace(/[^\w-]/g, '')
    const id = await makeRun(server, keys.owner!, {
      name: run,
      entityName: 'lab',
      modelName: 'p',
      config: '{"secret":{"value":"xyzzy"}}',
    })
    await stream(server, keys.owner!, `lab/p/${run}`, historyOf([1, 2]))
    const answer = await ask(server, keys[actor], query, variables(run, id))
    const outcome = outcomes[actor]
    expect(answer.errors[0]?.extensions?.code, answer.errors[0]?.message).toBe(codes[outcome])
    expect(answer.status).toBe(outcome === 'signed out' ? 401 : 200)
    if (outcome === 'ok') return
    const told = JSON.stringify(answer)
    expect(told).not.toContain('xyzzy')
    expect(told).not.toContain('signature=')
    expect(Object.values(answer.data ?? {}).filter((value) => value !== null)).toEqual([])
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
