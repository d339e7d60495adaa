import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { addPeople, type People } from '../kit/askers.ts'
import { type Json, robin } from './conformance/provider.ts'
import { type Outcome, type Station, startStation } from './conformance/station.ts'

/** Who was refused although its ID token was proven: an administrator finds the attempt by what the person is called there. */
let station: Station
let people: People
let count = 0
beforeAll(async () => {
  station = await startStation()
  people = await addPeople(station.server)
})
afterAll(() => station.stop())
afterEach(() => station.provider.straighten())

async function signInWith(fields: Json): Promise<Outcome> {
  const { issuer, clientId, clientSecret } = station.provider
  const id = `made-${++count}`
  await station.server.context.providerSettings.create(id, { issuer, clientId, clientSecret, ...fields }, 'test')
  return station.signIn({ provider: id })
}
const list = '/api/admin/sign-in-attempts'
const codesOf = async (query: Record<string, string>): Promise<string[]> => {
  const { body } = await people.ask('root', 'GET', `${list}?${new URLSearchParams(query)}`)
  return body.attempts.map(({ code }: { code: string }) => code)
}
const claimed = { subject: robin.sub, email: robin.email, name: robin.name, username: null }

test.each<[string, Json]>([
  ['domain-not-allowed', { allowedDomains: ['acme.example'] }],
  ['not-in-allowed-group', { allowedGroups: ['staff'] }],
])('%s: the person is who the provider named, and is nobody here', async (code, fields) => {
  const { record } = await signInWith(fields)
  expect(record).toMatchObject({ code, username: null, claimed })
  const { body } = await people.ask('root', 'GET', `${list}/${record.id}`)
  expect(body.attempt).toMatchObject({ username: null, claimed })
  for (const username of [robin.email, robin.sub, robin.name]) expect(await codesOf({ username })).toContain(code)
  expect(await codesOf({ search: 'ROBIN@bent' })).toContain(code)
  expect(await codesOf({ username: 'robin' })).toEqual([])
})

test('so it is where an account is what refuses', async () => {
  const { users } = station.server.context.accounts
  const account = { username: 'other', email: robin.email, emailVerified: true }
  await users.create(account, 'test')
  const unlinked = await signInWith({})
  expect(unlinked.record).toMatchObject({ code: 'account-exists-unlinked', claimed })
  await users.change('other', { email: 'other@acme.example' }, 'test')
  const { record } = await station.signIn()
  expect(record).toMatchObject({ outcome: 'signed-in', claimed: null, username: expect.any(String) })
  await users.change(record.username!, { disabled: true }, 'test')
  expect((await station.signIn()).record).toMatchObject({ code: 'user-suspended', claimed })
})

test('a token that is not proven names nobody', async () => {
  station.provider.bends = { signer: { alg: 'RS256', key: station.provider.keys.foreign } }
  const { record } = await signInWith({})
  expect(record).toMatchObject({ code: 'signature-bad', claimed: null })
})

test('nobody but administrators reads it', async () => {
  const { record, answer } = await signInWith({ allowedGroups: ['staff'] })
  expect(answer.location).not.toContain('robin')
  expect((await people.ask('ann', 'GET', `${list}/${record.id}`)).status).toBe(403)
  expect((await people.ask('stranger', 'GET', `${list}/${record.id}`)).text).not.toContain('robin')
})
