import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { profileFor, profiles, wordsOf } from '../../../src/sso/index.ts'
import { adfs } from './adfs.ts'
import { auth0 } from './auth0.ts'
import { authelia, autheliaBody } from './authelia.ts'
import { authentik } from './authentik.ts'
import { casdoor } from './casdoor.ts'
import { cognito } from './cognito.ts'
import { dex } from './dex.ts'
import { entra, entraV1 } from './entra.ts'
import { gitlab } from './gitlab.ts'
import { google } from './google.ts'
import { jumpcloud } from './jumpcloud.ts'
import { kanidm } from './kanidm.ts'
import { keycloakHs256 } from './keycloak.ts'
import { renamed } from './kit/emulation.ts'
import { lark, larkBurningCodes, larkRs256 } from './lark.ts'
import { oktaOrg, oktaSinglePage, oktaWeb } from './okta.ts'
import { onelogin } from './onelogin.ts'
import { pingFederate } from './ping.ts'
import { fewScopes, rawBasic, refusesPkce, refusesVerifier, silentPost } from './strict.ts'
import { startWorld, type World, type WorldOptions } from './world.ts'
import { zitadel } from './zitadel.ts'

const emulations = [
  ...[lark, larkRs256, larkBurningCodes, oktaWeb, oktaSinglePage, oktaOrg, cognito, auth0, entra, entraV1],
  ...[google, adfs, gitlab, authelia, autheliaBody, keycloakHs256, authentik, kanidm, zitadel, dex, jumpcloud],
  ...[onelogin, pingFederate, casdoor],
  ...[rawBasic, refusesPkce, refusesVerifier, fewScopes, silentPost],
]

describe.each(['at their own hosts', 'on loopback'] as const)('with issuer, id and secret alone, %s,', (where) => {
  let world: World
  beforeAll(async () => {
    world = await startWorld(emulations, { where })
  })
  afterAll(() => world.stop())

  test.each(emulations)('$title is found in order before anybody signs in', async (emulation) => {
    const checks = await world.examine(emulation)
    expect(checks.filter(({ status }) => status === 'error')).toEqual([])
    expect(checks.map(({ stage }) => stage)).toEqual(expect.arrayContaining(['discovery', 'authorize', 'token']))
  })

  test.each(emulations)('$title signs in', async (emulation) => {
    const { code, path, record, user } = await world.signIn(emulation)
    expect({ code, path, evidence: code && record.evidence }).toEqual({ code: null, path: '/arrived', evidence: null })
    expect(record).toMatchObject({ outcome: 'signed-in' })
    expect(user).toMatchObject({ email: emulation.email })
  })
})

describe.each([
  ['a wrong secret', 'not the secret', /^secret-(wrong|is-id-not-value)$/],
  ['no secret', '', /^secret-missing$/],
])('with %s', (_what, clientSecret, named) => {
  // A public client that may not use PKCE is never let out: that comes first.
  const confidential = emulations.filter((each) => each.client.secret !== null && each !== refusesPkce)
  let world: World
  beforeAll(async () => {
    world = await startWorld(confidential, { fields: () => ({ clientSecret }) })
  })
  afterAll(() => world.stop())

  test.each(confidential)('$title is said to want another, and where its console has it', async (emulation) => {
    const { code, record } = await world.signIn(emulation)
    expect(code).toMatch(named)
    const { clientSecret: where } = wordsOf(profiles.find(({ name }) => name === emulation.profile)!)
    if (code !== 'secret-is-id-not-value') expect(record.mend.join(' ')).toContain(where)
  })
})

describe.each<[string, WorldOptions, string]>([
  ['another redirect URI is registered', { elsewhere: true }, 'redirect-uri-mismatch'],
  ['the client id is another', { fields: () => ({ clientId: 'nobody' }) }, 'client-id-wrong'],
])('where %s', (_what, options, code) => {
  let world: World
  beforeAll(async () => {
    world = await startWorld(emulations, options)
  })
  afterAll(() => world.stop())

  test.each(emulations)('$title shows a page of its own, and the doctor says what it means', async (emulation) => {
    const errors = (await world.examine(emulation)).filter(({ status }) => status === 'error')
    expect(errors.map((check) => check.code)).toContain(code)
  })
})

describe('groups', () => {
  const telling = emulations.filter(({ group }) => group !== undefined)
  let world: World
  beforeAll(async () => {
    world = await startWorld(telling, { fields: ({ group }) => ({ allowedGroups: [group] }) })
  })
  afterAll(() => world.stop())

  test.each(telling)('of $title are read where this provider tells them', async (emulation) => {
    const { code, record } = await world.signIn(emulation)
    expect(code).toBeNull()
    const { groups } = record.stages.find(({ stage }) => stage === 'provisioning')!.evidence
    expect(groups).toEqual([emulation.group])
  })
})

test.each(emulations)(
  '$title is recognised by its issuer or its addresses, whatever its host is called',
  ({ document, profile }) => {
    expect(profileFor('auto', document.issuer, document).name).toBe(profile)
    const elsewhere = renamed(document, new URL(document.issuer).origin, 'https://login.elsewhere.example')
    if (profiles.find(({ name }) => name === profile)!.addresses)
      expect(profileFor('auto', 'https://login.elsewhere.example', elsewhere).name).toBe(profile)
  },
)
