import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, person, team } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { ask, makeRun } from '../kit/wire.ts'

let server: TestServer
let root: Person
let ada: Person
let bob: Person

beforeAll(async () => {
  server = await startServer()
  root = await person(server, 'root', { admin: true })
  ada = await person(server, 'ada')
  bob = await person(server, 'bob')
  await team(server, 'lab', [[ada, 'admin']])
})
afterAll(() => server.stop())

const mutate = async (by: Person, name: string, input: unknown, payload = 'clientMutationId') => {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`
  const text = `mutation ($input: ${type}!) { ${name}(input: $input) { ${payload} } }`
  const { data, errors, status } = await ask(server, by.apiKey, text, { input })
  return { answer: data?.[name], code: errors[0]?.extensions?.code ?? errors[0]?.message, status }
}
const membersOf = async (name: string) =>
  (await server.context.accounts.teams.get(await root.principal(), name)).members.map(({ username }) => username)

/** Somebody whom a provider proves to have this address. */
const signIn = (email: string, emailVerified: boolean) => {
  const username = email.split('@')[0]!
  const identity = {
    ...{ provider: 'p', subject: email, issuer: 'https://p.example', username, name: null, email, emailVerified },
    ...{ admin: null, teams: null, groups: null, beyondSub: null, tokens: null, authenticatedAt: null },
    ...{ providerSession: null, ifInNoGroup: {} },
  }
  return server.context.accounts.signIn.withIdentity(
    identity as never,
    {
      ...{ linkingProviders: [], signup: true, provisioning: true },
    } as never,
  )
}

describe('an invite', () => {
  test('waits for the first sign-in with the address, proven', async () => {
    await mutate(ada, 'createInvite', { entityName: 'lab', email: 'Carl@example.net' })
    await signIn('dora@example.net', true)
    expect(await membersOf('lab')).not.toContain('dora')
    await signIn('carl@example.net', true)
    expect(await membersOf('lab')).toContain('carl')
    expect(await server.context.accounts.invites.list(await ada.principal(), 'lab')).toEqual([])
  })

  test('is not taken by an address that nobody proved', async () => {
    await mutate(ada, 'createInvite', { entityName: 'lab', email: 'emil@example.net' })
    await signIn('emil@example.net', false)
    expect(await membersOf('lab')).not.toContain('emil')
  })

  test('has a link that works once, and of two people who use it at the same moment for one', async () => {
    const { invites } = server.context.accounts
    const by = await ada.principal()
    const made = await invites.create(by, 'lab', { email: 'anyone@example.net' }, 'viewer')
    const token = made.joined === null ? made.token : ''
    expect(await invites.offer(token)).toEqual({ team: 'lab', role: 'viewer', invitedBy: 'ada' })
    const both = await Promise.allSettled([
      invites.accept(await bob.principal(), token),
      invites.accept(await root.principal(), token),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(invites.offer(token)).rejects.toMatchObject({ code: 'invite-spent' })
    await expect(invites.offer('x'.repeat(5000))).rejects.toMatchObject({ code: 'invite-spent' })
  })
})

describe('a service account', () => {
  test('can do what its role lets it, and its key no more than that', async () => {
    const { serviceAccounts, keys } = server.context.accounts
    const by = await ada.principal()
    const { username } = await serviceAccounts.create(by, 'lab', 'looks only', 'viewer')
    const { key } = await serviceAccounts.createKey(by, 'lab', username, { name: '', scope: 'write' })
    const input = { name: 'r', entityName: 'lab', modelName: 'p' }
    await expect(makeRun(server, key, input)).rejects.toThrow('You may look at what "lab" has, and not change it.')
    const principal = (await keys.principalOf(key))!
    await expect(keys.createOwn(principal, 'more')).rejects.toMatchObject({ code: 'access-token-insufficient' })
    await serviceAccounts.remove(by, 'lab', username)
    expect((await ask(server, key, '{ viewer { id } }')).status).toBe(401)
  })

  test('goes with its team, and the team’s projects and people do not', async () => {
    await team(server, 'brief', [[ada, 'admin']])
    const { serviceAccounts, teams, users } = server.context.accounts
    const by = await ada.principal()
    const { username } = await serviceAccounts.create(by, 'brief', 'soon gone')
    const { key } = await serviceAccounts.createKey(by, 'brief', username, { name: '', scope: 'write' })
    await makeRun(server, key, { name: 'r', modelName: 'p' })
    await teams.remove(by, 'brief')
    expect((await ask(server, key, '{ viewer { id } }')).status).toBe(401)
    expect(await users.find('ada')).not.toBeNull()
  })

  test('is nobody who can be a member, an administrator or signed in', async () => {
    const by = await ada.principal()
    const { username } = await server.context.accounts.serviceAccounts.create(by, 'lab', 'no person')
    const { accounts } = server.context
    const refusals = [
      accounts.users.change(username, { admin: true, password: 'a long password' }, null),
      accounts.users.remove(username, null),
      accounts.teams.putMember(by, 'lab', { username, role: 'admin' }),
    ]
    for (const each of refusals) await expect(each).rejects.toMatchObject({ code: 'user-not-found' })
    expect((await accounts.users.list()).map((each) => each.username)).not.toContain(username)
    expect(await accounts.signIn.withPassword(username, '')).toBeNull()
  })
})

const long = 'x'.repeat(10_000)
test.each([
  ['createInvite', { entityName: 'lab', email: 'no address' }, 'email-invalid'],
  ['createInvite', { entityName: 'lab', email: `${long}@example.net` }, 'email-invalid'],
  ['createInvite', { entityName: 'lab' }, 'invite-empty'],
  ['createInvite', { entityName: 'lab', username: long }, 'user-not-found'],
  ['createInvite', { entityName: 'ada', username: 'bob' }, 'team-not-found'],
  ['createInvite', { entityName: long, username: 'bob' }, 'entity-not-found'],
  ['deleteInvite', { entityName: 'lab', id: '' }, 'id-malformed'],
  ['deleteInvite', { entityName: 'lab', id: Buffer.from('User:99999').toString('base64') }, 'member-not-found'],
  ['deleteInvite', { entityName: 'lab', id: Buffer.from('Invite:99999').toString('base64') }, 'invite-not-found'],
  ['createServiceAccount', { entityName: 'lab', description: ' ' }, 'description-invalid'],
  ['createServiceAccount', { entityName: 'lab', description: long }, 'description-invalid'],
  ['createServiceAccount', { entityName: 'ada', description: 'mine' }, 'team-not-found'],
  ['deleteApiKey', { id: 'nonsense' }, 'id-malformed'],
  ['deleteApiKey', { id: Buffer.from('ApiKey:99999').toString('base64') }, 'api-key-not-found'],
  ['createTeam', { teamName: 'mine' }, 'forbidden'],
])('%s %j is refused by a sentence: %s', async (name, input, code) => {
  expect(await mutate(ada, name, input)).toMatchObject({ code, status: 400, answer: null })
})

test.each([
  ['createTeam', { teamName: 'lab' }, 'name-taken'],
  ['createTeam', { teamName: 'a b/c' }, 'name-invalid'],
  ['createTeam', { teamName: 'fresh', teamAdminUserName: 'nobody' }, 'user-not-found'],
  ['createUser', { email: 'bob@example.org' }, 'email-taken'],
  ['createUser', { email: '' }, 'email-invalid'],
  ['createUser', { email: 'ünïcode' }, 'email-invalid'],
])('%s %j of an administrator is refused, and nothing is made: %s', async (name, input, code) => {
  expect(await mutate(root, name, input)).toMatchObject({ code, status: 400 })
  expect((await server.context.accounts.teams.list(await root.principal())).map((each) => each.name)).not.toContain(
    'fresh',
  )
})

test('one’s name and teams are the same to a service account’s key, whatever it says of itself for whom it logs', async () => {
  const by = await ada.principal()
  const { serviceAccounts } = server.context.accounts
  const { username } = await serviceAccounts.create(by, 'lab', 'honest')
  const { key } = await serviceAccounts.createKey(by, 'lab', username, { name: '', scope: 'write' })
  const answer = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, 'x-wandb-username': 'ada' },
    body: JSON.stringify({ query: '{ viewer { username admin } }' }),
  })
  expect(await answer.json()).toEqual({ data: { viewer: { username, admin: false } } })
})
