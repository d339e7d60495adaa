import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addPeople, type People, send } from '../kit/askers.ts'
import { databases, type TestDatabases } from '../kit/databases.ts'
import { startServer, type TestServer } from '../kit/server.ts'

const mariadb = databases.find(({ name }) => name === 'MariaDB')!

describe.skipIf(!mariadb.available)('two servers on one database', () => {
  let place: TestDatabases
  let servers: [TestServer, TestServer]
  let people: People
  beforeAll(async () => {
    place = await mariadb.start()
    const { env } = await place.fresh()
    const one = await startServer({ env })
    servers = [one, await startServer({ env })]
    people = await addPeople(one)
  })
  afterAll(async () => {
    for (const server of servers ?? []) await server.stop()
    await place?.stop()
  })

  const path = '/api/admin/providers'
  const buttonsAt = async (server: TestServer) =>
    (await send(`${server.url}/api/sign-in-options`, 'GET')).body.providers.map(({ id }: { id: string }) => id)

  test('what is saved at one works at the other at once: a new provider, its secret, a change, its undoing, its removal', async () => {
    const [, other] = servers
    const secret = 'planted-secret-of-replicas'
    await people.ask('root', 'POST', path, {
      id: 'acme',
      issuer: 'https://acme.example',
      clientId: 'a',
      clientSecret: secret,
    })
    expect(await buttonsAt(other)).toContain('acme')
    expect((await other.context.providers.get('acme'))?.clientSecret).toBe(secret)
    const { change } = (await people.ask('root', 'PATCH', `${path}/acme`, { clientId: 'b' })).body
    expect((await other.context.providers.get('acme'))?.clientId).toBe('b')
    await people.ask('root', 'POST', `${path}/acme/changes/${change}/undo`)
    expect((await other.context.providers.get('acme'))?.clientId).toBe('a')
    await people.ask('root', 'DELETE', `${path}/acme`)
    expect(await buttonsAt(other)).not.toContain('acme')
  })

  test('changes that both make at the same moment all count', async () => {
    const stores = servers.map(({ context }) => context.providerSettings)
    await stores[0]!.create('both', {}, 'root')
    const names = ['name', 'issuer', 'clientId', 'logo']
    await Promise.all(names.map((name, index) => stores[index % 2]!.change('both', { [name]: name }, 'root')))
    const { fields } = await stores[1]!.get('both')
    expect(Object.keys(fields).sort()).toEqual([...names].sort())
  })
})
