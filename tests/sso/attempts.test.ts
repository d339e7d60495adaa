import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { addPeople, type People } from '../kit/askers.ts'
import { type Signpost, startSignpost } from './signpost.ts'
import { walkSignIn } from './walk.ts'

const list = '/api/admin/sign-in-attempts'
let signpost: Signpost
let people: People
beforeAll(async () => {
  signpost = await startSignpost()
  people = await addPeople(signpost.server)
})
afterAll(() => signpost.stop())
afterEach(() => {
  for (const name of Object.keys(signpost.idp.bends)) delete signpost.idp.bends[name as keyof Signpost['idp']['bends']]
})

const get = async (path: string) => (await people.ask('root', 'GET', path)).body
const idsOf = async (query: string): Promise<string[]> =>
  (await get(`${list}?${query}`)).attempts.map(({ id }: { id: string }) => id)

test.each([
  ['GET', list],
  ['GET', `${list}/causes`],
  ['GET', `${list}/export`],
  ['GET', `${list}/an-attempt`],
  ['GET', `${list}/an-attempt/export`],
  ['POST', `${list}/an-attempt/probe`],
  ['POST', `${list}/an-attempt/fixes/a-fix`],
])('%s %s is for administrators', async (method, path) => {
  expect((await people.ask('stranger', method, path)).status).toBe(401)
  expect((await people.ask('ann', method, path)).status).toBe(403)
  if (path.includes('an-attempt')) expect((await people.ask('root', method, path)).status).toBe(404)
})

test('an attempt is shown with its stages, what it means and what to change', async () => {
  const { attempt: id } = await walkSignIn(signpost.url, { start: '/oidc/login/nobody' })
  const page = await get(`${list}/${id}`)
  expect(page.attempt).toMatchObject({
    id,
    provider: 'nobody',
    code: 'provider-unknown',
    outcome: 'failed',
    at: expect.any(Number),
    endedAt: expect.any(Number),
    stages: [{ stage: 'config', status: 'error', after: expect.any(Number), took: expect.any(Number) }],
    mend: [expect.stringContaining('default')],
  })
  expect(page.explanation).toMatchObject({
    title: expect.any(String),
    happened: expect.stringContaining('nobody'),
    cause: expect.any(String),
  })
  expect(page).toMatchObject({ quotes: [], fixes: [], applied: [] })
})

test("the provider's own words are quoted, each once", async () => {
  signpost.idp.bends.tokenAuth = 'post'
  signpost.idp.bends.answers = {
    '/token': { status: 400, body: JSON.stringify({ error: 'odd', error_description: '<b>It is Tuesday</b>' }) },
  }
  const { attempt } = await walkSignIn(signpost.url)
  const { quotes } = await get(`${list}/${attempt}`)
  expect(quotes).toEqual(
    expect.arrayContaining([
      { what: 'error', text: 'odd' },
      { what: 'error_description', text: '<b>It is Tuesday</b>' },
    ]),
  )
})

test('look-alikes are told with the observation that decides', async () => {
  const { lookAlikes } = await get(`${list}/${await lostAttempt()}`)
  expect(lookAlikes).toContainEqual({
    code: 'redirect-uri-mismatch',
    title: 'The redirect URI is not registered at the provider',
    decides: expect.stringMatching(/\.$/),
  })
})

/** One that an administrator asks about before its time is up. */
async function lostAttempt(): Promise<string> {
  await fetch(`${signpost.url}/oidc/login`, { redirect: 'manual' })
  const [newest] = await signpost.attempts()
  const { status, body } = await people.ask('root', 'POST', `${list}/${newest!.id}/probe`)
  expect([status, body.attempt.outcome, body.attempt.code]).toEqual([200, 'never-returned', 'never-returned'])
  return newest!.id
}

test('an attempt that has come back is not asked about', async () => {
  const { attempt } = await walkSignIn(signpost.url, { start: '/oidc/login/nobody' })
  const { status, body } = await people.ask('root', 'POST', `${list}/${attempt}/probe`)
  expect([status, body.error.code]).toEqual([409, 'attempt-ended'])
})

describe('the list', () => {
  let failed: string
  beforeAll(async () => {
    failed = (await walkSignIn(signpost.url, { start: '/oidc/login/no-such-provider' })).attempt
    await walkSignIn(signpost.url, { person: 'dora' })
  })

  test('is filtered by code, provider, person, outcome, time and a piece of text', async () => {
    expect(await idsOf('provider=no-such-provider')).toEqual([failed])
    expect(await idsOf('code=provider-unknown&provider=no-such-provider&outcome=failed')).toEqual([failed])
    expect(await idsOf('code=provider-unknown&outcome=signed-in')).toEqual([])
    expect(await idsOf('username=dora')).toHaveLength(1)
    expect(await idsOf('search=dor')).toHaveLength(1)
    expect(await idsOf(`search=${failed}`)).toEqual([failed])
    expect(await idsOf('since=2100-01-01T00:00:00Z')).toEqual([])
    expect(await idsOf('until=2100-01-01T00:00:00Z&username=dora')).toHaveLength(1)
    expect(await idsOf(`since=${Date.now() - 3_600_000}&username=dora`)).toHaveLength(1)
    expect(await idsOf('code=&provider=&username=dora&outcome=')).toHaveLength(1)
  })

  test('says what is wrong with a question', async () => {
    for (const [query, message] of [
      ['since=yesterday', /"since" is no time/],
      ['outcome=lost', /"outcome" is one of pending, signed-in/],
      ['before=x', /"before" is what an earlier answer/],
      ['limit=x', /"limit"/],
    ] as const) {
      const { status, body } = await people.ask('root', 'GET', `${list}?${query}`)
      expect([status, body.error.code]).toEqual([400, 'request-invalid'])
      expect(body.error.message).toMatch(message)
    }
  })

  test('leaves to the record what the provider was asked', async () => {
    const [listed] = (await get(`${list}?username=dora`)).attempts
    const { attempt } = await get(`${list}/${listed.id}`)
    const callsOf = ({ stages }: { stages: { calls?: unknown[] }[] }) => stages.flatMap(({ calls = [] }) => calls)
    expect([callsOf(listed).length, callsOf(attempt).length > 0]).toEqual([0, true])
    expect(listed.stages).toHaveLength(attempt.stages.length)
  })

  test('comes in pages', async () => {
    const all = await idsOf('')
    const seen: string[] = []
    let next: string | null = ''
    for (let page = 0; page < 50 && next !== null; page++) {
      const answer = await get(`${list}?limit=3${next && `&before=${next}`}`)
      seen.push(...answer.attempts.map(({ id }: { id: string }) => id))
      next = answer.next
    }
    expect(next).toBeNull()
    expect(seen).toEqual(all)
  })

  test('is summed up by what ended them', async () => {
    const { causes } = await get(`${list}/causes?provider=no-such-provider`)
    expect(causes).toEqual([
      {
        outcome: 'failed',
        code: 'provider-unknown',
        title: 'There is no such identity provider',
        attempts: 1,
        lastAt: expect.any(Number),
        providers: ['no-such-provider'],
      },
    ])
  })

  test('can be had as a file, as can one attempt', async () => {
    const whole = await people.ask('root', 'GET', `${list}/export?provider=no-such-provider`)
    expect(whole.headers.get('content-disposition')).toBe('attachment; filename="signpost-sign-in-attempts.json"')
    expect(whole.body.attempts).toHaveLength(1)
    const one = await people.ask('root', 'GET', `${list}/${failed}/export`)
    expect(one.headers.get('content-disposition')).toBe(`attachment; filename="signpost-attempt-${failed}.json"`)
    expect(one.body).toMatchObject({ attempt: { id: failed }, explanation: { title: expect.any(String) } })
  })
})
