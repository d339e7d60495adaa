import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Bends } from '../sso/conformance/provider.ts'
import { type Station, startStation } from '../sso/conformance/station.ts'

const script = path.resolve('scripts/signpost.js')

interface Seen {
  id: string
  stage: string
  status: string
  title: string
  evidence: Record<string, unknown>
  code?: string
  mend?: string[]
}

let folder: string
let station: Station
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-doctor-'))
  station = await startStation()
})
afterEach(() => station.provider.straighten())
afterAll(async () => {
  await station?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** `signpost doctor --json ARGUMENTS`, as a process of its own. */
function doctor(env: Record<string, string>, ...args: string[]) {
  const all = { PATH: process.env['PATH'], SIGNPOST_DATA: path.join(folder, 'data'), ...env }
  return new Promise<{ code: number; checks: Seen[]; ok: boolean; out: string }>((resolve, reject) => {
    execFile(process.execPath, [script, 'doctor', '--json', ...args], { env: all }, (error, out, err) => {
      if (!out) return reject(new Error(err))
      resolve({ code: error ? Number(error.code) : 0, out, ...JSON.parse(out) })
    })
  })
}

const ours = (): Record<string, string> => ({
  HOST: station.url,
  OIDC_ISSUER: station.provider.issuer,
  OIDC_CLIENT_ID: station.provider.clientId,
  OIDC_SECRET: station.provider.clientSecret,
})
/** The list that is the same for each provider, in its order. */
const allOfAProvider = [
  'claims',
  ...['settings', 'name', 'connection', 'tls', 'proxy', 'http', 'clock', 'discovery', 'issuer', 'plan', 'keys'],
  ...[
    'algorithms',
    'client-auth',
    'pkce',
    'request',
    'authorize',
    'token',
    'userinfo',
    'logout',
    'backchannel',
    'own-address',
  ],
]
const statuses = (checks: Seen[]) => Object.fromEntries(checks.map(({ id, status }) => [id, status]))

/** The authorization endpoint as real ones answer to `prompt=none` when nobody is signed in. */
const askedForNobody: Bends = {
  authorization(answer) {
    answer.delete('code')
    answer.set('error', 'login_required')
  },
}
const bend = (bends: Bends) => Object.assign(station.provider.bends, askedForNobody, bends)

describe('signpost doctor', () => {
  test('finds nothing wrong with a healthy provider, over plain http on loopback, and proves its secret', async () => {
    bend({})
    const { code, ok, checks } = await doctor(ours())
    expect([code, ok]).toEqual([0, true])
    // The machine of these tests may have less than a server should.
    const host = Object.fromEntries(
      ['clock', 'files', 'memory', 'processes'].map((what) => [`host.${what}`, expect.any(String)]),
    )
    expect(statuses(checks)).toEqual({
      ...host,
      environment: 'ok',
      cookies: 'ok',
      database: 'skipped',
      storage: 'skipped',
      'provider.default.settings': 'ok',
      'provider.default.http-issuer-loopback': 'warning',
      ...Object.fromEntries(allOfAProvider.map((name) => [`provider.default.${name}`, 'ok'])),
      'provider.default.tls': 'skipped',
      'provider.default.backchannel': 'skipped',
    })
    const ofProvider = checks.filter(({ stage }) => stage !== 'host')
    expect(ofProvider.filter(({ status }) => status === 'warning').map((each) => each.code)).toEqual([
      'http-issuer-loopback',
    ])
  })

  test('reads what the running server keeps, and writes nothing that was not there', async () => {
    bend({})
    const { checks } = await doctor({ ...ours(), SIGNPOST_DATA: station.server.dataFolder })
    expect(statuses(checks)).toMatchObject({ database: 'ok', storage: 'ok', 'provider.default.token': 'ok' })
  })

  test('checks values that are not saved yet', async () => {
    bend({})
    const { issuer, clientId, clientSecret } = station.provider
    const file = path.join(folder, 'secret')
    await writeFile(file, `${clientSecret}\n`)
    const draft = [
      '--issuer',
      issuer,
      '--client-id',
      clientId,
      '--client-secret-file',
      file,
      '--public-url',
      station.url,
    ]
    const { code, checks } = await doctor({}, ...draft)
    expect(code).toBe(0)
    expect(checks.find(({ id }) => id === 'provider.default.authorize')?.evidence).toMatchObject({
      redirectUri: `${station.url}/oidc/callback`,
    })
  })

  test.each<[string, string, Record<string, string>, Bends]>([
    ['secret-wrong', 'token', { OIDC_SECRET: 'another-secret-than-the-one-registered' }, {}],
    ['conn-refused-localhost', 'network', { OIDC_ISSUER: 'http://localhost:1' }, {}],
    ['partial-config', 'config', { OIDC_CLIENT_ID: '' }, {}],
    ['issuer-mismatch', 'discovery', {}, { discovery: (d) => ({ ...d, issuer: 'https://other.example' }) }],
    ['unknown-kid-rotation', 'jwks', {}, { jwks: () => [] }],
    [
      'redirect-uri-mismatch',
      'authorize',
      {},
      {
        answer: ({ path: at }) =>
          at === '/authorize' ? { status: 400, body: '<h1>Invalid parameter: redirect_uri</h1>' } : undefined,
      },
    ],
    [
      'client-id-wrong',
      'authorize',
      {},
      { answer: ({ path: at }) => (at === '/authorize' ? { status: 400, body: '<h1>We are sorry</h1>' } : undefined) },
    ],
    [
      'redirect-uri-mismatch',
      'authorize',
      {},
      {
        answer: ({ path: at, query }) =>
          at === '/authorize'
            ? {
                status: 400,
                body: query.get('client_id') === 'signpost-rp' ? '<h1>We are sorry</h1>' : '<h1>Who?</h1>',
              }
            : undefined,
      },
    ],
  ])('names %s at the stage %s, with its mend', async (code, stage, env, bends) => {
    bend(bends)
    const ended = await doctor({ ...ours(), ...env })
    expect([ended.code, ended.ok]).toEqual([1, false])
    const wrong = ended.checks.filter(({ status }) => status === 'error')
    expect(wrong).toMatchObject([{ code, stage, mend: expect.arrayContaining([expect.any(String)]) }])
    expect(ended.out).not.toContain(station.provider.clientSecret)
  })

  test('says that it cannot tell where the provider looks at the code first, and blames nobody', async () => {
    bend({
      answer: ({ path: at }) =>
        at === '/token' ? { status: 400, body: JSON.stringify({ error: 'invalid_grant' }) } : undefined,
    })
    const { code, checks } = await doctor(ours())
    expect(code).toBe(0)
    expect(checks.find(({ id }) => id === 'provider.default.token')).toMatchObject({ status: 'skipped' })
  })

  test.each([['--nonsense'], ['--issuer']])('could not run where it is asked %s', async (...args) => {
    const env = { PATH: process.env['PATH'], SIGNPOST_DATA: path.join(folder, 'data') }
    const ended = await new Promise((resolve) =>
      execFile(process.execPath, [script, 'doctor', '--json', ...args], { env }, (error, out, err) =>
        resolve([error?.code, out, err.split('\n').length]),
      ),
    )
    expect(ended).toEqual([2, '', 2])
  })

  test('lists what the environment cannot use, and offers another spelling of the issuer as a warning', async () => {
    const { code, checks } = await doctor({ PORT: 'eighty', HOST: 'not an address' })
    expect(code).toBe(1)
    expect(checks.map(({ status }) => status)).toEqual(['error', 'error'])
    bend({})
    const slash = await doctor({ ...ours(), OIDC_ISSUER: `${station.provider.issuer}/` })
    expect(slash.code).toBe(0)
    expect(slash.checks.find((each) => each.code === 'issuer-trailing-slash')).toMatchObject({ status: 'warning' })
  })
})
