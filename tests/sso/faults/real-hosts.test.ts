import { afterEach, expect, test } from 'vitest'
import { createJar } from '../../kit/jar.ts'
import { entra } from '../providers/entra.ts'
import { jumpcloud } from '../providers/jumpcloud.ts'
import { type Emulation, renamed } from '../providers/kit/emulation.ts'
import { rawBasic } from '../providers/strict.ts'
import { startWorld, type World, type WorldOptions } from '../providers/world.ts'

/** Cases that need a provider at a host of its own, not at this machine's: an emulated internet has it. */
let world: World
afterEach(() => world.stop())

const examined = async (emulation: Emulation, options: WorldOptions = {}) => {
  world = await startWorld([emulation], options)
  return codesOf(await world.examine(emulation))
}

const codesOf = (checks: Awaited<ReturnType<World['examine']>>) => {
  const of = (status: string) => checks.flatMap((check) => (check.status === status && check.code ? [check.code] : []))
  return { errors: of('error'), warnings: of('warning') }
}

/** Findings on an attempt, at whatever stage and however often. */
const findingsOn = ({ stages }: Awaited<ReturnType<World['signIn']>>['record']): unknown[] => [
  ...new Set(stages.flatMap(({ evidence }) => (evidence['findings'] as unknown[] | undefined) ?? [])),
]

test("public-url-unset: the public URL is of this machine, and the provider's is not", async () => {
  expect(await examined(rawBasic)).toMatchObject({ errors: [], warnings: expect.arrayContaining(['public-url-unset']) })
  const { code, record } = await world.signIn(rawBasic)
  expect([code, findingsOn(record)]).toEqual([null, ['public-url-unset']])
})

test('secret-not-form-encoded: characters that the provider takes only as they are', async () => {
  expect(await examined(rawBasic)).toEqual({
    errors: [],
    warnings: ['public-url-unset', 'secret-not-form-encoded', 'logout-endpoint-fake-or-absent'],
  })
  const { code, record } = await world.signIn(rawBasic)
  expect(code).toBeNull()
  expect(record.evidence).toMatchObject({
    mended: expect.arrayContaining(['secret-not-form-encoded']),
    clientAuth: 'client_secret_basic (raw)',
  })
})

test('split-horizon: browsers are sent to one name, this server to an inner one', async () => {
  const inner = { ...entra.document, ...inside('token_endpoint'), ...inside('jwks_uri') }
  const divided = { ...entra, document: inner }
  expect(await examined(divided)).toMatchObject({ errors: [], warnings: expect.arrayContaining(['split-horizon']) })
  const { code, record } = await world.signIn(divided)
  expect([code, findingsOn(record)]).toEqual([null, ['public-url-unset', 'split-horizon']])
})

const inside = (name: string) => ({
  [name]: String(entra.document[name]).replace(new URL(String(entra.document[name])).host, 'login.svc'),
})

test('issuer-behind-wrong-forwarded-headers: an issuer on https with endpoints on http', async () => {
  const plain = String(entra.document.token_endpoint).replace('https:', 'http:')
  const confused = { ...entra, document: { ...entra.document, token_endpoint: plain } }
  expect((await examined(confused)).errors).toEqual(['issuer-behind-wrong-forwarded-headers'])
  const { code, record } = await world.signIn(confused)
  expect(code).toBe('issuer-behind-wrong-forwarded-headers')
  expect(record.evidence['addresses']).toEqual([plain])
  expect(record.mend.join(' ')).toContain('X-Forwarded-Proto: https')
})

test('jumpcloud-region: the client is known in the other region', async () => {
  const origin = new URL(jumpcloud.document.issuer).origin
  const europe = renamed(jumpcloud.document, origin, 'https://oauth.id.eu.jumpcloud.com')
  const european = {
    ...jumpcloud,
    document: europe as Emulation['document'],
    client: { id: 'european', secret: 'secret' },
  }
  const fields = (each: Emulation) => (each === european ? { issuer: jumpcloud.document.issuer } : {})
  world = await startWorld([jumpcloud, european], { fields })
  const checks = await world.examine(european)
  expect(codesOf(checks).errors).toEqual(['jumpcloud-region'])
  expect(checks.find(({ code }) => code === 'jumpcloud-region')!.mend![0]).toContain(europe['issuer'])
  expect(codesOf(await world.examine(jumpcloud)).errors).toEqual([])
  const { record } = await world.signIn(european)
  const asked = await world.server.context.unreturned.askAgain(record.id)
  expect([asked!.code, asked!.mend[0]]).toEqual(['jumpcloud-region', expect.stringContaining(String(europe['issuer']))])
})

test('http-redirect-forbidden-by-idp: plain http outside this machine, at Entra', async () => {
  const HOST = 'http://signpost.example'
  world = await startWorld([entra], { env: { HOST } })
  expect(codesOf(await world.examine(entra))).toMatchObject({
    warnings: expect.arrayContaining(['http-redirect-forbidden-by-idp']),
  })
  const { location } = await createJar().send(`${world.signpost}/oidc/login`, {
    headers: { 'x-forwarded-host': 'signpost.example', 'x-forwarded-proto': 'http' },
  })
  expect(new URL(location!).searchParams.get('redirect_uri')).toBe(`${HOST}/oidc/callback`)
  const [record] = await world.server.context.attempts.list()
  expect(findingsOn(record!)).toEqual(['http-redirect-forbidden-by-idp'])
})

test('callback-not-routed: the public URL is the address of something else', async () => {
  // Of the emulated internet, where nothing is at this path but a page.
  const HOST = 'https://signpost.acme.example'
  world = await startWorld([entra], { env: { HOST }, alsoThere: ['signpost.acme.example'] })
  const checks = await world.examine(entra)
  expect(codesOf(checks).warnings).toEqual(['callback-not-routed'])
  expect(checks.find(({ code }) => code === 'callback-not-routed')!.evidence).toMatchObject({
    url: `${HOST}/oidc/jwks.json`,
    status: 404,
    answered: 'a web page ("Not found")',
  })
})
