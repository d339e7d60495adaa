import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'
import { options } from './options.ts'

const hour = 3_600_000

function faultsOf(env: Record<string, string>): string[] {
  try {
    readConfig(env)
    return []
  } catch (error) {
    return (error as ConfigError).faults
  }
}

const fileWith = (text: string) => {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'signpost-config-')), 'signpost.yaml')
  writeFileSync(file, text)
  return file
}

test('an empty environment gives the documented defaults', () => {
  expect(readConfig({})).toMatchObject({
    port: 8080,
    listen: '127.0.0.1',
    publicUrl: 'http://localhost:8080',
    database: { kind: 'sqlite' },
    sessionLength: 720 * hour,
    provisioning: true,
    localRestore: false,
    providers: [{ id: 'default', fields: {} }],
    notices: [],
  })
})

test('every fault is told in one message', () => {
  const env = {
    PORT: '99999',
    HOST: 'signpost.example',
    MYSQL: 'postgres://x',
    BUCKET: 's3://b',
    SIGNPOST_CONFIG: '/nowhere.yaml',
  }
  const faults = faultsOf(env)
  for (const name of Object.keys(env)) expect(faults.join('\n')).toContain(name)
  expect(faults).toHaveLength(5)
  expect(() => readConfig(env)).toThrow(ConfigError)
})

describe('what the server needs and cannot use stops the start', () => {
  test.each([
    [{ PORT: 'eighty' }, 'PORT'],
    [{ PORT: '-1' }, 'PORT'],
    [{ PORT: '0' }, 'PORT'],
    [{ HOST: 'ftp://x' }, 'HOST'],
    [{ HOST: 'https://x.example/wandb' }, 'HOST'],
    [{ MYSQL: 'mysql://host' }, 'MYSQL'],
    [{ BUCKET: 'gs://bucket' }, 'BUCKET'],
    [{ SIGNPOST_CONFIG: fileWith('[1, 2]') }, 'SIGNPOST_CONFIG'],
    [{ SIGNPOST_CONFIG: fileWith('a: [') }, 'SIGNPOST_CONFIG'],
  ])('%j', (env, name) => {
    expect(faultsOf(env).join()).toContain(name)
  })
})

test('a fault never repeats the password of MYSQL or the key of BUCKET', () => {
  const text = faultsOf({ MYSQL: 'mysql://root:planted-password@', BUCKET: 's3://KEY:planted-secret@host/b' }).join()
  expect(text).not.toContain('planted')
})

test('values of a provider never stop the start, whatever they hold', () => {
  const env = { OIDC_ISSUER: 'not a url', OIDC_CLIENT_ID: ' ', OIDC_SECRET_FILE: '/nowhere', OIDC_AUTH_METHOD: 'magic' }
  const [provider] = readConfig(env).providers
  expect(provider?.fields.issuer?.value).toBe('not a url')
  expect(provider?.findings.join()).toContain('OIDC_SECRET_FILE')
})

test('a client secret shows itself nowhere by accident', () => {
  const config = readConfig({ OIDC_SECRET: 'planted-secret' })
  expect(JSON.stringify(config)).not.toContain('planted')
})

test.each([
  [{ GORILLA_OIDC_ISSUER: 'https://a' }, 'issuer', 'https://a'],
  [{ OIDC_ISSUER: 'https://a', GORILLA_OIDC_ISSUER: 'https://b' }, 'issuer', 'https://a'],
  [{ OIDC_ISSUER: '', GORILLA_OIDC_ISSUER: 'https://b' }, 'issuer', 'https://b'],
  [
    { GORILLA_OIDC_CUSTOM_SCOPES: 'groups, offline_access' },
    'scopes',
    ['openid', 'profile', 'email', 'groups', 'offline_access'],
  ],
] as const)('%j sets %s of the provider "default"', (env, field, value) => {
  expect(readConfig(env).providers[0]?.fields[field]?.value).toEqual(value)
})

test.each([
  ['12', 12 * hour],
  ['720h', 720 * hour],
  ['1h30m', 1.5 * hour],
  ['0', 720 * hour],
  ['soon', 720 * hour],
])('SESSION_LENGTH=%s is %d ms', (text, length) => {
  expect(readConfig({ SESSION_LENGTH: text }).sessionLength).toBe(length)
})

test.each([
  ['24h', 24 * hour, 0],
  ['5m', hour / 12, 0],
  ['1m', undefined, 1],
  ['soon', undefined, 1],
])('SIGNPOST_SESSION_IDLE=%s is %s ms', (text, length, complaints) => {
  const { sessionIdle, notices } = readConfig({ SIGNPOST_SESSION_IDLE: text })
  expect([sessionIdle, notices.length]).toEqual([length, complaints])
})

test.each([
  ['SIGNPOST_REVALIDATE_EVERY', 'revalidateEvery', '90s', 90_000, 300_000],
  ['SIGNPOST_REVALIDATE_MAX', 'revalidateMax', '1h30m', 5_400_000, 43_200_000],
  ['SIGNPOST_REAUTH_AFTER', 'reauthAfter', '0', 0, 43_200_000],
  ['SIGNPOST_EXAMINE_EVERY', 'examineEvery', '30m', 1_800_000, 3_600_000],
  ['SIGNPOST_EXAMINE_EVERY', 'examineEvery', '0', 0, 3_600_000],
] as const)(
  '%s is a duration, and one that makes no sense is named and left at the default',
  (name, field, text, length, standard) => {
    expect(readConfig({ [name]: text })[field]).toBe(length)
    expect(readConfig({})[field]).toBe(standard)
    for (const wrong of ['5', 'soon', '-1h', '0s']) {
      const config = readConfig({ [name]: wrong })
      expect(config[field]).toBe(standard)
      expect(config.notices.join()).toContain(`${name} is "${wrong}"`)
    }
  },
)

test('MYSQL is taken apart, with its password decoded', () => {
  expect(readConfig({ MYSQL: 'mysql://me:p%40ss@db:3307/sp?tls=true' }).database).toEqual({
    kind: 'mysql',
    host: 'db',
    port: 3307,
    user: 'me',
    password: 'p@ss',
    database: 'sp',
    tls: 'required',
  })
})

test('a password of MYSQL that nobody encoded is taken as it stands', () => {
  const passwordOf = (text: string) => readConfig({ MYSQL: `mysql://me:${text}@db/sp` }).database
  for (const [written, meant] of [
    ['100%', '100%'],
    ['%zz^', '%zz^'],
    ['a%ffb', 'a%ffb'],
    ['%C3%A4%', 'ä%'],
  ])
    expect(passwordOf(written!)).toMatchObject({ password: meant })
})

test("W&B Server's variables that mean nothing here are named once, unknown ones of ours too, others never", () => {
  const { notices } = readConfig({
    LICENSE: 'x',
    REDIS: 'redis://r',
    SIGNPOST_TYPO: '1',
    GORILLA_ODD: '1',
    PATH: '/bin',
  })
  expect(notices.map((notice) => notice.split(' ')[0])).toEqual(['GORILLA_ODD', 'LICENSE', 'REDIS', 'SIGNPOST_TYPO'])
})

test('the file adds providers beside "default"; entries without a usable id are passed over with a sentence', () => {
  const file = fileWith(`
providers:
  - {id: acme, name: Acme, issuer: 'https://acme.example', clientId: a, clientSecret: s, colour: red}
  - {id: acme, issuer: 'https://twice.example'}
  - {issuer: 'https://no-id.example'}
`)
  const config = readConfig({ SIGNPOST_CONFIG: file })
  expect(config.providers.map(({ id }) => id)).toEqual(['default', 'acme'])
  expect(config.providers[1]?.findings).toEqual(['"colour" is not understood; it is not used.'])
  expect(config.notices).toHaveLength(2)
})

test('each value knows exactly where it stands: which variable, or which line of the file', () => {
  const file = fileWith(`# ours
providers:
  - id: acme
    issuer: https://acme.example
    scopes:
      - openid
  - {"id": "initech", "clientId": "x"}
`)
  const env = { GORILLA_OIDC_ISSUER: 'https://a', OIDC_CLIENT_SECRET: 's', SIGNPOST_CONFIG: file }
  const [environment, acme, initech] = readConfig(env).providers
  expect(environment?.fields.issuer?.source).toBe('GORILLA_OIDC_ISSUER')
  expect(environment?.fields.clientSecret?.source).toBe('OIDC_CLIENT_SECRET')
  expect(acme?.fields.issuer?.source).toBe(`${file}, line 4`)
  expect(acme?.fields.scopes?.source).toBe(`${file}, line 5`)
  expect(initech?.fields.clientId?.source).toBe(`${file}, line 7`)
})

test.each([
  [{ OIDC_ISSUER: 'https://a', GORILLA_OIDC_ISSUER: 'https://b' }, 'OIDC_ISSUER is used'],
  [{ OIDC_SECRET: 'planted-a', OIDC_CLIENT_SECRET: 'planted-b' }, 'OIDC_SECRET is used'],
  [{ OIDC_SECRET: 'planted-a', OIDC_SECRET_FILE: '/nowhere' }, 'OIDC_SECRET_FILE is not read'],
])('%j: which of two wins is said, without a secret', (env, sentence) => {
  const [{ findings } = { findings: [] }] = readConfig(env).providers
  expect(findings).toEqual([expect.stringContaining(sentence)])
  expect(findings.join()).not.toContain('planted')
})

test('two names of one variable with the same value are no finding', () => {
  const [provider] = readConfig({ OIDC_ISSUER: 'https://a', GORILLA_OIDC_ISSUER: 'https://a' }).providers
  expect(provider?.findings).toEqual([])
})

test('every option has a name of its own and a documentation', () => {
  const names = options.flatMap((option) => [option.name, ...('aliases' in option ? option.aliases : [])])
  expect(new Set(names).size).toBe(names.length)
  for (const option of options) expect(option.documentation).toMatch(/\.$/)
})
