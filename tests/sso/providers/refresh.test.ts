import { afterAll, beforeAll, expect, test } from 'vitest'
import { auth0 } from './auth0.ts'
import { authelia } from './authelia.ts'
import { authentik } from './authentik.ts'
import { cognito } from './cognito.ts'
import { dex } from './dex.ts'
import { entra } from './entra.ts'
import { google } from './google.ts'
import { keycloakHs256 } from './keycloak.ts'
import type { Emulation } from './kit/emulation.ts'
import { lark } from './lark.ts'
import { oktaOrg, oktaWeb } from './okta.ts'
import { startWorld, type World } from './world.ts'

/** An authentik publishes the scopes that its administrator chose for the provider. */
const authentikThatOffers = (...scopes: string[]): Emulation => ({
  ...authentik,
  document: { ...authentik.document, scopes_supported: ['openid', 'profile', 'email', ...scopes] },
})
const authentikWithout = authentikThatOffers()
/** An Okta application without the grant: the scope ends the sign-in, and is left out in the next round. */
const oktaWithoutGrant: Emulation = {
  ...oktaWeb,
  title: 'Okta without the grant Refresh Token',
  authorize: (asked) =>
    asked.get('scope')?.includes('offline_access')
      ? { error: 'invalid_scope', error_description: 'The client is not allowed to ask for offline_access.' }
      : null,
}

const asking = [oktaWeb, oktaOrg, entra, auth0, authentikThatOffers('offline_access')]
const silent = [keycloakHs256, authelia, dex, google, cognito, lark]
let world: World
let other: World
beforeAll(async () => {
  world = await startWorld([...asking, ...silent])
  other = await startWorld([authentikWithout, oktaWithoutGrant])
})
afterAll(async () => {
  await world.stop()
  await other.stop()
})

async function scopeAt(where: World, emulation: Emulation): Promise<string> {
  const { code, record } = await where.signIn(emulation)
  expect(code).toBeNull()
  return String(record.stages.findLast(({ stage }) => stage === 'authorize')!.evidence['scope'])
}

test.each(asking)('$title is asked for offline_access, without which it gives no refresh token', async (emulation) => {
  expect(await scopeAt(world, emulation)).toBe('openid profile email offline_access')
})

test.each(silent)('$title is not asked for offline_access', async (emulation) => {
  expect(await scopeAt(world, emulation)).toBe('openid profile email')
})

test('nor an authentik of which it is not among the scopes', async () => {
  expect(await scopeAt(other, authentikWithout)).toBe('openid profile email')
})

test('where the application may not have it, the sign-in goes on without', async () => {
  expect(await scopeAt(other, oktaWithoutGrant)).toBe('openid profile email')
})
