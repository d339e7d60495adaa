import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Jar } from '../kit/jar.ts'
import { person } from '../kit/people.ts'
import type { Asked, Bends, RawAnswer } from './conformance/provider.ts'
import { type SignInOptions, type Station, startStation } from './conformance/station.ts'
import { signed } from './conformance/tokens.ts'

/**
 * Everything secret that passes in sign-ins is remembered where the provider or the browser sees it; then all that the server put out is
 * searched for it: log, answers, records, audit, data folder.
 */
type Kind = 'state' | 'nonce' | 'code' | 'id token' | 'token' | 'verifier' | 'secret' | 'cookie'
const planted = new Map<string, Kind>()
const plant = (kind: Kind, ...values: (string | null | undefined)[]) => {
  for (const value of values) if (value && value.length >= 12) planted.set(value, kind)
}

interface Sent {
  request: string
  location: string
  text: string
}
const sent: Sent[] = []
const realFetch = globalThis.fetch

let station: Station
let ahead = 0
let root: string
beforeAll(async () => {
  station = await startStation({
    clock: { now: () => Date.now() + ahead },
    providers: {
      form: { responseMode: 'form_post' },
      hybrid: { responseType: 'code id_token token', responseMode: 'fragment' },
      implicit: { responseType: 'id_token token', responseMode: 'form_post' },
      post: { clientAuth: 'client_secret_post' },
      jwt: { clientAuth: 'client_secret_jwt' },
      refreshing: { scopes: ['openid', 'email', 'offline_access'] },
      signed: { responseMode: 'jwt' },
    },
    file: ({ issuer }) => ({ workloadIssuers: [{ issuer, subjects: { 'robot-1': 'root' } }] }),
  })
  root = (await person(station.server, 'root', { admin: true })).apiKey
  const { clientId, clientSecret } = station.provider
  plant('secret', root, clientSecret, Buffer.from(`${clientId}:${clientSecret}`).toString('base64'))
  globalThis.fetch = remembering
  for (const drive of [
    signInWellInEachFlow,
    signInByPushedRequestAndSignedAnswer,
    signInWhereAllIsThrownBack,
    exchangeTokensOfWorkloads,
    askAgainInTheBackground,
    openBrokenCallbacks,
    writeSettings,
    readAllAsAdministrator,
  ]) {
    station.provider.straighten()
    await drive()
    ahead = 0
  }
})
afterAll(async () => {
  globalThis.fetch = realFetch
  await station.stop()
})

/** The browser: notes the secrets in each answer, and what our server answered. */
async function remembering(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const answer = await realFetch(input, init)
  const url = String(input instanceof Request ? input.url : input)
  const text = await answer.clone().text()
  const location = answer.headers.get('location') ?? ''
  for (const line of answer.headers.getSetCookie()) plant('cookie', /=([^;]+)/.exec(line)?.[1])
  const parameters = new URLSearchParams(location.split(/[?#]/).slice(1).join('&'))
  plant('state', parameters.get('state'))
  plant('nonce', parameters.get('nonce'))
  plant('code', parameters.get('code')?.startsWith('code-') ? parameters.get('code') : null)
  plantTokens(parameters)
  for (const [, name, value] of text.matchAll(/name="(code|id_token|access_token)" value="([^"]+)"/g))
    plant(name === 'code' ? 'code' : name === 'id_token' ? 'id token' : 'token', value)
  if (url.startsWith(station.url)) {
    const headers = [...answer.headers].filter(([name]) => name !== 'set-cookie' && name !== 'location')
    sent.push({
      request: `${init?.method ?? 'GET'} ${url.split('?')[0]}`,
      location,
      text: JSON.stringify(headers) + text,
    })
  }
  return answer
}

function plantTokens(parameters: URLSearchParams): void {
  plant('token', parameters.get('access_token'), parameters.get('refresh_token'))
  plant('id token', parameters.get('id_token'))
}

/** What a bent provider sees and gives. */
const watching: Bends = {
  token(body, asked) {
    plant('verifier', asked.get('code_verifier'))
    plant('token', asked.get('client_assertion'))
    plant('id token', body['id_token'] as string)
    plant('token', body['access_token'] as string, body['refresh_token'] as string)
    return body
  },
}

const signIn = (options: SignInOptions = {}, bends: Bends = {}) => {
  station.provider.bends = { ...watching, ...bends }
  return station.signIn(options)
}

/** All that was sent to it, thrown back in the provider's own words. */
const echo = ({ form, headers }: Asked): string => {
  plant('verifier', form.get('code_verifier'))
  return [...form.values(), headers.authorization?.split(' ')[1], station.provider.clientSecret].join(' ')
}
const echoing = (at: string, answer: (words: string) => RawAnswer): Bends => ({
  answer: (asked) => (asked.path === at ? answer(echo(asked)) : undefined),
})
const refusal =
  (error: string, status = 400) =>
  (words: string): RawAnswer => ({
    status,
    headers: { 'www-authenticate': `Basic realm="${words}"` },
    body: JSON.stringify({ error, error_description: words, error_uri: `https://idp.example/?${words}` }),
  })

/** Where the protocol demands that the browser carries a secret: to the provider, and from one page of ours to the next. */
function allowedIn({ request, location, text }: Sent): Kind[] {
  if (request.endsWith('/oidc/token')) return ['token']
  if (location.startsWith(`${station.provider.issuer}/authorize`)) return ['state', 'nonce']
  if (location.startsWith(`${station.provider.issuer}/end-session`)) return ['id token', 'state']
  return text.includes('document.forms[0].submit()') ? ['state', 'code', 'id token', 'token'] : []
}

/** Also a part of one, which was cut off: but the beginnings of tokens, which are all alike. */
const partOf = (value: string): string => (value.startsWith('eyJ') ? value.slice(-20) : value.slice(0, 20))

const findIn = (text: string, except: Kind[] = []): string[] =>
  [...planted]
    .filter(
      ([value, kind]) =>
        !except.includes(kind) && (text.includes(partOf(value)) || text.includes(encodeURIComponent(value))),
    )
    .map(([value, kind]) => `${kind} ${value.slice(0, 8)}...`)

/** How a provider can throw back what it was sent. */
const echoes: [string, Bends][] = [
  ['words', echoing('/token', refusal('invalid_grant'))],
  ['an error code', echoing('/token', (words) => refusal(words)('no'))],
  ['words on the client', echoing('/token', refusal('invalid_client', 401))],
  ['words that nobody knows', echoing('/token', refusal('strange_error', 500))],
  [
    'a page',
    echoing('/token', (words) => ({
      status: 502,
      headers: { 'content-type': 'text/html' },
      body: `<title>${words}</title>`,
    })),
  ],
  ['a page that should be tokens', echoing('/token', (words) => ({ body: `<title>${words}</title>` }))],
  ['text', echoing('/token', (words) => ({ body: words }))],
  [
    'a redirect',
    echoing('/token', (words) => ({ status: 302, headers: { location: `/x?${encodeURIComponent(words)}` } })),
  ],
  ['a wrapped error', echoing('/token', (words) => ({ body: JSON.stringify({ code: 1, msg: words }) }))],
  ['an answer of other names', echoing('/token', (words) => ({ body: JSON.stringify({ [words]: words }) }))],
  [
    'userinfo that fails',
    {
      answer: ({ path, headers }) =>
        path === '/userinfo' ? { status: 500, body: String(headers.authorization) } : undefined,
    },
  ],
  ['keys that fail', { jwks: () => '{}', header: () => ({ alg: 'RS256', kid: station.provider.clientSecret }) }],
  [
    'the header of its ID token',
    { header: (header) => ({ ...header, typ: station.provider.clientSecret, crit: ['exp'] }) },
  ],
  [
    'claims',
    {
      claims: (claims) => ({
        ...claims,
        iss: station.provider.clientSecret,
        aud: [claims['nonce'], station.provider.clientId],
      }),
    },
  ],
  ['an audience', { claims: (claims) => ({ ...claims, aud: claims['nonce'] }) }],
  ['a refusal at the authorization endpoint', { authorization: (answer, asked) => refuseWith(answer, asked) }],
]

function refuseWith(answer: URLSearchParams, asked: URLSearchParams): void {
  const words = `${answer.get('code')} ${asked.get('state')} ${asked.get('nonce')}`
  answer.set('error', 'access_denied')
  answer.set('error_description', words)
  answer.set('error_uri', `https://idp.example/?${words}`)
}

async function signInWellInEachFlow(): Promise<void> {
  for (const provider of ['default', 'form', 'hybrid', 'implicit', 'post', 'jwt', 'refreshing']) {
    const { code, jar } = await signIn({ provider })
    expect(code, provider).toBeNull()
    await jar.send(`${station.url}/logout`)
  }
}

async function signInByPushedRequestAndSignedAnswer(): Promise<void> {
  const { clientId, issuer, keys } = station.provider
  const signer = { alg: 'RS256', key: keys.rsa }
  let pushed = new URLSearchParams()
  const bends: Bends = {
    discovery: (document) => ({
      ...document,
      require_pushed_authorization_requests: true,
      pushed_authorization_request_endpoint: `${issuer}/par`,
    }),
    answer({ path: at, form, query }) {
      if (at === '/authorize') for (const [name, value] of pushed) query.set(name, value)
      if (at !== '/par') return undefined
      pushed = form
      plant('state', form.get('state'))
      plant('nonce', form.get('nonce'))
      return { status: 201, body: JSON.stringify({ request_uri: 'urn:example:par:1', expires_in: 60 }) }
    },
    responseMode: 'form_post',
    authorization(answer) {
      plant('code', answer.get('code'))
      const claims = { ...Object.fromEntries(answer), aud: clientId, exp: Math.floor((Date.now() + ahead) / 1000) + 60 }
      for (const name of [...answer.keys()]) answer.delete(name)
      answer.set('response', signed({ alg: 'RS256', kid: 'rsa' }, claims, signer))
    },
  }
  expect((await signIn({ provider: 'signed' }, bends)).code).toBeNull()
}

async function exchangeTokensOfWorkloads(): Promise<void> {
  const { issuer, keys } = station.provider
  const now = Math.floor(Date.now() / 1000)
  for (const [sub, status] of [
    ['robot-1', 200],
    ['robot-2', 400],
  ] as const) {
    const claims = { iss: issuer, sub, aud: station.url, iat: now, exp: now + 300, jti: crypto.randomUUID() }
    const assertion = signed({ alg: 'RS256', kid: 'rsa' }, claims, { alg: 'RS256', key: keys.rsa })
    plant('token', assertion)
    const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion })
    const answer = await fetch(`${station.url}/oidc/token`, { method: 'POST', body })
    expect(answer.status, sub).toBe(status)
    plant('token', ((await answer.json()) as Record<string, string>)['access_token'])
  }
}

async function signInWhereAllIsThrownBack(): Promise<void> {
  for (const [how, bends] of echoes) {
    for (const provider of ['default', 'post']) {
      const { jar, record } = await signIn({ provider }, bends)
      expect(record.endedAt, how).not.toBeNull()
      const again = `${station.url}/oidc/callback?code=${[...planted.keys()].at(-1)}`
      await jar.send(again, { headers: { accept: 'application/json' } })
    }
  }
}

async function askAgainInTheBackground(): Promise<void> {
  const bends: Bends[] = [
    {},
    echoing('/token', refusal('invalid_client', 401)),
    echoing('/token', refusal('invalid_grant')),
  ]
  const { jar } = await signIn({ provider: 'refreshing' })
  for (const bent of bends) {
    station.provider.bends = { ...watching, ...bent }
    ahead += 6 * 60_000
    await station.isSignedIn(jar)
    await station.server.context.liveSessions.settled()
  }
  expect(await station.isSignedIn(jar)).toBe(false)
  for (const token of [
    station.provider.logoutToken({ aud: 'other' }),
    station.provider.logoutToken({ sub: 'nobody' }),
  ]) {
    plant('token', token)
    const body = new URLSearchParams({ logout_token: token })
    await fetch(`${station.url}/oidc/backchannel-logout`, { method: 'POST', body })
  }
}

async function openBrokenCallbacks(): Promise<void> {
  const { jar } = await signIn()
  const [code, state] = ['code', 'state'].map((kind) => [...planted].findLast(([, each]) => each === kind)![0])
  const query = `code=${code}&state=${state}`
  const paths = ['', '/hybrid', '/nobody', '/%zz', '/%E0%A4%A', '/a/b'].map((end) => `/oidc/callback${end}`)
  for (const at of [...paths, '/oidc/callbac', '/api/nothing', '/oidc/login/x', '/healthz'])
    for (const accept of ['text/html', 'application/json'])
      await jar.send(`${station.url}${at}?${query}`, { headers: { accept } })
  await sendOdd(jar, query)
}

async function writeSettings(): Promise<void> {
  const secret = 'planted by the page + 100% = odd'
  plant('secret', secret)
  const headers = { authorization: `Bearer ${root}`, 'content-type': 'application/json' }
  const patch = (body: unknown) =>
    fetch(`${station.url}/api/admin/providers/paged`, { method: 'PATCH', headers, body: JSON.stringify(body) })
  const made = { id: 'paged', issuer: station.provider.issuer, clientId: 'x', clientSecret: secret }
  const create = await fetch(`${station.url}/api/admin/providers`, {
    method: 'POST',
    headers,
    body: JSON.stringify(made),
  })
  expect(create.status).toBe(201)
  await patch({ clientSecret: [secret] })
  await patch({ clientSecret: secret, pkce: secret })
  await patch(secret)
  expect((await signIn({ provider: 'paged' })).code).toBe('secret-wrong')
}

/** Bodies that cannot be read, and too many parameters. */
async function sendOdd(jar: Jar, query: string): Promise<void> {
  const to = `${station.url}/oidc/callback`
  for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])
    await jar.send(to, { method: 'POST', body: `${query}&state=2`, headers: { 'content-type': type } })
  await jar.send(`${to}?${query}&code=twice&error=${encodeURIComponent(query)}`)
}

async function readAllAsAdministrator(): Promise<void> {
  const headers = { authorization: `Bearer ${root}` }
  const list = JSON.parse(await (await fetch(`${station.url}/api/admin/sign-in-attempts`, { headers })).text())
  expect(list.attempts.length).toBeGreaterThan(30)
  for (const { id } of list.attempts) await fetch(`${station.url}/api/admin/sign-in-attempts/${id}`, { headers })
  for (const at of ['/metrics', '/api/admin/providers', '/api/sign-in-options'])
    await fetch(station.url + at, { headers })
}

describe('no secret, code, token, verifier or cookie is put out', () => {
  test('all kinds of them passed, many times', () => {
    const kinds: Kind[] = ['state', 'nonce', 'code', 'id token', 'token', 'verifier', 'secret', 'cookie']
    expect(new Set(planted.values())).toEqual(new Set(kinds))
    expect(planted.size).toBeGreaterThan(150)
  })

  test('in the log, at its most talkative', () => {
    expect(station.log.length).toBeGreaterThan(100)
    for (const line of station.log) expect(findIn(line), line.slice(0, 1500)).toEqual([])
  })

  test('in an answer, but where the protocol demands it', () => {
    expect(sent.length).toBeGreaterThan(150)
    for (const answer of sent) {
      expect(findIn(answer.location, allowedIn(answer)), `${answer.request} to ${answer.location}`).toEqual([])
      expect(findIn(answer.text, allowedIn(answer)), `${answer.request} ${answer.text.slice(0, 1500)}`).toEqual([])
    }
  })

  test('in the audit trail', async () => {
    const audit = await station.server.context.appDb.selectFrom('audit').selectAll().execute()
    expect(audit.length).toBeGreaterThan(3)
    expect(findIn(JSON.stringify(audit))).toEqual([])
  })

  // In MySQL the rows are the server's own files.
  test.skipIf(process.env['SIGNPOST_TEST_DATABASE'] !== undefined)(
    'in a file of the data folder, the database with it',
    async () => {
      for (const [name, bytes] of await filesIn(station.server.dataFolder)) expect(findIn(bytes), name).toEqual([])
    },
  )
})

/** Each file of the data folder as text, byte by byte: the database with its log of changes too. */
async function filesIn(folder: string): Promise<[string, string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const names = entries.filter((each) => each.isFile()).map((each) => path.join(each.parentPath, each.name))
  expect(names.length).toBeGreaterThan(0)
  return Promise.all(names.map(async (name) => [name, (await readFile(name)).toString('latin1')] as [string, string]))
}
