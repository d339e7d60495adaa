import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SweepDetail, SweepList } from '../../src/wire/app/contract.ts'
import { type AppApi, appApi } from '../kit/app-api.ts'
import { type Person, person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { runSweep } from '../kit/sweeps.ts'
import { until } from '../kit/until.ts'

let server: TestServer
let ada: Person
let api: AppApi
let sweep: string
const parameters = {
  x: { values: [3, 1, 2] },
  opt: { parameters: { lr: { distribution: 'q_uniform', min: 0, max: 0, q: 0.5 } } },
  epochs: { value: 20 },
}
beforeAll(async () => {
  server = await startServer()
  ada = await person(server, 'ada')
  api = appApi(server.url, ada.apiKey)
  const place = { server, apiKey: ada.apiKey, entity: 'ada', project: 'search' }
  const config = { name: 'a grid', method: 'grid', metric: { name: 'loss', goal: 'maximize' }, parameters }
  sweep = await runSweep(place, config, 3, ({ x }) => Number(x))
})
afterAll(() => server.stop())

const detail = async () => (await api.get(`/api/sweeps/ada/search/${sweep}`)).body as unknown as SweepDetail

describe('a sweep for its page', () => {
  test('the best run first, each with its values; its agent; where values come from', async () => {
    await until(async () => (await detail()).sweep.state === 'FINISHED')
    const { sweep: it } = await detail()
    expect(it).toMatchObject({ title: 'a grid', runCount: 3, expectedRuns: 3, method: 'grid', user: 'ada' })
    expect(it.parameters).toEqual([
      { name: 'epochs', from: 'always 20' },
      { name: 'opt.lr', from: '0 to 0 in steps of 0.5' },
      { name: 'x', from: '3, 1, 2' },
    ])
    // The first value logged is the greatest of each.
    expect(it.runs.map(({ objective, values }) => [objective, values])).toEqual(
      [3, 2, 1].map((x) => [x + 1, ['20', expect.stringMatching(/^0(\.0)?$/), String(x)]]),
    )
    expect(it.best).toBe(4)
    expect(it.agents).toMatchObject([{ host: 'gpu-box-1', runs: 3 }])
  })

  test('the list of its project has it', async () => {
    const list = (await api.get('/api/projects/ada/search/sweeps')).body as unknown as SweepList
    expect(list).toMatchObject({ total: 1, next: null, sweeps: [{ name: sweep, title: 'a grid', best: 4 }] })
  })

  test('it is renamed, resumed and ended; what makes no sense is refused', async () => {
    const patch = (body: unknown) => api.send('PATCH', `/api/sweeps/ada/search/${sweep}`, body)
    expect((await patch({ displayName: 'renamed' })).body).toMatchObject({ sweep: { title: 'renamed' } })
    expect((await patch({ state: 'RUNNING' })).body).toMatchObject({ sweep: { state: 'RUNNING' } })
    expect((await patch({ state: 'CANCELED' })).body).toMatchObject({ sweep: { state: 'CANCELED' } })
    for (const body of [
      { state: 'PENDING' },
      { state: 'PAUSED' },
      { state: 'DANCING' },
      { displayName: ' ' },
      { method: 'grid' },
    ])
      expect({ body, status: (await patch(body)).status }).toEqual({ body, status: 400 })
    expect((await detail()).sweep).toMatchObject({ title: 'renamed', state: 'CANCELED' })
  })
})
