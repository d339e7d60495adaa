import { afterAll, beforeAll, expect, test } from 'vitest'
import { google } from './google.ts'
import { keycloakHs256 } from './keycloak.ts'
import { larkRs256 } from './lark.ts'
import { startWorld, type World } from './world.ts'

/** A Keycloak of the internet, which would call a server that is on loopback. */
const calling = { ...keycloakHs256, document: { ...keycloakHs256.document, backchannel_logout_supported: true } }

const showing = {
  ...larkRs256,
  document: { ...larkRs256.document, end_session_endpoint: 'https://anycross.feishu.cn/sso/7/oidc/revoke' },
}

let world: World
beforeAll(async () => {
  world = await startWorld([google, calling, showing])
})
afterAll(() => world.stop())

test('backchannel-unreachable: a provider of the internet cannot call into a network of its own', async () => {
  const checks = await world.examine(calling)
  const found = checks.find(({ code }) => code === 'backchannel-unreachable')
  expect(found).toMatchObject({ status: 'warning', evidence: { lastLogoutToken: 'never', address: '127.0.0.1' } })
  expect(found!.mend!.join(' ')).toContain(`${world.signpost}/oidc/backchannel-logout/p1`)
})

test('once a logout token has come, nobody says that none can', async () => {
  await world.server.context.attempts.remember('p1', 'last-logout-token', { at: Date.UTC(2026, 0, 1) })
  const checks = await world.examine(calling)
  expect(checks.some(({ code }) => code === 'backchannel-unreachable')).toBe(false)
  expect(checks.find(({ id }) => id === 'provider.p1.backchannel')).toMatchObject({
    status: 'ok',
    evidence: { lastLogoutToken: '2026-01-01T00:00:00.000Z' },
  })
})

test('logout-endpoint-fake-or-absent: at Lark an address is shown that has no effect; nobody is sent there', async () => {
  const checks = await world.examine(showing)
  expect(checks.some(({ code }) => code === 'logout-endpoint-fake-or-absent')).toBe(true)
  const { jar, code } = await world.signIn(showing)
  expect(code).toBeNull()
  expect((await jar.send(`${world.signpost}/logout`)).location).toBe(`${world.signpost}/login`)
})

test('logout-local-only: Google, which has no address for it, lets the next person choose', async () => {
  const first = await world.signIn(google)
  expect(first.code).toBeNull()
  const jar = first.jar
  await jar.send(`${world.signpost}/logout`)
  const { location } = await jar.send(`${world.signpost}/oidc/login/p0`)
  expect(new URL(location!).searchParams.get('prompt')).toBe('select_account')
  // Nobody signed out in this browser.
  const other = await world.jar().send(`${world.signpost}/oidc/login/p0`)
  expect(new URL(other.location!).searchParams.has('prompt')).toBe(false)
})
