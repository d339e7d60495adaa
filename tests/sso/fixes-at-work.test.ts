import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FaultCode } from '../../src/sso/index.ts'
import { addPeople, type People } from '../kit/askers.ts'
import type { Bends, BentProvider, Json } from './conformance/provider.ts'
import { type Outcome, type Station, startStation } from './conformance/station.ts'

/** Each mend by one click: a real sign-in fails at a provider, the button is pressed, the next one comes in; and back again. */
interface AtWork {
  code: FaultCode
  fix: string
  settings: (provider: BentProvider) => Json
  bends?: (provider: BentProvider) => Bends
}

let station: Station
let people: People
let count = 0
beforeAll(async () => {
  station = await startStation()
  people = await addPeople(station.server)
})
afterAll(() => station.stop())

const refuse = (answer: URLSearchParams, error: string, description: string) => {
  for (const name of ['code', 'id_token', 'access_token']) answer.delete(name)
  answer.set('error', error)
  answer.set('error_description', description)
}
const json = (status: number, body: Json) => ({ status, body: JSON.stringify(body) })

/** They end the sign-in. */
const faults: AtWork[] = [
  {
    code: 'issuer-is-authorize-url',
    fix: 'adopt-issuer',
    settings: ({ issuer }) => ({ issuer: `${issuer}/authorize?response_type=code` }),
  },
  {
    code: 'response-type-disabled',
    fix: 'use-code',
    settings: () => ({ responseType: 'id_token' }),
    bends: () => ({
      authorization(answer, asked) {
        if (asked.get('response_type') !== 'code') refuse(answer, 'unsupported_response_type', 'only code')
      },
    }),
  },
  {
    code: 'front-channel-token-missing',
    fix: 'use-code',
    settings: () => ({ responseType: 'code id_token' }),
    bends: () => ({ authorization: (answer) => answer.delete('id_token') }),
  },
  {
    code: 'fragment-response',
    fix: 'response-mode-fragment',
    settings: () => ({}),
    bends: () => ({ responseMode: 'fragment' }),
  },
  {
    code: 'response-mode-unsupported',
    fix: 'response-mode-auto',
    settings: () => ({ responseMode: 'form_post' }),
    bends: () => ({
      authorization(answer, asked) {
        if (asked.get('response_mode') === 'form_post') refuse(answer, 'unsupported_response_mode', 'form_post is off')
      },
    }),
  },
  {
    code: 'response-mode-impossible',
    fix: 'response-mode-auto',
    settings: () => ({ responseType: 'id_token', responseMode: 'query' }),
  },
  {
    code: 'response-mode-unexpected',
    fix: 'response-mode-auto',
    settings: () => ({ responseMode: 'jwt' }),
    bends: () => ({ responseMode: 'query' }),
  },
  {
    code: 'scope-groups-unknown',
    fix: 'drop-scope-nonsense',
    settings: () => ({ scopes: ['openid', 'profile', 'email', 'nonsense'] }),
    bends: () => ({
      authorization(answer, asked) {
        if (asked.get('scope')?.includes('nonsense')) refuse(answer, 'invalid_scope', 'unknown scope nonsense')
      },
    }),
  },
  {
    code: 'pkce-required',
    fix: 'pkce-auto',
    settings: () => ({ pkce: 'off' }),
    bends: () => ({
      authorization(answer, asked) {
        if (!asked.has('code_challenge')) refuse(answer, 'invalid_request', 'PKCE code challenge is required')
      },
    }),
  },
  {
    code: 'pkce-unsupported',
    fix: 'pkce-off',
    settings: () => ({ pkce: 'required' }),
    bends: () => ({
      authorization(answer, asked) {
        if (asked.has('code_challenge')) refuse(answer, 'invalid_request', 'unknown parameter: code_challenge')
      },
    }),
  },
  {
    code: 'double-client-auth',
    fix: 'client-auth-client_secret_post',
    settings: () => ({ clientAuth: 'client_secret_basic' }),
    bends: () => ({
      answer: ({ path, headers }) =>
        path === '/token' && headers.authorization
          ? json(400, { error: 'invalid_request', error_description: 'Only support one client credential way.' })
          : undefined,
    }),
  },
  {
    code: 'confidential-client-without-secret',
    fix: 'client-auth-client_secret_post',
    settings: () => ({ clientAuth: 'client_secret_basic' }),
    bends: () => ({
      answer: ({ path, form }) =>
        path === '/token' && !form.has('client_secret')
          ? json(401, {
              error: 'invalid_client',
              error_description: "AADSTS7000218: The body must contain 'client_assertion' or 'client_secret'.",
            })
          : undefined,
    }),
  },
  {
    code: 'client-auth-method-unsupported',
    fix: 'client-auth-auto',
    settings: () => ({ clientAuth: 'client_secret_post' }),
    bends: () => ({
      discovery: (each) => ({ ...each, token_endpoint_auth_methods_supported: ['client_secret_basic'] }),
      answer: ({ path, form }) =>
        path === '/token' && form.has('client_secret') ? json(401, { error: 'invalid_client' }) : undefined,
    }),
  },
  {
    code: 'public-client-with-secret',
    fix: 'client-auth-none',
    settings: () => ({ clientAuth: 'client_secret_post' }),
    bends: () => ({
      answer: ({ path, form }) =>
        path === '/token' && form.has('client_secret')
          ? json(401, { error: 'invalid_client', error_description: 'AADSTS700025: Client is public' })
          : undefined,
    }),
  },
]

/** They do not end it; they are noted. */
const notes: AtWork[] = [
  { code: 'issuer-trailing-slash', fix: 'adopt-issuer', settings: ({ issuer }) => ({ issuer: `${issuer}/` }) },
  {
    code: 'issuer-has-well-known',
    fix: 'adopt-issuer',
    settings: ({ issuer }) => ({ issuer: `${issuer}/.well-known/openid-configuration` }),
  },
  {
    code: 'id-secret-swapped-or-padded',
    fix: 'trim-clientSecret',
    settings: ({ clientSecret }) => ({ clientSecret: `"${clientSecret}"\n` }),
  },
  {
    code: 'id-secret-swapped-or-padded',
    fix: 'trim-clientId',
    settings: ({ clientId }) => ({ clientId: ` ${clientId}` }),
  },
  { code: 'profile-unknown', fix: 'profile-auto', settings: () => ({ profile: 'keyclock' }) },
  {
    code: 'namespaced-claim',
    fix: 'groups-claim-1',
    settings: () => ({ adminGroups: ['admins'] }),
    bends: () => ({ userinfo: (each) => ({ ...each, 'https://acme.example/groups': ['guests'] }) }),
  },
]

const pathOf = ({ record }: Outcome, rest = '') => `/api/admin/sign-in-attempts/${record.id}${rest}`

async function setUp({ settings, bends }: AtWork): Promise<string> {
  const { provider, server } = station
  provider.straighten()
  provider.moveKeys()
  provider.bends = bends?.(provider) ?? {}
  const { issuer, clientId, clientSecret } = provider
  const id = `made-${++count}`
  const fields = { issuer, clientId, clientSecret, ...settings(provider) }
  await server.context.providerSettings.create(id, fields, 'test')
  return id
}

/** Presses the button, and returns what takes it back. */
async function press(outcome: Outcome, fix: string): Promise<() => Promise<void>> {
  const { fixes } = (await people.ask('root', 'GET', pathOf(outcome))).body
  expect(fixes.map(({ id }: { id: string }) => id)).toContain(fix)
  const { status, body } = await people.ask('root', 'POST', pathOf(outcome, `/fixes/${fix}`))
  expect([status, body.change]).toEqual([200, expect.any(Number)])
  return async () => {
    const undo = `/api/admin/providers/${outcome.record.provider}/changes/${body.change}/undo`
    expect((await people.ask('root', 'POST', undo)).status).toBe(200)
  }
}

describe('a sign-in that failed', () => {
  test.each(faults)('by $code comes in after $fix, and fails again when that is undone', async (each) => {
    const provider = await setUp(each)
    const failed = await station.signIn({ provider })
    expect([failed.code, failed.signedIn]).toEqual([each.code, false])
    const undo = await press(failed, each.fix)
    const mended = await station.signIn({ provider })
    expect([mended.code, mended.signedIn]).toEqual([null, true])
    await undo()
    expect((await station.signIn({ provider })).signedIn).toBe(false)
  })
})

describe('what was noted', () => {
  const codesOf = ({ record }: Outcome) => JSON.stringify([record.evidence, record.stages])
  test.each(notes)('$code is not noted any more after $fix, and is again when that is undone', async (each) => {
    const provider = await setUp(each)
    const before = await station.signIn({ provider })
    expect([before.signedIn, codesOf(before)]).toEqual([true, expect.stringContaining(each.code)])
    const undo = await press(before, each.fix)
    const after = await station.signIn({ provider })
    expect([after.signedIn, codesOf(after)]).toEqual([true, expect.not.stringContaining(each.code)])
    await undo()
    expect(codesOf(await station.signIn({ provider }))).toContain(each.code)
  })
})
