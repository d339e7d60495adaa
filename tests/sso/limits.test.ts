import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Signpost, startSignpost } from './signpost.ts'
import { walkSignIn } from './walk.ts'

let signpost: Signpost
beforeAll(async () => {
  signpost = await startSignpost()
})
afterAll(() => signpost.stop())

test('who starts sign-ins or makes answers up without end is told to wait; sign-ins that end well do not count', async () => {
  for (let time = 0; time < 5; time++) expect((await walkSignIn(signpost.url)).code).toBeNull()
  const madeUp = () =>
    fetch(`${signpost.url}/oidc/callback?state=made-up&code=made-up`, {
      redirect: 'manual',
      headers: { accept: 'application/json' },
    })
  const statuses = new Map<number, number>()
  let last: Response | undefined
  for (let batch = 0; batch < 30 && !statuses.has(429); batch++)
    for (const answer of await Promise.all(Array.from({ length: 100 }, madeUp))) {
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
      if (answer.status === 429) last = answer
    }
  expect(statuses.get(400)).toBeGreaterThanOrEqual(1990)
  expect(Number(last?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  const start = async () => (await fetch(`${signpost.url}/oidc/login`, { redirect: 'manual' })).status
  expect(await Promise.all(Array.from({ length: 50 }, start))).toContain(429)
  // Who is signed in goes on.
  expect((await fetch(`${signpost.url}/api/sign-in-options`)).status).toBe(200)
})
