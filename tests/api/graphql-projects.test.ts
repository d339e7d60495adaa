import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Person, person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { ask, historyOf, makeRun, stream, uploadUrl } from '../kit/wire.ts'

let server: TestServer
let ada: Person
beforeAll(async () => {
  server = await startServer()
  ada = await person(server, 'ada')
})
afterAll(() => server.stop())

let project: string
let number = 0
beforeEach(() => {
  project = `project-${number++}`
})

const call = async (name: string, payload: string, input: Record<string, unknown>) => {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`
  const text = `mutation ($input: ${type}!) { ${name}(input: $input) { ${payload} } }`
  const { data, errors } = await ask(server, ada.apiKey, text, { input })
  return { answer: data?.[name], code: errors[0]?.extensions?.code, message: errors[0]?.message }
}
const make = (name: string, fields: Record<string, unknown> = {}, modelName = project) =>
  makeRun(server, ada.apiKey, { name, modelName, ...fields })
const names = async (name: string, filters = '{}'): Promise<string[] | null> => {
  const query = `query ($name: String, $filters: JSONString) { project(name: $name) {
    runs(filters: $filters, order: "+name") { edges { node { name } } }
  } }`
  const { data } = await ask(server, ada.apiKey, query, { name, filters })
  return data.project?.runs.edges.map(({ node }: { node: { name: string } }) => node.name) ?? null
}
const idOf = (name: string, entity = 'ada') => Buffer.from(`Project:v1:${name}:${entity}`).toString('base64')

describe('deleting a project', () => {
  test('takes everything with it, and its name is free at once', async () => {
    await make('r', { config: '{"a":{"value":1}}', tags: ['t'] })
    await stream(server, ada.apiKey, `ada/${project}/r`, historyOf([1, 2, 3]))
    const url = await uploadUrl(server, ada.apiKey, { entity: 'ada', project, run: 'r' }, 'f.txt')
    await fetch(url, { method: 'PUT', body: 'kept' })
    const id = (await server.context.appDb.selectFrom('run').select('id').where('name', '=', 'r').execute()).at(-1)!.id
    expect((await call('deleteModel', 'success', { id: idOf(project) })).answer).toEqual({ success: true })
    expect(await names(project)).toBeNull()
    expect((await stream(server, ada.apiKey, `ada/${project}/r`, historyOf([4], 3))).status).toBe(404)
    await make('other')
    await server.context.tracking.removalsSettled()
    expect(await names(project)).toEqual(['other'])
    const { appDb, tracking, objects } = server.context
    for (const table of ['run_file', 'run_value'] as const)
      expect(await appDb.selectFrom(table).select('run_id').where('run_id', '=', id).execute()).toEqual([])
    expect(await tracking.history.counts(id)).toEqual({ history: 0, events: 0, log: 0 })
    for await (const { key } of objects.list(`runs/${id}`)) expect(key).toBe('nothing')
    expect(await appDb.selectFrom('project').select('id').where('name', 'like', 'removed-%').execute()).toEqual([])
  })

  test('of many runs keeps nobody waiting, and a server that ends meanwhile goes on later', async () => {
    for (let run = 0; run < 60; run++) await make(`r${run}`)
    await call('deleteModel', 'success', { id: idOf(project) })
    let answered = 0
    const isSettled = server.context.tracking.removalsSettled().then(() => true)
    while (!(await Promise.race([isSettled, Promise.resolve(false)]))) {
      await make(`meanwhile-${answered++}`, {}, `${project}-beside`)
    }
    expect(answered).toBeGreaterThan(1)
    expect(await names(`${project}-beside`)).toHaveLength(answered)
  })

  test.each([
    ['a malformed id', 'nonsense', 'id-malformed'],
    ['the id of a run', Buffer.from('Run:v1:r:p:ada').toString('base64'), 'id-malformed'],
    ['a project that is not there', idOf('never-made'), 'project-not-found'],
    ['a project of somebody unknown', idOf('p', 'nobody'), 'entity-not-found'],
  ])('%s is refused', async (_, id, code) => {
    expect((await call('deleteModel', 'success', { id })).code).toBe(code)
  })
})

describe('renaming a project', () => {
  const rename = (oldProjectName: string, newProjectName: string) =>
    call('renameProject', 'inserted project { name id }', { entityName: 'ada', oldProjectName, newProjectName })

  test('keeps its runs, under the new name alone', async () => {
    await make('r', { config: '{"a":{"value":1}}' })
    const { answer } = await rename(project, `${project}-ü`)
    expect(answer).toEqual({ inserted: false, project: { name: `${project}-ü`, id: idOf(`${project}-ü`) } })
    expect(await names(`${project}-ü`, '{"config.a":1}')).toEqual(['r'])
    expect(await names(project)).toBeNull()
    expect((await rename(`${project}-ü`, `${project}-ü`)).answer.project.name).toBe(`${project}-ü`)
  })

  test.each([
    ['a name that is taken', 'taken', 'project-exists'],
    ['no name', '', 'name-invalid'],
    ['a name with a slash', 'a/b', 'name-invalid'],
    ['a name without an end', 'x'.repeat(5000), 'name-invalid'],
  ])('%s is refused, and nothing changes', async (_, name, code) => {
    await make('r')
    await make('r', {}, 'taken')
    expect((await rename(project, name)).code).toBe(code)
    expect(await names(project)).toEqual(['r'])
  })
})

describe('many runs at once', () => {
  const move = (filters: string, destinationProjectName: string, sourceProjectName = project) =>
    call('moveRuns', 'success runCount', {
      ...{ sourceEntityName: 'ada', sourceProjectName, destinationEntityName: 'ada' },
      ...{ destinationProjectName, filters },
    })

  beforeEach(async () => {
    for (const name of ['a', 'b', 'c'])
      await make(name, { config: `{"name":{"value":"${name}"}}`, tags: name === 'c' ? ['old'] : [] })
    await stream(server, ada.apiKey, `ada/${project}/a`, {
      files: { ...historyOf([1, 2]).files, 'wandb-summary.json': { offset: 0, content: ['{"loss":2}'] } },
    })
  })

  test('are moved with what they logged, and found where they are by what they are', async () => {
    const to = `${project}-to`
    expect((await move('{"config.name":{"$in":["a","b"]}}', to)).answer).toEqual({ success: true, runCount: 2 })
    expect([await names(project), await names(to)]).toEqual([['c'], ['a', 'b']])
    expect(await names(to, '{"config.name":"a","summary_metrics.loss":2}')).toEqual(['a'])
    expect(await names(project, '{"config.name":"a"}')).toEqual([])
    const answer = await stream(server, ada.apiKey, `ada/${to}/a`, historyOf([3], 2))
    expect(answer.status).toBe(200)
    expect((await stream(server, ada.apiKey, `ada/${project}/a`, {})).status).toBe(404)
  })

  test('are moved all or none where a name is taken', async () => {
    await make('b', {}, `${project}-to`)
    const { code, message } = await move('{}', `${project}-to`)
    expect({ code, message }).toEqual({ code: 'run-exists', message: expect.stringContaining('"b"') })
    expect(await names(project)).toEqual(['a', 'b', 'c'])
  })

  test('are deleted by a filter', async () => {
    const input = { entityName: 'ada', projectName: project, filters: '{"tags":"old"}' }
    expect((await call('deleteRuns', 'runCount', input)).answer).toEqual({ runCount: 1 })
    expect(await names(project)).toEqual(['a', 'b'])
  })

  test.each([
    ['no filter', '', 'filter-malformed'],
    ['null', 'null', 'filter-malformed'],
    ['a filter that is not understood', '{"colour":1}', 'filter-unsupported'],
  ])('%s changes nothing', async (_, filters, code) => {
    const input = { entityName: 'ada', projectName: project, filters }
    expect((await call('deleteRuns', 'runCount', input)).code).toBe(code)
    expect((await move(filters, `${project}-to`)).code).toBe(code)
    expect(await names(project)).toEqual(['a', 'b', 'c'])
  })

  test('nowhere is refused', async () => {
    expect((await move('{}', project)).code).toBe('move-nowhere')
  })
})
