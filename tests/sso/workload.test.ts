import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLog } from '../../src/base/log.ts'
import { appApi } from '../kit/app-api.ts'
import { person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { startWorkloadIssuer, type TokenOptions, type WorkloadIssuerServer } from './workload-issuer.ts'

const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const minutes = (count: number) => Math.floor(Date.now() / 1000) + count * 60

let issuer: WorkloadIssuerServer
let other: WorkloadIssuerServer
let server: TestServer
let folder: string
let now = 0
const log: string[] = []
const clock = { now: () => Date.now() + now }

/** A server that trusts these issuers, and has the people ada, ben and root, who is an administrator. */
async function serverWith(workloadIssuers: unknown, env: Record<string, string> = {}): Promise<TestServer> {
  const file = path.join(await mkdtemp(path.join(folder, 'config-')), 'signpost.yaml')
  await writeFile(file, JSON.stringify({ workloadIssuers }))
  const made = await startServer({
    env: { SIGNPOST_CONFIG: file, ...env },
    overrides: { clock, log: createLog('debug', { write: (line) => void log.push(line) }) },
  })
  for (const name of ['ada', 'ben']) await person(made, name)
  await person(made, 'root', { admin: true })
  return made
}

interface Answer {
  status: number
  headers: Headers
  body: Record<string, string>
}

async function post(form: string | Record<string, string>, at = server, headers = {}): Promise<Answer> {
  const answer = await fetch(`${at.url}/oidc/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: typeof form === 'string' ? form : new URLSearchParams(form),
  })
  return { status: answer.status, headers: answer.headers, body: JSON.parse(await answer.text()) }
}
const exchange = (assertion: string, at = server, headers = {}) => post({ grant_type: grant, assertion }, at, headers)
const tokenWith = (options: TokenOptions = {}) => issuer.token(server.url, options)
const me = (accessToken: string | null, at = server) => appApi(at.url, accessToken).get('/api/me')
const attemptOf = async ({ body }: Answer, at = server) => (await at.context.attempts.load(body['attempt']!))!

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-workload-'))
  issuer = await startWorkloadIssuer()
  other = await startWorkloadIssuer()
  server = await serverWith([
    {
      issuer: issuer.issuer,
      subjects: { 'job:nightly': 'ada', 'job:admin': 'root', 'job:gone': 'nobody', 'job:ben': 'ben' },
    },
  ])
})
afterAll(async () => {
  await server?.stop()
  await issuer?.stop()
  await other?.stop()
  await rm(folder, { recursive: true, force: true })
})

describe('a workload whose subject has an entry', () => {
  test('gets an access token, and acts as the account of the entry', async () => {
    const answer = await exchange(await tokenWith())
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: expect.any(Number),
    })
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('pragma')).toBe('no-cache')
    const { status, body } = await me(answer.body['access_token']!)
    expect(status).toBe(200)
    expect(body['user']).toMatchObject({ username: 'ada', admin: false })
  })
})

describe('the answer to a token request', () => {
  test('lets every part of the API and the wire in, for an hour at most, and is kept as a hash only', async () => {
    const { access_token: token, expires_in: seconds } = (await exchange(await tokenWith())).body
    expect(Number(seconds)).toBeGreaterThan(3500)
    expect(Number(seconds)).toBeLessThanOrEqual(3600)
    const viewer = await appApi(server.url, token!).post('/graphql', { query: '{ viewer { username } }' })
    expect(viewer.body).toEqual({ data: { viewer: { username: 'ada' } } })
    const rows = await server.context.appDb.selectFrom('access_token').selectAll().execute()
    expect(rows.length).toBeGreaterThan(0)
    expect(JSON.stringify(rows)).not.toContain(token)
    now = 3601_000
    expect((await me(token!)).status).toBe(401)
    now = 0
    expect((await me(token!)).status).toBe(200)
  })

  test('ends with the token that it was given for, but not before ten minutes, since the client renews it five before its end', async () => {
    const lasting = async (exp: number) =>
      Number((await exchange(await tokenWith({ claims: { exp } }))).body['expires_in'])
    expect(await lasting(minutes(30))).toBeLessThanOrEqual(30 * 60)
    expect(await lasting(minutes(30))).toBeGreaterThan(29 * 60)
    expect(await lasting(minutes(2))).toBe(600)
    expect(await lasting(minutes(60 * 24 * 365))).toBe(3600)
  })

  test('is given again for the same token: the client reads its file anew each time', async () => {
    const assertion = await tokenWith({ claims: { jti: 'once' } })
    const [first, second] = [await exchange(assertion), await exchange(assertion)]
    expect([first.status, second.status]).toEqual([200, 200])
    expect(first.body['access_token']).not.toBe(second.body['access_token'])
  })

  test('is audited with the workload as the actor', async () => {
    await exchange(await tokenWith({ claims: { sub: 'job:ben' } }))
    const rows = server.context.appDb.selectFrom('audit').selectAll().where('action', '=', 'access-token-issued')
    await expect
      .poll(async () => (await rows.orderBy('id', 'desc').execute())[0])
      .toMatchObject({ actor: 'workload job:ben', subject: 'ben', facts: expect.stringContaining(issuer.issuer) })
  })

  test('is worth nothing from the moment on at which the person is disabled, also when the person comes back', async () => {
    const token = (await exchange(await tokenWith({ claims: { sub: 'job:ben' } }))).body['access_token']!
    expect((await me(token)).status).toBe(200)
    const { users } = server.context.accounts
    await users.change('ben', { disabled: true }, 'test')
    expect((await me(token)).status).toBe(401)
    const refused = await exchange(await tokenWith({ claims: { sub: 'job:ben' } }))
    expect([refused.status, refused.body['code']]).toEqual([400, 'user-suspended'])
    await users.change('ben', { disabled: false }, 'test')
    expect((await me(token)).status).toBe(401)
  })

  test('makes no API key, which would outlast it', async () => {
    const token = (await exchange(await tokenWith())).body['access_token']!
    const { status, body } = await appApi(server.url, token).post('/api/keys', { name: 'for ever' })
    expect([status, body]).toMatchObject([403, { error: { code: 'access-token-insufficient' } }])
  })

  test('comes also for an entry that names an administrator: who writes the file decides that', async () => {
    const token = (await exchange(await tokenWith({ claims: { sub: 'job:admin' } }))).body['access_token']!
    expect((await me(token)).body['user']).toMatchObject({ username: 'root', admin: true })
  })

  test('does not depend on a slash at the end of the issuer or the audience, nor on other audiences beside', async () => {
    const withSlash = await serverWith([{ issuer: `${issuer.issuer}/`, subjects: { 'job:nightly': 'ada' } }])
    try {
      for (const audience of [withSlash.url, `${withSlash.url}/`, ['account', withSlash.url]])
        expect((await exchange(await issuer.token(audience), withSlash)).status).toBe(200)
    } finally {
      await withSlash.stop()
    }
  })

  test('is that of the entry that is equal to the letter, where two differ by a slash alone', async () => {
    const both = await serverWith([
      { issuer: `${issuer.issuer}/`, subjects: { 'job:nightly': 'ben' } },
      { issuer: issuer.issuer, subjects: { 'job:nightly': 'ada' } },
    ])
    try {
      const { body } = await exchange(await issuer.token(both.url), both)
      expect((await me(body['access_token']!, both)).body['user']).toMatchObject({ username: 'ada' })
    } finally {
      await both.stop()
    }
  })

  test('comes also after the issuer changed its key', async () => {
    await exchange(await tokenWith())
    await issuer.rotate()
    now = 6_000
    expect((await exchange(await tokenWith())).status).toBe(200)
    now = 0
  })
})

describe('refused, with a sentence for the workload and an attempt for administrators', () => {
  const unpublished = new TextEncoder().encode('a secret of thirty-two characters')
  const claims = (over: Record<string, unknown>) => ({ claims: over })
  test.each<[string, TokenOptions, string, RegExp?]>([
    ['an issuer that is not trusted', claims({ iss: 'https://evil.example' }), 'workload-issuer-unknown'],
    ['no issuer', claims({ iss: undefined }), 'workload-issuer-unknown'],
    ['a signature by another key', { foreign: true }, 'workload-signature-bad'],
    ['a key that is not published', { header: { kid: 'unheard-of' } }, 'workload-key-unknown'],
    ['a signature by a secret', { secret: unpublished }, 'workload-alg-refused'],
    [
      'another audience',
      claims({ aud: 'https://other.example' }),
      'workload-audience-mismatch',
      /for https:\/\/other\.example/,
    ],
    ['no audience', claims({ aud: undefined }), 'workload-audience-mismatch', /for nobody/],
    ['no end', claims({ exp: undefined }), 'workload-exp-missing'],
    ['an end that is no number', claims({ exp: '2099' }), 'workload-exp-missing'],
    ['an end that is over', claims({ exp: minutes(-2) }), 'workload-token-expired', /WANDB_IDENTITY_TOKEN_FILE/],
    ['a beginning in the future', claims({ nbf: minutes(2) }), 'workload-token-not-yet-valid', /nbf/],
    ['made in the future', claims({ iat: minutes(2) }), 'workload-token-not-yet-valid', /iat/],
    ['made at no number', claims({ iat: 'today' }), 'workload-token-malformed'],
    ['no subject', claims({ sub: undefined }), 'workload-subject-missing'],
    ['a subject that is no text', claims({ sub: 7 }), 'workload-subject-missing'],
    ['an endless subject', claims({ sub: 'x'.repeat(1001) }), 'workload-subject-missing'],
    ['a subject without an entry', claims({ sub: 'job:else' }), 'workload-subject-unmapped', /'job:else': USERNAME/],
    ['a subject that every object has', claims({ sub: 'constructor' }), 'workload-subject-unmapped'],
    ['an address, where addresses do not count', claims({ sub: 'ada@example.org' }), 'workload-subject-unmapped'],
    ['an entry for nobody', claims({ sub: 'job:gone' }), 'workload-user-unknown'],
    ["a person's ID token", claims({ nonce: 'n' }), 'workload-token-type', /nonce/],
    ['a logout token', { header: { typ: 'logout+jwt' } }, 'workload-token-type', /logout\+jwt/],
    ['a logout token without a type', claims({ events: {} }), 'workload-token-type', /events/],
    ['a refresh token of Keycloak', claims({ typ: 'Refresh' }), 'workload-token-type', /Refresh/],
    ['a member twice', { payload: '{"iss":"a","iss":"b"}' }, 'workload-token-malformed'],
    ['a member twice, spelled otherwise', { payload: '{"sub":"a","\\u0073ub":"b"}' }, 'workload-token-malformed'],
    ['deep nesting', { payload: `${'{"a":'.repeat(20)}1${'}'.repeat(20)}` }, 'workload-token-malformed'],
    ['claims that are no object', { payload: '[]' }, 'workload-token-malformed'],
    ['claims that are no JSON', { payload: 'sub=a' }, 'workload-token-malformed'],
  ])('%s', async (_what, options, code, sentence) => {
    const answer = await exchange(await tokenWith(options))
    expect(answer.body).toEqual({
      error: 'invalid_grant',
      error_description: expect.stringMatching(/^[\x20\x21\x23-\x5b\x5d-\x7e]{30,}$/),
      code,
      attempt: expect.any(String),
    })
    expect(answer.status).toBe(400)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    if (sentence) expect(answer.body['error_description']).toMatch(sentence)
    const attempt = await attemptOf(answer)
    expect(attempt).toMatchObject({ code, outcome: 'failed', provider: 'workload identity' })
    expect(attempt.mend.length).toBeGreaterThan(0)
  })

  /** Header and claims written by hand: no library signs these. */
  const byHand = (header: unknown, payload: unknown, signature = 'AAAA') =>
    `${[header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.${signature}`
  test.each<[string, () => string | Promise<string>, string]>([
    ['an unsigned token', () => byHand({ alg: 'none' }, { iss: issuer.issuer }, ''), 'workload-alg-refused'],
    ['a header that demands more', () => byHand({ alg: 'ES256', crit: ['exp'] }, {}), 'workload-token-malformed'],
    ['a header without an algorithm', () => byHand({}, { iss: issuer.issuer }), 'workload-token-malformed'],
    ['an encrypted token', () => 'a.b.c.d.e', 'workload-token-malformed'],
    ['something else', () => 'hello', 'workload-token-malformed'],
    ['padding', async () => (await tokenWith()).replace('.', '=.'), 'workload-token-malformed'],
    ['a token too many', async () => `${await tokenWith()}\n${await tokenWith()}`, 'workload-token-malformed'],
    ['an oversized token', () => `${'a'.repeat(40_000)}.b.c`, 'workload-token-malformed'],
    [
      'the public key as a secret',
      () => issuer.token(server.url, { secret: Buffer.from(JSON.stringify(issuer.publicKey())) }),
      'workload-alg-refused',
    ],
    [
      'a key that the token brings along',
      () =>
        issuer.token(server.url, {
          foreign: true,
          header: { jwk: { kty: 'EC' }, jku: 'https://evil.example', kid: 'mine' },
        }),
      'workload-key-unknown',
    ],
  ])('%s', async (_what, token, code) => {
    const answer = await exchange(await token())
    expect([answer.status, answer.body]).toMatchObject([400, { error: 'invalid_grant', code }])
  })

  test('by a stranger: nothing is told of the configuration, and administrators see it', async () => {
    const answer = await exchange(await tokenWith({ claims: { iss: 'https://evil.example' } }))
    expect(answer.body['error_description']).not.toMatch(/evil|127\.0\.0\.1/)
    expect((await attemptOf(answer)).mend.join()).toContain('issuer: https://evil.example')
  })

  test('tokens stand in no answer, record or line of the log', async () => {
    const assertion = await tokenWith({ claims: { sub: 'job:else' } })
    const refused = await exchange(assertion)
    const given = (await exchange(await tokenWith())).body['access_token']!
    const everything = JSON.stringify([await attemptOf(refused), refused.body, log])
    for (const secret of [assertion, assertion.split('.')[1]!, assertion.split('.')[2]!, given])
      expect(everything).not.toContain(secret)
  })

  test.each<[string, (url: string) => string | Record<string, string>, Record<string, string>, string]>([
    ['another grant', () => ({ grant_type: 'password', username: 'ada' }), {}, 'unsupported_grant_type'],
    ['no grant', () => ({ assertion: 'a.b.c' }), {}, 'invalid_request'],
    ['no assertion', () => ({ grant_type: grant }), {}, 'invalid_request'],
    ['an empty assertion', () => ({ grant_type: grant, assertion: '' }), {}, 'invalid_request'],
    ['two assertions', () => `grant_type=${grant}&assertion=a&assertion=b`, {}, 'invalid_request'],
    ['JSON', () => JSON.stringify({ grant_type: grant }), { 'content-type': 'application/json' }, 'invalid_request'],
    ['a body of no known type', () => 'hello', { 'content-type': 'x/y' }, 'invalid_request'],
    ['an endless body', () => `assertion=${'a'.repeat(300_000)}`, {}, 'invalid_request'],
  ])('a request with %s', async (_what, form, headers, error) => {
    const answer = await post(form(server.url), server, headers)
    expect([answer.status, answer.body]).toEqual([400, { error, error_description: expect.any(String) }])
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  test('who fails again and again is slowed down, and others beside are not', async () => {
    const failing = await tokenWith({ claims: { sub: 'job:looping' } })
    const from = { 'x-forwarded-for': '198.51.100.7' }
    const answers = []
    for (let times = 0; times < 61; times++) answers.push(await exchange(failing, server, from))
    expect(answers.map(({ status }) => status)).toEqual([...Array(60).fill(400), 429])
    expect(Number(answers.at(-1)!.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(answers.at(-1)!.body['error']).toBe('temporarily_unavailable')
    expect((await exchange(await tokenWith(), server, from)).status).toBe(200)
  })
})

describe('an issuer that does not answer', () => {
  test('is answered 503, which the client tries again, and works as soon as it answers', async () => {
    const waiting = await serverWith([{ issuer: other.issuer, subjects: { 'job:nightly': 'ada' } }])
    try {
      other.fail = 500
      const refused = await exchange(await other.token(waiting.url), waiting)
      expect([refused.status, refused.body]).toMatchObject([
        503,
        { error: 'temporarily_unavailable', code: 'workload-keys-unreachable' },
      ])
      expect((await attemptOf(refused, waiting)).evidence).toMatchObject({ network: 'discovery-unavailable' })
      const asked = other.asked.length
      await exchange(await other.token(waiting.url), waiting)
      expect(other.asked.length).toBe(asked)
      other.fail = null
      now = 6_000
      expect((await exchange(await other.token(waiting.url), waiting)).status).toBe(200)
      now = 0
    } finally {
      other.fail = null
      await waiting.stop()
    }
  })

  test('or says that it is somebody else is not believed', async () => {
    const wary = await serverWith([{ issuer: other.issuer, subjects: { 'job:nightly': 'ada' } }])
    try {
      other.documentIssuer = `${other.issuer}/else`
      const refused = await exchange(await other.token(wary.url), wary)
      expect(refused.body['code']).toBe('workload-keys-unreachable')
      expect((await attemptOf(refused, wary)).evidence).toMatchObject({ network: 'issuer-mismatch' })
    } finally {
      other.documentIssuer = other.issuer
      await wary.stop()
    }
  })

  test('is asked for an unknown key at most every five seconds, whoever sends tokens', async () => {
    await exchange(await tokenWith())
    const asked = issuer.asked.length
    for (let times = 0; times < 3; times++) await exchange(await tokenWith({ header: { kid: `made-up-${times}` } }))
    expect(issuer.asked.length - asked).toBeLessThanOrEqual(1)
  })
})

describe('configuration', () => {
  test('without workloadIssuers nobody gets in, and a provider of sign-ins is none', async () => {
    const bare = await startServer({ env: { OIDC_ISSUER: issuer.issuer, OIDC_CLIENT_ID: 'signpost' } })
    try {
      for (const audience of [bare.url, 'signpost']) {
        const refused = await exchange(await issuer.token(audience), bare)
        expect([refused.status, refused.body]).toMatchObject([
          400,
          { error: 'invalid_grant', code: 'workload-not-configured' },
        ])
      }
    } finally {
      await bare.stop()
    }
  })

  test('audiences of the issuer come before FEDERATED_AUTH_AUDIENCES, and that before HOST', async () => {
    const entry = { subjects: { 'job:nightly': 'ada' } }
    const made = await serverWith(
      [
        { issuer: issuer.issuer, audiences: ['own'], ...entry },
        { issuer: other.issuer, ...entry },
      ],
      { FEDERATED_AUTH_AUDIENCES: 'one, two' },
    )
    const accepted = (from: WorkloadIssuerServer, audiences: string[]) =>
      Promise.all(audiences.map(async (audience) => (await exchange(await from.token(audience), made)).status))
    try {
      expect(await accepted(issuer, ['own', 'one', made.url])).toEqual([200, 400, 400])
      expect(await accepted(other, ['one', 'two', 'own', made.url])).toEqual([200, 200, 400, 400])
    } finally {
      await made.stop()
    }
  })

  test('SKIP_AUDIENCE_VALIDATION is warned of, counts for entries alone, and is noted', async () => {
    const made = await serverWith(
      [
        { issuer: issuer.issuer, subjects: { 'job:nightly': 'ada', 'job:gone': 'nobody' }, matchVerifiedEmail: true },
        { issuer: other.issuer, matchVerifiedEmail: true },
      ],
      { SKIP_AUDIENCE_VALIDATION: 'true' },
    )
    try {
      await verify(made, 'ben')
      expect(made.config.notices.join('\n')).toMatch(/SKIP_AUDIENCE_VALIDATION is true/)
      expect(made.config.notices.join('\n')).toMatch(new RegExp(`needs subjects, and "${other.issuer}"`))
      const address = { sub: 'ben@example.org' }
      const status = async (from: WorkloadIssuerServer, audience: string, over = {}) =>
        (await exchange(await from.token(audience, { claims: over }), made)).status
      expect(await status(issuer, 'https://other.example')).toBe(200)
      expect(await status(issuer, 'https://other.example', address)).toBe(400)
      expect(await status(other, 'https://other.example', address)).toBe(400)
      expect(await status(other, made.url, address)).toBe(200)
      const refused = await exchange(await issuer.token('x', { claims: { sub: 'job:gone' } }), made)
      expect((await attemptOf(refused, made)).stages).toContainEqual(
        expect.objectContaining({ evidence: { findings: ['workload-audience-unchecked'] } }),
      )
    } finally {
      await made.stop()
    }
  })

  test.each<[string, unknown, RegExp]>([
    ['no list', { issuer: 'https://a.example' }, /is not a list/],
    ['no issuer', [{ subjects: { a: 'ada' } }], /entry 1 has no issuer/],
    ['an issuer that is no address', [{ issuer: 'kubernetes' }], /entry 1 has no issuer/],
    ['nobody whom it lets in', [{ issuer: 'https://a.example' }], /lets nobody in/],
    ['a misspelled name', [{ issuer: 'https://a.example', audience: 'x', subjects: { a: 'b' } }], /"audience"/],
    [
      'audiences that are no texts',
      [{ issuer: 'https://a.example', audiences: [7], subjects: { a: 'b' } }],
      /audiences/,
    ],
    ['subjects that map nothing', [{ issuer: 'https://a.example', subjects: ['a'] }], /subjects does not map/],
    [
      'a subject without a name',
      [{ issuer: 'https://a.example', subjects: { a: null, b: 'ben' } }],
      /"a" has no user name/,
    ],
    ['an issuer twice', Array(2).fill({ issuer: 'https://a.example', subjects: { a: 'b' } }), /twice/],
  ])('with %s is told at start, and stops nothing', async (_what, entries, notice) => {
    const made = await serverWith(entries)
    await made.stop()
    expect(made.config.notices.join('\n')).toMatch(notice)
  })
})

/** As a sign-in at a provider that vouches for the address would. */
const verify = ({ context }: TestServer, ...names: string[]) =>
  context.appDb.updateTable('user').set({ email_verified: 1 }).where('username', 'in', names).execute()

describe('by e-mail address, where matchVerifiedEmail is true', () => {
  let byMail: TestServer
  beforeAll(async () => {
    byMail = await serverWith([{ issuer: issuer.issuer, subjects: { 'job:root': 'root' }, matchVerifiedEmail: true }])
    await verify(byMail, 'ada', 'root')
    const { users } = byMail.context.accounts
    for (const name of ['twin', 'twain'])
      await users.create({ username: name, email: 'twin@example.org', emailVerified: true }, null)
    await users.create({ username: 'out', email: 'out@example.org', emailVerified: true }, null)
    await users.change('out', { disabled: true }, null)
  })
  afterAll(() => byMail?.stop())
  const ask = async (claims: Record<string, unknown>) => exchange(await issuer.token(byMail.url, { claims }), byMail)

  test.each<[string, Record<string, unknown>]>([
    ['the claim, that is verified', { email: 'ada@example.org', email_verified: true }],
    ['the claim, in another case', { email: 'Ada@Example.org', email_verified: true }],
    ['the subject, as W&B Server has it', { sub: 'ada@example.org' }],
  ])('%s leads to the account whose verified address it is', async (_what, claims) => {
    const { status, body } = await ask(claims)
    expect(status).toBe(200)
    expect((await me(body['access_token']!, byMail)).body['user']).toMatchObject({ username: 'ada' })
  })

  test.each<[string, Record<string, unknown>, string, RegExp?]>([
    ['an address that the issuer does not vouch for', { email: 'ada@example.org' }, 'workload-email-unverified'],
    [
      'one that it says is not verified',
      { email: 'ada@example.org', email_verified: false },
      'workload-email-unverified',
    ],
    [
      'such a one beside a subject that is an address',
      { sub: 'ada@example.org', email: 'ada@example.org' },
      'workload-email-unverified',
    ],
    ["an administrator's", { sub: 'root@example.org' }, 'workload-email-no-account', /administrator/],
    ['one that is not verified here', { sub: 'ben@example.org' }, 'workload-email-no-account', /unverified/],
    ['one of two accounts', { sub: 'twin@example.org' }, 'workload-email-no-account', /several/],
    ["nobody's", { sub: 'who@example.org' }, 'workload-email-no-account', /nobody/],
    ['one of an account that is disabled', { sub: 'out@example.org' }, 'user-suspended'],
    ['no address at all', { sub: 'job:else' }, 'workload-subject-unmapped'],
    ['an address that is no text', { email: ['ada@example.org'], email_verified: true }, 'workload-subject-unmapped'],
  ])('%s leads to none', async (_what, claims, code, reason) => {
    const answer = await ask(claims)
    expect([answer.status, answer.body['code']]).toEqual([400, code])
    if (!reason) return
    expect((await attemptOf(answer, byMail)).evidence['reason']).toMatch(reason)
    // Whose address it is, and what that account may do, is told to administrators alone.
    expect(answer.body['error_description']).not.toMatch(reason)
  })

  test('an entry comes first, and may name an administrator', async () => {
    const { body } = await ask({ sub: 'job:root', email: 'ada@example.org', email_verified: true })
    expect((await me(body['access_token']!, byMail)).body['user']).toMatchObject({ username: 'root' })
  })
})
