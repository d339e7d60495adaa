import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adfs } from './adfs.ts'
import { auth0 } from './auth0.ts'
import { authelia } from './authelia.ts'
import { authentik } from './authentik.ts'
import { cognito } from './cognito.ts'
import { entra, entraV1 } from './entra.ts'
import { gitlab } from './gitlab.ts'
import { google } from './google.ts'
import { keycloakHs256 } from './keycloak.ts'
import { lark, larkRs256 } from './lark.ts'
import { oktaOrg, oktaSinglePage, oktaWeb } from './okta.ts'
import { dex, jumpcloud, kanidm, zitadel } from './others.ts'
import { startWorld, type World } from './world.ts'

const emulations = [
  ...[lark, larkRs256, oktaWeb, oktaSinglePage, oktaOrg, cognito, auth0, entra, entraV1],
  ...[google, adfs, gitlab, authelia, keycloakHs256, authentik, kanidm, zitadel, dex, jumpcloud],
]

describe.each(['at their own hosts', 'on loopback'] as const)('with issuer, id and secret alone, %s,', (where) => {
  let world: World
  beforeAll(async () => {
    world = await startWorld(emulations, where)
  })
  afterAll(() => world.stop())

  test.each(emulations)('$title signs in', async (emulation) => {
    const { code, path, record } = await world.signIn(emulation)
    expect({ code, path, evidence: code && record.evidence }).toEqual({ code: null, path: '/arrived', evidence: null })
    expect(record).toMatchObject({ outcome: 'signed-in' })
  })
})
