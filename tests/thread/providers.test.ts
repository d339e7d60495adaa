import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { CompactEncrypt, importJWK } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { auth0 } from '../sso/providers/auth0.ts'
import { cognito } from '../sso/providers/cognito.ts'
import type { Emulation } from '../sso/providers/kit/emulation.ts'
import { lark, larkRs256 } from '../sso/providers/lark.ts'
import { oktaOrg, oktaSinglePage, oktaWeb } from '../sso/providers/okta.ts'
import { startWorld, type World, type WorldOptions } from '../sso/providers/world.ts'
import { explained, newestAttempt } from './explained.ts'

let world: World | undefined
afterEach(async () => {
  await world?.stop()
  world = undefined
})
/** Our server with this provider at its real host names, set up by issuer, client id and secret alone unless told otherwise. */
const at = async (emulation: Emulation, env: Record<string, string> = {}, options: WorldOptions = {}) => {
  world = await startWorld([emulation], { env, ...options })
  const tokenCalls = world.provider(emulation).tokenCalls
  return { ...world, world, tokenCalls, signIn: () => world!.signIn(emulation) }
}
const signsIn = async (emulation: Emulation, env?: Record<string, string>) => {
  const made = await at(emulation, env)
  const { code, jar, user } = await made.signIn()
  expect([code, user?.email]).toEqual([null, emulation.email])
  return { ...made, jar }
}
const signOut = async (signpost: string, jar: Awaited<ReturnType<World['signIn']>>['jar']) => {
  const away = new URL((await jar.send(`${signpost}/logout`, { method: 'POST' })).location!)
  expect((await jar.send(`${signpost}/api/me`)).status).toBe(401)
  return away
}

describe('Lark', () => {
  test('T07 grant code only, the secret in the body and exactly once, HS256: signs in with issuer, id and secret alone', async () => {
    const { tokenCalls, signIn } = await signsIn(lark)
    expect(tokenCalls.map(({ credentials }) => credentials.length)).toEqual(tokenCalls.map(() => 1))
    expect(tokenCalls.at(-1)!.credentials[0]!.method).toBe('client_secret_post')
    // What the first sign-in taught is used by the second.
    tokenCalls.length = 0
    expect((await signIn()).code).toBeNull()
    expect(tokenCalls.map(({ credentials }) => credentials[0]!.method)).toEqual(['client_secret_post'])
  })

  test('T08 the same with RS256: signs in', async () => {
    await signsIn(larkRs256)
  })

  describe('T09 with "Encrypt ID Token" on', () => {
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
    const encrypted: Emulation = {
      ...lark,
      title: 'Lark, encrypted',
      async seal(idToken) {
        const { keys } = (await (await fetch(`${world!.signpost}/oidc/jwks.json`)).json()) as { keys: object[] }
        const [jwk] =
          keys.length > 0
            ? keys
            : [generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' })]
        return new CompactEncrypt(new TextEncoder().encode(idToken))
          .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', cty: 'JWT' })
          .encrypt(await importJWK(jwk!, 'RSA-OAEP-256'))
      },
    }

    test('T09 id-token-encrypted has both mends: off over there, or a key here', async () => {
      const { server, signIn } = await at(encrypted)
      const { mend } = await explained(server, await signIn(), 'id-token-encrypted')
      expect(mend.join(' ')).toMatch(/Encrypt ID Token: off.*SIGNPOST_OIDC_DECRYPTION_KEY_FILE/s)
    })

    test('T09 signs in once a key is set', async () => {
      await signsIn(encrypted, { SIGNPOST_OIDC_DECRYPTION_KEY_FILE: keyFile })
    })
  })

  describe('T10 with OIDC_AUTH_METHOD=implicit', () => {
    const implicit = { OIDC_AUTH_METHOD: 'implicit' }

    test('T10 signs in by the code, and both the attempt and the doctor warn', async () => {
      const { server, world } = await signsIn(lark, implicit)
      const { stages } = await newestAttempt(server)
      expect(stages.find(({ stage }) => stage === 'authorize')).toMatchObject({
        status: 'warning',
        evidence: { responseType: 'code', pkce: true, findings: ['response-type-disabled'] },
      })
      const warned = (await world.examine(lark)).find(({ code }) => code === 'response-type-disabled')
      expect(warned).toMatchObject({ status: 'warning' })
      expect(warned!.mend!.join(' ')).toMatch(/pkce/)
    })

    test('T10 where the response types are not published and the provider refuses: the same code explains it', async () => {
      const { response_types_supported: _, ...document } = lark.document
      const { server, signIn } = await at({ ...lark, document: document as Emulation['document'] }, implicit)
      const { mend } = await explained(server, await signIn(), 'response-type-disabled')
      expect(mend.join(' ')).toMatch(/pkce/)
    })
  })
})

describe('Okta', () => {
  test('T11 a Single-Page application: signs in without a secret, by PKCE', async () => {
    const { tokenCalls } = await signsIn(oktaSinglePage)
    expect(tokenCalls).toMatchObject([
      { credentials: [{ method: 'none', id: oktaSinglePage.client.id, secret: null }], challenged: true },
    ])
  })

  test('T11 a Web application: signs in by its secret', async () => {
    const { tokenCalls } = await signsIn(oktaWeb)
    expect(tokenCalls).toMatchObject([{ credentials: [{ method: 'client_secret_basic' }], challenged: true }])
  })

  test('T12 /oauth2/default does not exist on this org: the issuer that answers is named', async () => {
    const { server, signIn } = await at(oktaOrg, { OIDC_ISSUER: `${oktaOrg.document.issuer}/oauth2/default` })
    const { evidence, mend } = await explained(server, await signIn(), 'okta-org-vs-custom')
    expect(evidence['suggestedIssuer']).toBe(oktaOrg.document.issuer)
    expect(mend.join(' ')).toContain(oktaOrg.document.issuer)
  })

  test('T12 a person who is not assigned: the administrator reads where to assign, with the words of Okta', async () => {
    const words = 'User is not assigned to the client application.'
    const refusing: Emulation = { ...oktaWeb, authorize: () => ({ error: 'access_denied', error_description: words }) }
    const { server, signIn } = await at(refusing)
    const { evidence, mend } = await explained(server, await signIn(), 'user-not-assigned')
    expect(evidence['errorDescription']).toBe(words)
    expect(mend.join(' ')).toContain('Okta: Applications, the application, Assignments.')
  })

  test('the address of the console is no issuer: where people sign in is named', async () => {
    const issuer = oktaOrg.document.issuer.replace('.oktapreview', '-admin.oktapreview')
    const { server, signIn } = await at(oktaOrg, { OIDC_ISSUER: issuer }, { alsoThere: [new URL(issuer).host] })
    const { evidence } = await explained(server, await signIn(), 'okta-admin-domain')
    expect(evidence['suggestedIssuer']).toBe(oktaOrg.document.issuer)
  })
})

describe('AWS Cognito', () => {
  test('T13 a user pool: signs in, and signing out goes to its own address, with logout_uri and no other parameters', async () => {
    const { signpost, jar } = await signsIn(cognito)
    const out = await signOut(signpost, jar)
    expect(out.origin + out.pathname).toBe('https://acme.auth.eu-west-1.amazoncognito.com/logout')
    expect(Object.fromEntries(out.searchParams)).toEqual({ client_id: cognito.client.id, logout_uri: `${signpost}/` })
  })

  test('T13 a user pool is known by its addresses when its host says nothing', async () => {
    const { signpost, signIn } = await at(cognito, {}, { where: 'on loopback' })
    const out = await signOut(signpost, (await signIn()).jar)
    expect([out.pathname, ...out.searchParams.keys()]).toEqual(['/logout', 'client_id', 'logout_uri'])
  })
})

describe('Auth0', () => {
  test.each([
    ['with', auth0.document.issuer, undefined],
    ['without', auth0.document.issuer.replace(/\/$/, ''), ['issuer-trailing-slash']],
  ])('T14 the issuer typed %s its slash: signs in', async (_what, issuer, mended) => {
    const { server } = await signsIn(auth0, { OIDC_ISSUER: issuer })
    expect((await newestAttempt(server)).evidence['mended']).toEqual(mended)
  })

  test('signing out of a tenant that publishes no address for it goes to the one that all have', async () => {
    const { signpost, jar } = await signsIn(auth0)
    const out = await signOut(signpost, jar)
    expect(out.origin + out.pathname).toBe('https://acme.eu.auth0.com/v2/logout')
    expect(Object.fromEntries(out.searchParams)).toEqual({ client_id: auth0.client.id, returnTo: `${signpost}/` })
  })
})
