import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { catalogue } from '../../../src/sso/index.ts'
import { createJar } from '../../kit/jar.ts'
import { type Station, startStation } from '../conformance/station.ts'
import { ended } from '../walk.ts'
import { anyText, noise, oneMemberChanged, runs } from './hostile.ts'

/** What strangers may send: anybody can open a callback, a logout address, or the start of a sign-in. */
let station: Station
beforeAll(async () => {
  station = await startStation()
})
afterAll(() => station.stop())
beforeEach(() => {
  station.provider.straighten()
  station.log.length = 0
})

const noDefect = () => expect(station.log.filter((line) => JSON.parse(line).level >= 50)).toEqual([])
const wellFormed = anyText.map((text) => text.toWellFormed())

const names = fc.oneof(
  fc.constantFrom('state', 'code', 'iss', 'error', 'error_description', 'error_uri', 'id_token', 'access_token'),
  fc.constantFrom('response', 'session_state', 'came', 'signpost_round', '__proto__', 'constructor', 'toString'),
  wellFormed,
)
const parameters = fc.array(fc.tuple(names, wellFormed), { maxLength: 8 })

describe('whatever somebody opens, the answer has a name, and no session', () => {
  test('a callback with any parameters, by GET and by POST, in a browser that has begun a sign-in', async () => {
    await fc.assert(
      fc.asyncProperty(parameters, fc.boolean(), fc.boolean(), async (pairs, isPost, knowsState) => {
        const jar = createJar()
        const begun = new URL((await jar.send(`${station.url}/oidc/login`)).location!).searchParams
        const sent = new URLSearchParams(pairs)
        if (knowsState) sent.set('state', begun.get('state')!)
        const url = `${station.url}/oidc/callback`
        const answer = isPost ? await jar.send(url, { method: 'POST', body: sent }) : await jar.send(`${url}?${sent}`)
        expect(answer.status).toBeLessThan(500)
        const { code } = ended(answer)
        if (answer.location !== null) expect(Object.keys(catalogue)).toContain(code)
        expect(code).not.toBe('unexpected')
        expect(await station.isSignedIn(jar)).toBe(false)
      }),
      runs(150),
    )
    noDefect()
  })

  test('a callback whose query is any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 60 }), async (text) => {
        const query = text.replace(/[^\x21-\x7e]|#/g, '%')
        const answer = await createJar().send(`${station.url}/oidc/callback?${query}`)
        expect(answer.status).toBeLessThan(500)
        expect(ended(answer).code).not.toBe('unexpected')
      }),
      runs(100),
    )
    noDefect()
  })

  test('any return_to or login_hint leads to the provider, and after it to a page of ours', async () => {
    await fc.assert(
      fc.asyncProperty(wellFormed, wellFormed, async (target, hint) => {
        const query = new URLSearchParams({ return_to: target, login_hint: hint })
        const outcome = await station.signIn({ start: `/oidc/login?${query}` })
        expect(new URL(outcome.answer.location!).origin).toBe(station.url)
        expect(outcome.answer.headers.get('location')).toMatch(/^\/(?![/\\])/)
      }),
      runs(60),
    )
    noDefect()
  })

  test('a third-party start with any parameters', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('iss', 'login_hint', 'target_link_uri'), wellFormed)),
        async (pairs) => {
          const { status, location } = await createJar().send(
            `${station.url}/oidc/initiate?${new URLSearchParams(pairs)}`,
          )
          expect(status).toBe(302)
          expect([station.url, station.provider.issuer]).toContain(new URL(location!).origin)
        },
      ),
      runs(60),
    )
    noDefect()
  })
})

describe('any logout token is answered 200 or 400, and only a right one ends a session', () => {
  const send = async (token: string) => {
    const body = new URLSearchParams({ logout_token: token })
    const { status } = await fetch(`${station.url}/oidc/backchannel-logout`, { method: 'POST', body })
    return status
  }
  /** A defect of ours is logged under this code. */
  const noUnexpected = () => expect(station.log.filter((line) => line.includes('"unexpected"'))).toEqual([])

  test('noise', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(noise, anyText).map((text) => text.toWellFormed()),
        async (token) => {
          expect(await send(token)).toBe(400)
        },
      ),
      runs(60),
    )
    noUnexpected()
  })

  test('one odd claim of a signed one', async () => {
    const claims = ['iss', 'aud', 'iat', 'exp', 'jti', 'nonce', 'events', 'sub', 'sid']
    const { jar } = await station.signIn()
    await fc.assert(
      fc.asyncProperty(oneMemberChanged(...claims), async (change) => {
        expect([200, 400]).toContain(await send(station.provider.logoutToken({ sub: 'nobody' }, { change })))
      }),
      runs(150),
    )
    noUnexpected()
    expect(await station.isSignedIn(jar)).toBe(true)
    for (const line of station.log) expect(line.length).toBeLessThan(20_000)
  })
})
