import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inject } from 'vitest'
import type { TestProject } from 'vitest/node'
import { createRealm, type Keycloak, type KeycloakAddresses, startKeycloak } from './keycloak.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Who asks here gets the addresses of the run's Keycloak. */
    keycloakAt: string
  }
}

/** One Keycloak for all test files of a run, started for the first that asks and stopped at the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let started: ReturnType<typeof startKeycloak> | undefined
  const server = createServer(async (_, response) => {
    started ??= startKeycloak()
    try {
      const { url, secureUrl, certificates } = await started
      response.end(JSON.stringify({ url, secureUrl, certificates } satisfies KeycloakAddresses))
    } catch (error) {
      response.writeHead(500).end(String(error))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  project.provide('keycloakAt', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return async () => {
    server.closeAllConnections()
    server.close()
    const keycloak = await started?.catch(() => null)
    await keycloak?.stop()
  }
}

/** Starting takes half a minute; a hook that calls this wants that much time. Each realm gets a name that no other file's has. */
export async function keycloakOfThisRun(): Promise<Keycloak> {
  const answer = await fetch(inject('keycloakAt'))
  const text = await answer.text()
  if (!answer.ok) throw new Error(text)
  const addresses = JSON.parse(text) as KeycloakAddresses
  const own = Math.random().toString(36).slice(2, 8)
  return { ...addresses, realm: (name, settings) => createRealm(addresses.url, `${name}-${own}`, settings) }
}
