import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { type ClientMachine, clientMachine, hasPython, wandbEnvironment, wandbVersions } from '../kit/wandb.ts'

const script = (name: string) => path.join(import.meta.dirname, 'scripts', `${name}.py`)

describe.skipIf(!hasPython).each(Object.values(wandbVersions))('wandb %s', { timeout: 180_000 }, (version) => {
  let server: TestServer
  let root: Person
  let bea: Person
  const machines: ClientMachine[] = []
  const machineOf = async (apiKey: string, env: Record<string, string> = {}) => {
    const environment = await wandbEnvironment(version)
    const machine = await clientMachine({ environment, baseUrl: server.url, apiKey, env })
    machines.push(machine)
    return machine
  }

  beforeAll(async () => {
    server = await startServer()
    root = await person(server, 'root', { admin: true })
    bea = await person(server, 'bea')
    await server.context.accounts.organizations.save(await root.principal(), 'acme', [])
    await server.context.accounts.users.change('bea', { emailVerified: true }, null)
  }, 300_000)
  afterAll(async () => {
    for (const machine of machines) await machine.remove()
    await server?.stop()
  })

  test('makes accounts, a team and keys, and invites people, as the public API has it', async () => {
    const { result, stderr } = await (await machineOf(root.apiKey)).python(script('users_teams'))
    expect(result, stderr).toMatchObject({
      viewer: ['root', 'root@example.org', true, 'root', []],
      default_entity: 'root',
      made: ['newcomer', 'newcomer@example.org', false],
      found: ['newcomer', 'newcomer@example.org', null],
      several: ['bea', 'newcomer', 'root'],
      team: ['crew', true, 'team'],
      founders: [['root', true]],
      invited: [true, false, true, true, false, false],
      service: ['CI of the crew', 'SERVICE'],
      members: [
        ['bea', true, false],
        ['newcomer', false, false],
        ['root', true, false],
        ['stranger@example.org', false, true],
        ['CI of the crew', false, false],
      ],
      deleted: [true, true, true],
      left: ['bea', 'root'],
      own_teams: ['crew'],
      key_works: version === wandbVersions.newest ? 'root' : null,
    })
    if (version === wandbVersions.newest)
      expect(result).toMatchObject({
        ...{ keys: [1, 2, true], key_deleted: [true, 1] },
        ...{ organization: ['acme', 'acme-org', 'organization'], no_organization: 'none' },
      })
  })

  test('logs with the key of a service account for a member of its team, and for nobody else', async () => {
    const { serviceAccounts } = server.context.accounts
    const by = await bea.principal()
    const { username } = await serviceAccounts.create(by, 'crew', 'nightly builds')
    const { key } = await serviceAccounts.createKey(by, 'crew', username, { name: 'ci', scope: 'write' })
    await person(server, 'ada')
    const logged = async (run: string, env: Record<string, string>) => {
      const { result, stderr } = await (await machineOf(key, env)).python(script('service_account'), run)
      expect(result, stderr).toMatchObject({
        entity: 'crew',
        viewer: [username, ['crew'], false],
        projects: ['nightly'],
        refused: [true, true, true],
        invite: false,
        new_key: null,
      })
      return result['user']
    }
    expect(await logged('for-bea', { WANDB_USERNAME: 'bea' })).toBe('bea')
    expect(await logged('by-address', { WANDB_USER_EMAIL: 'Bea@example.org' })).toBe('bea')
    expect(await logged('for-ada', { WANDB_USERNAME: 'ada' })).toBe(username)
    expect(await logged('for-itself', {})).toBe(username)
  })
})
