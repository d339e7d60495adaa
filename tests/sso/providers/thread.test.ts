import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { CompactEncrypt, importJWK } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auth0 } from './auth0.ts'
import { cognito } from './cognito.ts'
import type { Emulation } from './kit/emulation.ts'
import { lark } from './lark.ts'
import { oktaOrg, oktaSinglePage, oktaWeb } from './okta.ts'
import { startWorld, type World } from './world.ts'

const stageOf = (record: { stages: { stage: string; evidence: Record<string, unknown> }[] }, name: string) =>
  record.stages.find(({ stage }) => stage === name)!.evidence

describe('Lark and Okta as the thread met them', () => {
  let world: World
  beforeAll(async () => {
    world = await startWorld([lark, oktaSinglePage, auth0, cognito])
  })
  afterAll(() => world.stop())

  test('Lark is sent the secret in one way at a time, and at once in the right one when that is known', async () => {
    const { tokenCalls } = world.provider(lark)
    await world.signIn(lark)
    expect(tokenCalls.map(({ credentials }) => credentials.length)).toEqual(tokenCalls.map(() => 1))
    expect(tokenCalls.at(-1)!.credentials[0]!.method).toBe('client_secret_post')
    tokenCalls.length = 0
    expect((await world.signIn(lark)).code).toBeNull()
    expect(tokenCalls.map(({ credentials }) => credentials[0]!.method)).toEqual(['client_secret_post'])
  })

  test('an Okta Single-Page application is sent no secret, and PKCE', async () => {
    await world.signIn(oktaSinglePage)
    const [call] = world.provider(oktaSinglePage).tokenCalls
    expect(call!.credentials).toEqual([{ method: 'none', id: oktaSinglePage.client.id, secret: null }])
    expect(call!.challenged).toBe(true)
  })

  test('signing out of Cognito goes to its own address, with its own parameters and no others', async () => {
    const { jar } = await world.signIn(cognito)
    const out = new URL((await jar.send(`${world.signpost}/logout`, { method: 'POST' })).location!)
    expect(out.origin + out.pathname).toBe('https://acme.auth.eu-west-1.amazoncognito.com/logout')
    expect(Object.fromEntries(out.searchParams)).toEqual({
      client_id: cognito.client.id,
      logout_uri: `${world.signpost}/`,
    })
  })

  test('signing out of an Auth0 tenant that publishes no address for it goes to the one that all have', async () => {
    const { jar } = await world.signIn(auth0)
    const out = new URL((await jar.send(`${world.signpost}/logout`, { method: 'POST' })).location!)
    expect(out.origin + out.pathname).toBe('https://acme.eu.auth0.com/v2/logout')
    expect(Object.fromEntries(out.searchParams)).toEqual({ client_id: auth0.client.id, returnTo: `${world.signpost}/` })
  })
})

test('an Okta without API Access Management has no /oauth2/default: the issuer that answers is named', async () => {
  const issuer = `${oktaOrg.document.issuer}/oauth2/default`
  const world = await startWorld([oktaOrg], { env: { OIDC_ISSUER: issuer } })
  const { code, record } = await world.signIn(oktaOrg)
  expect(code).toBe('okta-org-vs-custom')
  expect(record.evidence['suggestedIssuer']).toBe(oktaOrg.document.issuer)
  await world.stop()
})

test('the address of the Okta console is no issuer: where people sign in is named', async () => {
  const issuer = oktaOrg.document.issuer.replace('.oktapreview', '-admin.oktapreview')
  const world = await startWorld([oktaOrg], { env: { OIDC_ISSUER: issuer }, alsoThere: [new URL(issuer).host] })
  const { code, record } = await world.signIn(oktaOrg)
  expect(code).toBe('okta-admin-domain')
  expect(record.evidence['suggestedIssuer']).toBe(oktaOrg.document.issuer)
  await world.stop()
})

test('who is not assigned at Okta is told so, and the administrator where to assign, with the words of Okta', async () => {
  const words = 'User is not assigned to the client application.'
  const notAssigned: Emulation = {
    ...oktaWeb,
    authorize: () => ({ error: 'access_denied', error_description: words }),
  }
  const world = await startWorld([notAssigned])
  const { code, record } = await world.signIn(notAssigned)
  expect(code).toBe('user-not-assigned')
  expect(record.evidence['errorDescription']).toBe(words)
  expect(record.mend.join(' ')).toContain('Okta: Applications, the application, Assignments.')
  await world.stop()
})

test('Cognito is known by its addresses when its host says nothing, and signed out of in its own way', async () => {
  const world = await startWorld([cognito], { where: 'on loopback' })
  const { jar } = await world.signIn(cognito)
  const out = new URL((await jar.send(`${world.signpost}/logout`, { method: 'POST' })).location!)
  expect(out.pathname).toBe('/logout')
  expect([...out.searchParams.keys()]).toEqual(['client_id', 'logout_uri'])
  await world.stop()
})

test('Auth0 signs in with the slash left out, which is put right and noted', async () => {
  const issuer = auth0.document.issuer.replace(/\/$/, '')
  const world = await startWorld([auth0], { env: { OIDC_ISSUER: issuer } })
  const { code, record } = await world.signIn(auth0)
  expect(code).toBeNull()
  expect(record.evidence['mended']).toContain('issuer-trailing-slash')
  await world.stop()
})

test('Lark signs in by the code although OIDC_AUTH_METHOD says implicit, with a warning', async () => {
  const world = await startWorld([lark], { env: { OIDC_AUTH_METHOD: 'implicit' } })
  const { code, record } = await world.signIn(lark)
  expect(code).toBeNull()
  expect(JSON.stringify(record.stages)).toContain('response-type-disabled')
  expect(stageOf(record, 'authorize')['responseType']).toBe('code')
  await world.stop()
})

describe('Lark with an encrypted ID token', () => {
  let folder: string
  let keyFile: string
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-lark-'))
    keyFile = path.join(folder, 'decryption.pem')
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }))
  })
  afterAll(() => rm(folder, { recursive: true }))

  /** As an administrator registers it: the key that our server publishes. */
  const encrypted = (publishedAt: () => string): Emulation => ({
    ...lark,
    title: 'Lark, encrypted',
    async seal(idToken) {
      const { keys } = (await (await fetch(`${publishedAt()}/oidc/jwks.json`)).json()) as { keys: object[] }
      const [jwk] =
        keys.length > 0
          ? keys
          : [generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' })]
      return new CompactEncrypt(new TextEncoder().encode(idToken))
        .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', cty: 'JWT' })
        .encrypt(await importJWK(jwk!, 'RSA-OAEP-256'))
    },
  })

  test('is named with both mends, and signs in once a key is set', async () => {
    let at = ''
    const emulation = encrypted(() => at)
    const without = await startWorld([emulation])
    at = without.signpost
    const { code, record } = await without.signIn(emulation)
    expect(code).toBe('id-token-encrypted')
    expect(record.mend.join(' ')).toMatch(/Encrypt ID Token: off.*SIGNPOST_OIDC_DECRYPTION_KEY_FILE/s)
    await without.stop()
    const withKey = await startWorld([emulation], { env: { SIGNPOST_OIDC_DECRYPTION_KEY_FILE: keyFile } })
    at = withKey.signpost
    expect((await withKey.signIn(emulation)).code).toBeNull()
    await withKey.stop()
  })
})
