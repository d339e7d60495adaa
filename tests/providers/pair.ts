import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { Clock } from '../../src/base/clock.ts'
import { createJar, type Jar } from '../kit/jar.ts'
import type { Keycloak, KeycloakRealm } from '../kit/keycloak.ts'
import { keycloakOfThisRun } from '../kit/one-keycloak.ts'
import { freePort } from '../kit/ports.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { type Ended, ended } from '../sso/walk.ts'

export const clientSecret = 'a-secret-of-more-than-32-characters-for-hs256'
export const password = 'Alice-pw-2026'

/** A server of ours and a realm of its own, whose clients know the server's address. */
export interface Pair {
  url: string
  server: TestServer
  realm: KeycloakRealm
  stop(): Promise<void>
}

export interface PairOptions {
  /** On top of issuer, client id and secret; an empty text takes a variable away. */
  env?: (realm: KeycloakRealm) => Record<string, string>
  /** Of the confidential client, in Keycloak's own words. */
  client?: { attributes?: Record<string, string> } & Record<string, unknown>
  /** A provider `kc` in the configuration file with these fields, and nothing in the environment. */
  provider?: Record<string, unknown>
  clock?: Clock
}

async function makePair(keycloak: Keycloak, realmName: string, options: PairOptions = {}): Promise<Pair> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const { attributes, ...client } = options.client ?? {}
  const redirectUris = [`${url}/oidc/callback`, `${url}/oidc/callback/kc`]
  const realm = await keycloak.realm(realmName, {
    users: [{ username: 'alice', password, groups: ['/ml-team'] }],
    groups: [{ name: 'ml-team' }],
    clients: [
      {
        clientId: 'signpost',
        publicClient: false,
        secret: clientSecret,
        redirectUris,
        attributes: {
          'post.logout.redirect.uris': `${url}/`,
          'backchannel.logout.url': `${url}/oidc/backchannel-logout`,
          'backchannel.logout.session.required': 'true',
          'use.jwks.url': 'true',
          'jwks.url': `${url}/oidc/jwks.json`,
          ...attributes,
        },
        ...client,
      },
      {
        clientId: 'signpost-public',
        publicClient: true,
        redirectUris,
        attributes: { 'pkce.code.challenge.method': 'S256', 'post.logout.redirect.uris': `${url}/` },
      },
    ],
  })
  const folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-pair-'))
  const env = options.provider
    ? { SIGNPOST_CONFIG: await configFile(folder, realm.issuer, options.provider) }
    : { OIDC_ISSUER: realm.issuer, OIDC_CLIENT_ID: 'signpost', OIDC_SECRET: clientSecret, ...options.env?.(realm) }
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const server = await startServer({
    env: { PORT: String(port), HOST: url, ...set },
    overrides: { clock: options.clock },
  })
  return {
    url,
    server,
    realm,
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export interface KeycloakPairs {
  /** A pair that is stopped when the file's tests are over. */
  pair(
    realmName: string,
    env?: PairOptions['env'],
    client?: PairOptions['client'],
    provider?: PairOptions['provider'],
  ): Promise<Pair>
  keycloak(): Keycloak
}

/** The run's Keycloak for the tests of a file. */
export function useKeycloak(clock?: Clock): KeycloakPairs {
  let keycloak: Keycloak
  const pairs: Pair[] = []
  beforeAll(async () => {
    keycloak = await keycloakOfThisRun()
  }, 400_000)
  afterAll(async () => {
    for (const pair of pairs) await pair.stop()
  })
  return {
    keycloak: () => keycloak,
    async pair(realmName, env, client = {}, provider) {
      const made = await makePair(keycloak, realmName, { env, client, provider, clock })
      pairs.push(made)
      return made
    },
  }
}

/** What `GET /api/me` answers to this browser: 200 or 401. */
export const signedInStatus = async (url: string, jar: Jar): Promise<number> => (await jar.send(`${url}/api/me`)).status

async function configFile(folder: string, issuer: string, fields: Record<string, unknown>): Promise<string> {
  const file = path.join(folder, 'signpost.yaml')
  await writeFile(file, JSON.stringify({ providers: [{ id: 'kc', issuer, clientId: 'signpost', ...fields }] }))
  return file
}

/** From the button to the end, with Keycloak's own page between, and forms that submit themselves. */
export async function walkKeycloak(
  url: string,
  jar: Jar = createJar(),
  start = '/oidc/login?return_to=/home',
): Promise<Ended> {
  const isOurs = (at: URL) => at.origin === url && !at.pathname.startsWith('/oidc/')
  let at = await jar.walk(url + start, isOurs)
  for (let page = 0; page < 4 && at.location === null; page++) {
    if (at.text.includes('kc-form-login')) at = await jar.submit(at, { username: 'alice', password }, /login-actions/)
    else if (/<form[^>]*method="post"/i.test(at.text)) at = await jar.submit(at, {}, /\/oidc\/callback/)
    else return { ...ended(at), code: `keycloak ${at.status}` }
    if (at.location !== null && !isOurs(new URL(at.location))) at = await jar.walk(at.location, isOurs)
  }
  return ended(at)
}
