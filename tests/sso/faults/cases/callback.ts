import { createJar } from '../../../kit/jar.ts'
import { seconds } from '../../conformance/provider.ts'
import { signed } from '../../conformance/tokens.ts'
import { type AnyCase, needsBrowser, needsPerson } from '../case.ts'
import { begin, byAnother, open } from '../walks.ts'

export const callbackCases: AnyCase[] = [
  {
    code: 'iss-param-mismatch',
    name: 'the answer of another provider',
    bends: () => ({ authorization: (answer) => answer.set('iss', 'https://evil.example') }),
    evidence: { iss: 'https://evil.example' },
    preflight: 'error',
  },
  {
    code: 'iss-param-missing',
    name: 'an answer that hides its provider',
    bends: () => ({ authorization: (answer) => answer.delete('iss') }),
    preflight: 'warning',
  },
  {
    code: 'code-missing',
    name: 'an answer without a code',
    bends: () => ({ authorization: (answer) => answer.delete('code') }),
    preflight: needsPerson,
  },
  {
    code: 'duplicate-params',
    name: 'an answer that says its state twice',
    bends: () => ({ authorization: (answer) => answer.append('state', 'x') }),
    evidence: { parameter: 'state' },
    preflight: 'error',
  },
  {
    code: 'fragment-response',
    name: 'an answer behind the #',
    bends: () => ({ responseMode: 'fragment' }),
    preflight: 'error',
  },
  {
    code: 'params-stripped',
    name: 'a proxy that drops the query',
    walk: async (at) => open(at, createJar(), `${at.station.url}/oidc/callback/${at.id}?came=empty`),
    preflight: needsBrowser,
  },
  {
    code: 'response-mode-unexpected',
    name: 'a plain answer where a signed one was asked for',
    bends: () => ({ responseMode: 'query' }),
    settings: () => ({ responseMode: 'jwt' }),
    preflight: 'error',
  },
  {
    code: 'response-jwt-invalid',
    name: 'a signed answer for another application',
    bends: ({ provider }) => ({
      responseMode: 'query',
      authorization(answer) {
        const { code, state } = Object.fromEntries(answer)
        const claims = { iss: provider.issuer, aud: 'other-app', exp: seconds() + 60, code, state }
        for (const name of [...answer.keys()]) answer.delete(name)
        answer.set('response', signed({ alg: 'RS256', kid: 'rsa' }, claims, { alg: 'RS256', key: provider.keys.rsa }))
      },
    }),
    settings: () => ({ responseMode: 'jwt' }),
    preflight: 'error',
  },
  {
    code: 'front-channel-token-missing',
    name: 'no ID token beside the code',
    bends: () => ({ authorization: (answer) => answer.delete('id_token') }),
    settings: () => ({ responseType: 'code id_token' }),
    preflight: needsPerson,
  },
  {
    code: 'idp-initiated-no-state',
    name: 'a tile at the provider',
    walk: async (at) => open(at, createJar(), `${at.station.url}/oidc/callback/${at.id}?code=c`),
    mend: '/oidc/initiate',
    preflight: needsBrowser,
  },
  {
    code: 'idp-initiated-no-state',
    name: 'a link that was built by hand',
    walk: async (at) => open(at, createJar(), `${at.station.url}/oidc/callback/${at.id}?code=c&state=`),
    evidence: { stateWas: 'an empty' },
    preflight: needsBrowser,
  },
  {
    code: 'state-expired',
    name: 'a page that was left open',
    async walk(at) {
      const { jar, callback } = await begin(at)
      at.clock.ahead = 31 * 60_000
      return open(at, jar, callback)
    },
    evidence: { age: 31 },
    preflight: needsBrowser,
  },
  {
    code: 'callback-replayed',
    name: 'the same answer twice',
    async walk(at) {
      const { jar, callback } = await begin(at)
      await open(at, jar, callback)
      return open(at, createJar(), callback)
    },
    preflight: needsBrowser,
  },
  {
    code: 'state-cookie-form-post',
    name: 'a browser that has no cookie even when it is sent round',
    bends: () => ({ responseMode: 'form_post' }),
    settings: () => ({ responseMode: 'form_post' }),
    async walk(at) {
      const jar = createJar()
      const { location } = await jar.send(`${at.station.url}/oidc/login/${at.id}`)
      const form = await jar.send(location!)
      jar.forget(at.station.url)
      const sentRound = await jar.submit(form)
      const answer = await jar.submit(sentRound)
      return at.station.outcomeOf(answer, jar)
    },
    preflight: needsBrowser,
  },
  {
    code: 'state-cookie-host-changed',
    name: 'the start at another name of this server',
    async walk(at) {
      const { host, port } = new URL(at.station.url)
      const start = createJar((url, init) =>
        fetch(url, { ...init, headers: { ...init?.headers, 'x-forwarded-host': host } }),
      )
      const { callback } = await begin(at, start, `http://localhost:${port}/oidc/login/${at.id}`)
      return open(at, createJar(), callback)
    },
    preflight: needsBrowser,
  },
  {
    code: 'state-cookie-cross-site-redirect',
    name: 'a browser that has no cookie',
    walk: byAnother(),
    preflight: needsBrowser,
  },
  {
    code: 'state-multi-tab',
    name: 'a browser with the cookie of another sign-in',
    walk: byAnother(async (at) => (await begin(at)).jar),
    preflight: needsBrowser,
  },
  {
    code: 'provider-changed',
    name: 'another issuer since the start',
    elsewhere: 'tests/sso/security-flow.test.ts',
    attempt: 'named',
    preflight: needsBrowser,
  },
  {
    code: 'callback-wrong-provider',
    name: 'the callback address of another provider',
    elsewhere: 'tests/sso/security-flow.test.ts',
    attempt: 'named',
    preflight: needsBrowser,
  },
  {
    code: 'callback-not-routed',
    name: 'something else at the public URL',
    elsewhere: 'tests/sso/faults/real-hosts.test.ts',
    attempt: { cannot: 'the answer of the provider never reaches this server', shownByProvider: 'no' },
    preflight: 'warning',
  },
]
