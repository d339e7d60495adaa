import { afterAll, beforeAll, expect, test } from 'vitest'
import { addPeople, type People } from '../kit/askers.ts'
import { startServer, type TestServer } from '../kit/server.ts'

let server: TestServer
let people: People
beforeAll(async () => {
  server = await startServer()
  people = await addPeople(server)
})
afterAll(() => server.stop())

const access = async (key: string, entity: string, need: 'read' | 'write' | 'admin') => {
  const { accounts } = server.context
  const principal = await accounts.principalOfApiKey(key)
  if (!principal) throw new Error('the key does not work')
  return accounts.access.require(principal, entity, need).then(
    () => 'yes',
    (error: { code: string }) => error.code,
  )
}
const accessTable = async (key: string, entity: string) => [
  await access(key, entity, 'read'),
  await access(key, entity, 'write'),
  await access(key, entity, 'admin'),
]

test.each([
  ['viewer', ['yes', 'forbidden', 'forbidden']],
  ['member', ['yes', 'yes', 'forbidden']],
  ['admin', ['yes', 'yes', 'yes']],
])('a team %s may read, write, administer: %j', async (role, may) => {
  const name = `team-${role}`
  const made = await people.ask('root', 'POST', '/api/admin/teams', { name, members: [{ username: 'ann', role }] })
  expect(made.status).toBe(201)
  expect(made.body.team).toEqual({ name, organization: null, members: [{ username: 'ann', role }] })
  expect(await accessTable(people.keys.ann, name)).toEqual(may)
  expect(await accessTable(people.keys.bob, name)).toEqual(Array(3).fill('entity-not-found'))
  expect(await accessTable(people.keys.root, name)).toEqual(['yes', 'yes', 'yes'])
})

test('a personal entity is its owner’s and the administrators’', async () => {
  expect(await accessTable(people.keys.ann, 'ann')).toEqual(['yes', 'yes', 'yes'])
  expect(await accessTable(people.keys.root, 'ann')).toEqual(['yes', 'yes', 'yes'])
  expect(await accessTable(people.keys.bob, 'ann')).toEqual(Array(3).fill('entity-not-found'))
})

test('a POST of a name that exists adds the members', async () => {
  for (const username of ['ann', 'bob'])
    await people.ask('root', 'POST', '/api/admin/teams', { name: 'both', members: [{ username, role: 'member' }] })
  const { body } = await people.ask('root', 'GET', '/api/admin/teams/both')
  expect(body.team.members.map(({ username }: { username: string }) => username)).toEqual(['ann', 'bob'])
})

test('an unknown member makes nothing', async () => {
  const team = { name: 'half', members: [{ username: 'ann' }, { username: 'ghost' }] }
  expect((await people.ask('root', 'POST', '/api/admin/teams', team)).status).toBe(404)
  expect((await people.ask('root', 'GET', '/api/admin/teams/half')).status).toBe(404)
})

test('a team cannot take a person’s name, nor one of the server’s addresses', async () => {
  expect((await people.ask('root', 'POST', '/api/admin/teams', { name: 'ann' })).status).toBe(409)
  expect((await people.ask('root', 'POST', '/api/admin/teams', { name: 'graphql' })).status).toBe(400)
})

test('an organization’s administrator makes teams in it and manages them, and no others', async () => {
  const members = [
    { username: 'ann', role: 'admin' },
    { username: 'bob', role: 'member' },
  ]
  expect((await people.ask('root', 'POST', '/api/admin/organizations', { name: 'acme', members })).status).toBe(201)
  const team = { name: 'acme-vision', organization: 'acme', members: [{ username: 'bob', role: 'viewer' }] }
  expect((await people.ask('bob', 'POST', '/api/admin/teams', team)).status).toBe(403)
  expect((await people.ask('ann', 'POST', '/api/admin/teams', team)).status).toBe(201)
  expect((await people.ask('ann', 'POST', '/api/admin/teams', { name: 'outside' })).status).toBe(403)
  expect(await accessTable(people.keys.ann, 'acme-vision')).toEqual(['yes', 'yes', 'yes'])
  expect(await accessTable(people.keys.bob, 'acme-vision')).toEqual(['yes', 'forbidden', 'forbidden'])
  const path = '/api/admin/teams/acme-vision/members/bob'
  expect((await people.ask('bob', 'PUT', path, { role: 'admin' })).status).toBe(403)
  expect((await people.ask('ann', 'PUT', path, { role: 'member' })).status).toBe(200)
  expect(await access(people.keys.bob, 'acme-vision', 'write')).toBe('yes')
  expect((await people.ask('ann', 'DELETE', path)).status).toBe(200)
  expect(await access(people.keys.bob, 'acme-vision', 'read')).toBe('entity-not-found')
  expect((await people.ask('ann', 'DELETE', '/api/admin/organizations/acme')).status).toBe(403)
  expect((await people.ask('root', 'DELETE', '/api/admin/organizations/acme')).status).toBe(204)
  expect(await access(people.keys.ann, 'acme-vision', 'read')).toBe('entity-not-found')
})

test('an organization is not shown to those who do not administer it', async () => {
  await people.ask('root', 'POST', '/api/admin/organizations', { name: 'hidden' })
  expect((await people.ask('ann', 'GET', '/api/admin/organizations/hidden')).status).toBe(404)
  expect((await people.ask('ann', 'GET', '/api/admin/organizations')).text).not.toContain('hidden')
})

test('a deleted team is gone for its members, and its name is free', async () => {
  const team = { name: 'brief', members: [{ username: 'ann', role: 'admin' }] }
  await people.ask('root', 'POST', '/api/admin/teams', team)
  expect((await people.ask('ann', 'DELETE', '/api/admin/teams/brief')).status).toBe(204)
  expect(await access(people.keys.ann, 'brief', 'read')).toBe('entity-not-found')
  expect((await people.ask('ann', 'GET', '/api/admin/teams')).text).not.toContain('brief')
  expect((await people.ask('root', 'POST', '/api/admin/teams', team)).status).toBe(201)
})

test('a person’s own entity is no team', async () => {
  expect((await people.ask('ann', 'DELETE', '/api/admin/teams/ann')).status).toBe(404)
})
