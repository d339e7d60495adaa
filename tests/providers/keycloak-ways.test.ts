import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createJar } from '../kit/jar.ts'
import { hasKeycloak, type Keycloak } from '../kit/keycloak.ts'
import { clientSecret, type PairOptions, useKeycloak, walkKeycloak as walk } from './pair.ts'

describe.skipIf(!hasKeycloak)('with a real Keycloak, a client that is set up for', { timeout: 120_000 }, () => {
  const { pair, keycloak } = useKeycloak()
  let keys: Record<'rsa' | 'ec', string>
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-keys-'))
    keys = { rsa: path.join(folder, 'rsa.pem'), ec: path.join(folder, 'ec.pem') }
    const format = {
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    } as const
    await writeFile(keys.rsa, generateKeyPairSync('rsa', { modulusLength: 2048, ...format }).privateKey)
    await writeFile(keys.ec, generateKeyPairSync('ec', { namedCurve: 'P-256', ...format }).privateKey)
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  interface Way {
    client: PairOptions['client']
    provider: (files: typeof keys, keycloak: Keycloak) => Record<string, unknown>
    /** Of the stage `authorize`, and of the stage `token`. */
    plan?: Record<string, unknown>
    token?: Record<string, unknown>
    userinfo?: Record<string, unknown>
  }
  const jwt = { clientAuthenticatorType: 'client-jwt' }
  const implicit = { implicitFlowEnabled: true }
  const encrypted = (alg: string, enc: string) => ({
    attributes: { 'id.token.encrypted.response.alg': alg, 'id.token.encrypted.response.enc': enc },
  })
  const userinfo = (...attributes: [string, string][]) => ({
    attributes: Object.fromEntries(attributes.map(([name, value]) => [`user.info.${name}`, value])),
  })
  const secret = { clientSecret }

  test.each<[string, Way]>([
    [
      'private_key_jwt with an RSA key',
      { client: jwt, provider: ({ rsa }) => ({ signingKeyFile: rsa }), token: { clientAuth: 'private_key_jwt' } },
    ],
    [
      'private_key_jwt with an EC key',
      { client: jwt, provider: ({ ec }) => ({ signingKeyFile: ec }), token: { clientAuth: 'private_key_jwt' } },
    ],
    [
      'client_secret_jwt',
      {
        client: { clientAuthenticatorType: 'client-secret-jwt' },
        provider: () => ({ ...secret, clientAuth: 'client_secret_jwt' }),
        token: { clientAuth: 'client_secret_jwt' },
      },
    ],
    [
      'an ID token encrypted by RSA-OAEP',
      { client: encrypted('RSA-OAEP', 'A256GCM'), provider: ({ rsa }) => ({ ...secret, decryptionKeyFile: rsa }) },
    ],
    [
      'an ID token encrypted by RSA-OAEP-256',
      {
        client: encrypted('RSA-OAEP-256', 'A128CBC-HS256'),
        provider: ({ rsa }) => ({ ...secret, decryptionKeyFile: rsa }),
      },
    ],
    [
      'an ID token encrypted by ECDH-ES',
      {
        client: encrypted('ECDH-ES+A128KW', 'A128GCM'),
        provider: ({ ec }) => ({ ...secret, decryptionKeyFile: ec }),
      },
    ],
    [
      'the implicit flow',
      {
        client: implicit,
        provider: () => ({ ...secret, responseType: 'id_token' }),
        plan: { responseMode: 'form_post' },
      },
    ],
    [
      'the implicit flow as W&B Server has it',
      { client: implicit, provider: () => ({ authMethod: 'implicit' }), plan: { responseType: 'id_token' } },
    ],
    ['id_token token', { client: implicit, provider: () => ({ responseType: 'id_token token' }) }],
    ['code id_token', { client: implicit, provider: () => ({ ...secret, responseType: 'code id_token' }) }],
    ['code token', { client: implicit, provider: () => ({ ...secret, responseType: 'code token' }) }],
    ['code id_token token', { client: implicit, provider: () => ({ ...secret, responseType: 'token id_token code' }) }],
    [
      'the code by form_post',
      { client: {}, provider: () => ({ ...secret, responseMode: 'form_post' }), plan: { responseMode: 'form_post' } },
    ],
    [
      'a signed answer (JARM)',
      { client: {}, provider: () => ({ ...secret, responseMode: 'jwt' }), plan: { responseMode: 'jwt' } },
    ],
    [
      'pushed requests that are demanded',
      {
        client: { attributes: { 'require.pushed.authorization.requests': 'true' } },
        provider: () => secret,
        plan: { request: 'pushed' },
      },
    ],
    [
      'signed requests that are demanded',
      {
        client: { attributes: { 'request.object.required': 'request only' } },
        provider: ({ rsa }) => ({ ...secret, signingKeyFile: rsa, requestForm: 'signed' }),
        plan: { request: 'signed' },
      },
    ],
    [
      'signed requests that are pushed',
      {
        client: { attributes: { 'request.object.signature.alg': 'ES256' } },
        provider: ({ ec }) => ({ ...secret, signingKeyFile: ec, requestForm: 'pushed and signed' }),
        plan: { request: 'pushed and signed' },
      },
    ],
    ['userinfo signed by PS256', { client: userinfo(['response.signature.alg', 'PS256']), provider: () => secret }],
    [
      'userinfo encrypted by RSA-OAEP-256',
      {
        client: userinfo(['encrypted.response.alg', 'RSA-OAEP-256'], ['encrypted.response.enc', 'A256GCM']),
        provider: ({ rsa }) => ({ ...secret, decryptionKeyFile: rsa }),
      },
    ],
    [
      'userinfo signed and encrypted',
      {
        client: userinfo(
          ['response.signature.alg', 'ES256'],
          ['encrypted.response.alg', 'ECDH-ES+A256KW'],
          ['encrypted.response.enc', 'A128CBC-HS256'],
        ),
        provider: ({ ec }) => ({ ...secret, decryptionKeyFile: ec }),
      },
    ],
    [
      'a client certificate',
      {
        client: { clientAuthenticatorType: 'client-x509', attributes: { 'x509.subjectdn': 'CN=client' } },
        provider: (_, { secureUrl, certificates }) => ({
          backchannelUrl: secureUrl,
          caFile: path.join(certificates, 'server.pem'),
          tlsCertFile: path.join(certificates, 'client.pem'),
          tlsKeyFile: path.join(certificates, 'client.key'),
          clientAuth: 'tls_client_auth',
        }),
        token: { clientAuth: 'tls_client_auth' },
      },
    ],
  ])('%s', async (what, { client, provider, plan = {}, token = {} }) => {
    const made = await pair(
      `way-${what.replace(/[^\w]+/g, '-').toLowerCase()}`,
      undefined,
      client,
      provider(keys, keycloak()),
    )
    const walked = await walk(made.url, createJar(), '/oidc/login/kc?return_to=/home')
    const [attempt] = await made.server.context.attempts.list()
    expect([walked.code, attempt!.evidence['happened']]).toEqual([null, undefined])
    const evidenceOf = (name: string) => attempt!.stages.findLast(({ stage }) => stage === name)?.evidence ?? {}
    expect(evidenceOf('authorize')).toMatchObject(plan)
    expect(evidenceOf('token')).toMatchObject(token)
  })

  test('signed requests alone does not take a plain one', async () => {
    const demanded = { attributes: { 'request.object.required': 'request only' } }
    const made = await pair('way-not-signed', undefined, demanded, { clientSecret })
    expect((await walk(made.url, createJar(), '/oidc/login/kc')).code).toBe('keycloak 400')
  })
})
