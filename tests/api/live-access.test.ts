import { afterAll, beforeAll, expect, test } from 'vitest'
import { addPeople, type People, signIn } from '../kit/askers.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { until } from '../kit/until.ts'

let server: TestServer
let people: People
beforeAll(async () => {
  server = await startServer()
  people = await addPeople(server)
})
afterAll(() => server.stop())

/** An open page: what it has heard, and whether the server has closed it. */
async function listen(headers: Record<string, string>, entity: string) {
  const answer = await fetch(`${server.url}/api/live?entity=${entity}`, { headers })
  const page = { status: answer.status, heard: '', closed: false }
  const read = async () => {
    const decoder = new TextDecoder()
    for await (const piece of answer.body ?? []) page.heard += decoder.decode(piece)
    page.closed = true
  }
  // The administrator's page is cut when the server stops at the end.
  void read().catch(() => undefined)
  return page
}

const changeRun = async (apiKey: string, name: string) => {
  const query = `mutation { upsertBucket(input: {name: "${name}", modelName: "p", entityName: "ann"}) { bucket { id } } }`
  const answer = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  })
  expect(await answer.text()).not.toContain('errors')
}
/** Each change wakes the streams of its entity. */
const wake = () => changeRun(people.keys.root, `run${Math.random().toString(36).slice(2, 8)}`)

test('an open page of somebody who is disabled hears nothing more and is closed', async () => {
  const cookie = await signIn(server, 'ann')
  const pages = [await listen({ cookie }, 'ann'), await listen({ authorization: `Bearer ${people.keys.ann}` }, 'ann')]
  const admin = await listen({ authorization: `Bearer ${people.keys.root}` }, 'ann')
  await wake()
  await until(() => [...pages, admin].every(({ heard }) => heard.includes('event: change')))
  const before = pages.map(({ heard }) => heard)
  await people.ask('root', 'PATCH', '/api/admin/users/ann', { disabled: true })
  await wake()
  await until(() => pages.every(({ closed }) => closed))
  expect(pages.map(({ heard }) => heard)).toEqual(before)
  expect(admin.closed).toBe(false)
})
