import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { clientMachine, hasPython, wandbEnvironment, wandbVersions } from '../kit/wandb.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

/** What it says of a server that is not on https, which it does not count. */
const passedOver = [/requests to base url/, /requests made over signed URLs/]

describe.skipIf(!hasPython)('wandb verify', { timeout: 240_000 }, () => {
  // Its agent waits five seconds between two runs, so that both versions had better wait together.
  test.concurrent.each(Object.entries(wandbVersions))('of the %s client ends well: %s', async (name, version) => {
    const { apiKey } = await person(server, name.toLowerCase())
    const environment = await wandbEnvironment(version)
    const machine = await clientMachine({ environment, baseUrl: server.url, apiKey })
    const { code, stdout, stderr } = await machine.wandb('verify', '--host', server.url)
    await machine.remove()
    const checks = stdout.split('\n').filter((line) => line.startsWith('Checking '))
    const failed = checks.filter((line) => !line.includes('✅') && !passedOver.some((each) => each.test(line)))
    expect(failed, stdout + stderr).toEqual([])
    expect(checks.map((line) => line.replace(/\.+.*$/, ''))).toEqual(
      expect.arrayContaining([
        'Checking signed URL upload',
        'Checking ability to send large payloads through proxy',
        'Checking logged metrics, saving and downloading a file',
        'Checking artifact save and download workflows',
        'Checking sweep creation and agent execution',
      ]),
    )
    expect(code).toBe(0)
  })
})
