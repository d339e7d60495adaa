import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, test } from 'vitest'
import { createJar } from '../kit/jar.ts'
import { type Signpost, type SignpostOptions, startSignpost } from './signpost.ts'
import { walkSignIn } from './walk.ts'

/** Each case is a server of its own: what is tried here is the configuration. */
let signpost: Signpost | undefined
const start = async (env: SignpostOptions['env']) => {
  signpost = await startSignpost({ env })
  return signpost
}
afterEach(async () => {
  await signpost?.stop()
  signpost = undefined
})

describe('signed in with', () => {
  test.each<[string, SignpostOptions['env'], string[]?]>([
    ['a slash too many after the issuer', (idp) => ({ OIDC_ISSUER: `${idp.issuer}/` }), ['issuer-trailing-slash']],
    [
      'the discovery address as issuer',
      (idp) => ({ OIDC_ISSUER: `${idp.issuer}/.well-known/openid-configuration` }),
      ['issuer-has-well-known'],
    ],
    [
      'blanks and quotes around the values',
      (idp) => ({ OIDC_CLIENT_ID: ` "${idp.clientId}"\n` }),
      ['id-secret-swapped-or-padded'],
    ],
    [
      'the variables by which W&B Server calls them',
      (idp) => ({
        OIDC_ISSUER: '',
        OIDC_CLIENT_ID: '',
        OIDC_SECRET: '',
        GORILLA_OIDC_ISSUER: idp.issuer,
        GORILLA_OIDC_CLIENT_ID: idp.clientId,
        GORILLA_OIDC_SECRET: idp.clientSecret,
      }),
    ],
  ])('%s', async (_what, env, mended) => {
    const { url, attempts } = await start(env)
    expect((await walkSignIn(url)).code).toBeNull()
    const [attempt] = await attempts()
    expect(attempt!.evidence['mended']).toEqual(mended)
  })
})

test('OIDC_AUTH_METHOD=implicit is answered by the code flow, with a warning, where the provider has no id_token', async () => {
  const { url, attempts, idp } = await start(() => ({ OIDC_AUTH_METHOD: 'implicit' }))
  idp.bends.discovery = (document) => ({ ...document, response_types_supported: ['code'] })
  expect((await walkSignIn(url)).code).toBeNull()
  const [{ stages } = { stages: [] }] = await attempts()
  expect(stages[0]).toMatchObject({ stage: 'config', status: 'warning' })
  const authorize = stages.find(({ stage }) => stage === 'authorize')
  expect(authorize!.evidence['findings']).toEqual(['response-type-disabled'])
})

describe('refused, and explained', () => {
  test.each<[string, string, SignpostOptions['env'], RegExp]>([
    ['secret-wrong', 'another secret', () => ({ OIDC_SECRET: 'not-the-secret-of-this-application' }), /OIDC_SECRET/],
    [
      'secret-is-the-hash',
      'a hash for a secret',
      () => ({ OIDC_SECRET: '$argon2id$v=19$m=65536$abc$def' }),
      /plain secret/,
    ],
    [
      'sso-not-configured',
      'nothing set',
      () => ({ OIDC_ISSUER: '', OIDC_CLIENT_ID: '', OIDC_SECRET: '' }),
      /OIDC_ISSUER/,
    ],
    [
      'secret-unreadable',
      'a secret file that is not there',
      () => ({ OIDC_SECRET: '', OIDC_SECRET_FILE: '/nowhere/secret' }),
      /OIDC_SECRET_FILE/,
    ],
    [
      'key-unreadable',
      'a file without a private key',
      () => ({ SIGNPOST_OIDC_DECRYPTION_KEY_FILE: 'package.json' }),
      /openssl genpkey/,
    ],
    [
      'conn-refused-localhost',
      'a provider that is down',
      () => ({ OIDC_ISSUER: 'http://localhost:1' }),
      /start the provider/i,
    ],
    [
      'dns-fail',
      'a name that nobody knows',
      () => ({ OIDC_ISSUER: 'https://idp.invalid' }),
      /getent hosts idp.invalid/,
    ],
    [
      'tls-to-plain-port',
      'https to a plain port',
      (idp) => ({ OIDC_ISSUER: idp.issuer.replace('http:', 'https:') }),
      /scheme and port/,
    ],
    [
      'http-issuer-refused',
      'plain http to elsewhere',
      () => ({ OIDC_ISSUER: 'http://10.9.8.7/realms/x' }),
      /SIGNPOST_ALLOW_HTTP_ISSUER/,
    ],
    ['endpoint-forbidden', 'the metadata address', () => ({ OIDC_ISSUER: 'http://169.254.169.254/' }), /169\.254/],
    ['issuer-invalid', 'something that is no address', () => ({ OIDC_ISSUER: 'ldap://corp' }), /OIDC_ISSUER/],
    [
      'wrong-app-type-saml',
      'a SAML address',
      () => ({ OIDC_ISSUER: 'https://corp.okta.com/app/x/sso/saml' }),
      /OpenID Connect/,
    ],
    [
      'lark-open-platform-is-not-oidc',
      'the wrong product of Lark',
      () => ({ OIDC_ISSUER: 'https://open.feishu.cn/open-apis/authen/v1' }),
      /AnyCross/,
    ],
    [
      'cognito-domain-as-issuer',
      'the sign-in domain of Cognito',
      () => ({ OIDC_ISSUER: 'https://x.auth.eu-west-1.amazoncognito.com' }),
      /cognito-idp/,
    ],
  ])('%s: %s', async (code, _what, env, mend) => {
    const { url, attempt } = await start(env)
    const ended = await walkSignIn(url)
    expect(ended.code).toBe(code)
    const record = await attempt(ended.attempt)
    expect(record!.mend.join('\n')).toMatch(mend)
  })

  test('discovery-404 for a path too many, with the issuer that answers', async () => {
    const { url, idp, attempt } = await start((idp) => ({ OIDC_ISSUER: `${idp.issuer}/realms-of/acme` }))
    const ended = await walkSignIn(url)
    expect(ended.code).toBe('discovery-404')
    expect((await attempt(ended.attempt))!.evidence).toMatchObject({ suggestedIssuer: idp.issuer })
  })

  test('provider-unknown: a link to a provider that is not there', async () => {
    const { url } = await start(undefined)
    expect((await walkSignIn(url, { start: '/oidc/login/nobody' })).code).toBe('provider-unknown')
  })
})

describe('public-url-mismatch', () => {
  /** By node:http, since fetch does not let `Host` be chosen. */
  const ask = (headers: Record<string, string>, query = '') =>
    new Promise<{ status?: number; text: string; location?: string }>((resolve, reject) => {
      request(`${signpost!.url}/oidc/login${query}`, { headers }, async (answer) => {
        resolve({ status: answer.statusCode, location: answer.headers.location, text: await text(answer) })
      })
        .once('error', reject)
        .end()
    })
  test('the browser is elsewhere: both addresses, and no redirect', async () => {
    await start(() => ({ HOST: 'https://localhost:10087' }))
    const page = await ask({})
    expect([page.status, page.location]).toEqual([400, undefined])
    expect(page.text).toContain('https://localhost:10087')
    expect(page.text).toContain(signpost!.url)
    expect(page.text).toContain('public-url-mismatch')
    const json = await ask({ accept: 'application/json' })
    const { error } = JSON.parse(json.text)
    expect(error).toMatchObject({
      code: 'public-url-mismatch',
      message: expect.stringContaining('https://localhost:10087'),
    })
  })
  test('a proxy that rewrites Host is healthy when anything says that the browser is at HOST', async () => {
    await start(() => ({ HOST: 'https://signpost.example' }))
    const healthy: [Record<string, string>, string?][] = [
      [{ host: 'signpost.example' }],
      [{ host: 'Signpost.Example:443' }],
      [{ 'x-forwarded-host': 'signpost.example', 'x-forwarded-proto': 'https' }],
      [{ forwarded: 'for=1.2.3.4;host=signpost.example;proto=https' }],
      [{ 'sec-fetch-site': 'same-origin', referer: 'https://signpost.example/login' }],
      [{}, `?origin=${encodeURIComponent('https://signpost.example')}`],
    ]
    for (const [headers, query] of healthy)
      expect((await ask(headers, query)).status, JSON.stringify(headers)).toBe(302)
    const wrong: [Record<string, string>, string?][] = [
      [{ host: 'other.example' }],
      [{ host: 'signpost.example', 'sec-fetch-site': 'same-origin', referer: 'http://signpost.example:8900/login' }],
      [{ 'x-forwarded-host': 'signpost.example', 'x-forwarded-proto': 'http' }],
      [{}, `?origin=${encodeURIComponent('http://localhost:8900')}`],
    ]
    for (const [headers, query] of wrong) expect((await ask(headers, query)).status, JSON.stringify(headers)).toBe(400)
  })
})

describe('in the words of the provider', () => {
  const withProfile = async (profile: string, path: string, more: Record<string, unknown> = {}) => {
    signpost = await startSignpost({ second: { id: 'acme', profile, path, ...more } })
    const ended = await walkSignIn(signpost.url, { start: '/oidc/login/acme' })
    return { ended, record: await signpost.attempt(ended.attempt), idp: signpost.idp }
  }
  test('okta-org-vs-custom: the custom server is not there, the org is', async () => {
    const { ended, record, idp } = await withProfile('okta', '/oauth2/default')
    expect(ended.code).toBe('okta-org-vs-custom')
    expect(record!.evidence).toMatchObject({ suggestedIssuer: idp.issuer })
    expect(record!.mend[0]).toContain(`exactly that`)
  })
  test('discovery-404 at Auth0 names the form of its issuer', async () => {
    const { ended, record } = await withProfile('auth0', '/nothing/here')
    expect(ended.code).toBe('discovery-404')
    expect(record!.mend.join(' ')).toContain('https://TENANT.REGION.auth0.com/, with the slash')
  })
  test('Cognito is signed out its own way', async () => {
    signpost = await startSignpost({ second: { id: 'acme', profile: 'cognito' } })
    const jar = createJar()
    await walkSignIn(signpost.url, { jar, start: '/oidc/login/acme' })
    const away = new URL((await jar.send(`${signpost.url}/logout`)).location!)
    expect(away.pathname).toBe('/logout')
    expect(Object.fromEntries(away.searchParams)).toEqual({ client_id: 'signpost', logout_uri: `${signpost.url}/` })
  })
})
