import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { addPeople, passwordOf, send, signIn } from '../kit/askers.ts'
import { type BentProvider, startBentProvider } from './conformance/provider.ts'
import { type Station, startStation } from './conformance/station.ts'

/** Whoever finds an administrator's browser open must not be able to have a secret sent to an address of theirs. */
let station: Station
let other: BentProvider
let cookie: string
let ahead = 0

beforeAll(async () => {
  // Less than clocks may differ by.
  const env = { SIGNPOST_REAUTH_AFTER: '20s' }
  station = await startStation({ env, clock: { now: () => Date.now() + ahead } })
  other = await startBentProvider()
  await addPeople(station.server)
  const { issuer, clientId, clientSecret } = station.provider
  await station.server.context.providerSettings.create('kept', { issuer, clientId, clientSecret }, 'test')
})
beforeEach(async () => {
  ahead = 0
  cookie = await signIn(station.server, 'root', passwordOf('root'))
  other.asked.length = 0
})
afterAll(async () => {
  await other.stop()
  await station.stop()
})

async function tokenCheck(draft: Record<string, unknown>) {
  const answer = await send(`${station.url}/api/admin/providers/kept/test`, 'POST', draft, { cookie })
  expect(answer.status).toBe(200)
  return (answer.body.checks as { id: string; status: string; title: string }[]).find(({ id }) => id.endsWith('.token'))
}
const sent = () => JSON.stringify(other.asked.map(({ form, headers }) => [...form, headers.authorization ?? '']))
const isTold = (secret: string) =>
  sent().includes(secret) || sent().includes(Buffer.from(`${station.provider.clientId}:${secret}`).toString('base64'))

test('soon after a sign-in the kept secret is tried at the address that is being typed', async () => {
  await tokenCheck({ issuer: other.issuer })
  expect(isTold(station.provider.clientSecret)).toBe(true)
})

test.each([
  ['another issuer', () => ({ issuer: other.issuer })],
  ['another token endpoint', () => ({ tokenEndpoint: `${other.issuer}/token` })],
])('later it is not sent to %s; what is typed is', async (_, draft) => {
  ahead = 30_000
  expect(await tokenCheck(draft())).toMatchObject({
    status: 'skipped',
    title: expect.stringMatching(/sign in anew/),
  })
  expect(isTold(station.provider.clientSecret)).toBe(false)
  const typed = 'a-secret-that-somebody-types-right-now'
  await tokenCheck({ ...draft(), clientSecret: typed })
  expect(isTold(typed)).toBe(true)
})

test('later it is still tried where it is kept for', async () => {
  ahead = 30_000
  expect(await tokenCheck({ name: 'Another name' })).toMatchObject({ status: 'ok' })
})
