import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { AttemptRecord } from '../../src/sso/index.ts'
import { createJar, type Jar } from '../kit/jar.ts'
import { until } from '../kit/until.ts'
import { startStation } from './conformance/station.ts'
import { type Signpost, startSignpost } from './signpost.ts'
import { walkSignIn } from './walk.ts'

const minute = 60_000
let signpost: Signpost
let ahead = 0
beforeAll(async () => {
  signpost = await startSignpost({ clock: { now: () => Date.now() + ahead } })
  const { issuer, clientId, clientSecret } = signpost.idp
  const { providerSettings } = signpost.server.context
  // Its redirect URI is not registered at the provider; and a client that the provider does not know.
  await providerSettings.create('elsewhere', { issuer, clientId, clientSecret }, 'test')
  await providerSettings.create('stranger', { issuer, clientId: 'nobody-knows-me', clientSecret }, 'test')
})
afterAll(() => signpost.stop())
afterEach(() => {
  for (const name of Object.keys(signpost.idp.bends)) delete signpost.idp.bends[name as keyof Signpost['idp']['bends']]
  // What a provider answered counts for a minute.
  ahead += 2 * minute
})

const begin = async (provider = 'default', jar = createJar()): Promise<{ id: string; jar: Jar }> => {
  await jar.send(`${signpost.url}/oidc/login${provider === 'default' ? '' : `/${provider}`}`)
  return { id: (await signpost.attempts())[0]!.id, jar }
}
const sweep = () => signpost.server.context.unreturned.sweep()
const explained = async (id: string): Promise<AttemptRecord> => {
  await until(async () => (await signpost.attempt(id))?.code != null)
  return (await signpost.attempt(id))!
}
const address = () => `${signpost.url}/api/sign-in/unfinished`
const openOf = async (jar: Jar) => JSON.parse((await jar.send(address())).text).attempt
const report = async (jar: Jar, body: Record<string, unknown>) => {
  const answer = await jar.send(address(), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: answer.status, body: JSON.parse(answer.text) }
}

describe('a sign-in that has not come back for ten minutes', () => {
  test('is said to be lost, and not before', async () => {
    const { id } = await begin()
    ahead += 9 * minute
    await sweep()
    expect(await signpost.attempt(id)).toMatchObject({ outcome: 'pending', code: null })
    ahead += 2 * minute
    await sweep()
    expect(await explained(id)).toMatchObject({ outcome: 'never-returned', endedAt: expect.any(Number) })
  })

  test('whose redirect URI is not registered is named by what the provider shows to this server', async () => {
    const { id } = await begin('elsewhere')
    ahead += 11 * minute
    await sweep()
    const record = await explained(id)
    expect(record).toMatchObject({ code: 'redirect-uri-mismatch', outcome: 'never-returned' })
    expect(record.mend.join(' ')).toContain(`${signpost.url}/oidc/callback/elsewhere`)
    const stage = record.stages.at(-1)!
    expect(stage).toMatchObject({ stage: 'authorize', status: 'error' })
    expect(stage.calls![0]).toMatchObject({ method: 'GET', answer: { status: 400 } })
  })

  test('whose client id is not known is named so', async () => {
    const { id } = await begin('stranger')
    ahead += 11 * minute
    await sweep()
    expect(await explained(id)).toMatchObject({ code: 'client-id-wrong' })
  })

  test('whose values are right says so, and what may have happened at the provider', async () => {
    const { id } = await begin()
    ahead += 11 * minute
    await sweep()
    const record = await explained(id)
    expect(record.code).toBe('never-returned')
    expect(record.evidence).toMatchObject({
      happened: expect.stringContaining('knows the client id and the redirect URI'),
    })
    expect(record.mend.length).toBeGreaterThan(1)
  })

  test('whose answer went to something else than this server is told so, and what to change', async () => {
    const wall = createServer((_, response) =>
      response.writeHead(404, { 'content-type': 'text/html' }).end('<title>Wall</title>'),
    )
    await new Promise<void>((resolve) => wall.listen(0, '127.0.0.1', resolve))
    const host = `127.0.0.1:${(wall.address() as AddressInfo).port}`
    const station = await startStation({ env: { HOST: `http://${host}` } })
    try {
      station.provider.bends.authorization = (answer) => {
        answer.delete('code')
        answer.set('error', 'login_required')
      }
      const headers = { 'x-forwarded-host': host, 'x-forwarded-proto': 'http' }
      await fetch(`${station.url}/oidc/login`, { headers, redirect: 'manual' })
      const { attempts, unreturned } = station.server.context
      const record = await unreturned.askAgain((await attempts.list())[0]!.id)
      expect(record).toMatchObject({ code: 'never-returned', evidence: { findings: ['callback-not-routed'] } })
      expect(record!.mend[0]).toContain(`Let the proxy send every path of http://${host} to this server`)
    } finally {
      await station.stop()
      wall.close()
    }
  })

  test('is not explained by settings that were changed since', async () => {
    const { providerSettings } = signpost.server.context
    const { id } = await begin('stranger')
    await providerSettings.change('stranger', { clientId: 'another-that-nobody-knows' }, 'test')
    ahead += 11 * minute
    await sweep()
    expect(await explained(id)).toMatchObject({ code: 'never-returned' })
    await providerSettings.change('stranger', { clientId: 'nobody-knows-me' }, 'test')
  })

  test('ends as any other when the person comes all the same', async () => {
    const later = (seconds: unknown) => Math.round((seconds as number) + ahead / 1000)
    signpost.idp.bends.claims = ({ iat, exp, ...claims }) => ({ ...claims, iat: later(iat), exp: later(exp) })
    let marked: AttemptRecord | undefined
    const { code } = await walkSignIn(signpost.url, {
      async onTheWayBack() {
        ahead += 12 * minute
        await sweep()
        marked = (await signpost.attempts())[0]
        await explained(marked!.id)
      },
    })
    expect(code).toBeNull()
    expect(marked).toMatchObject({ outcome: 'never-returned' })
    expect(await signpost.attempt(marked!.id)).toMatchObject({ outcome: 'signed-in', code: null, mend: [] })
  })

  test('costs its provider no more questions than one, however many there are', async () => {
    let asked = 0
    // Read once for each request.
    signpost.idp.bends.answers = Object.defineProperty({}, '/auth', { get: () => void asked++, enumerable: true })
    const askedFor = async (count: number): Promise<number> => {
      const ids: string[] = []
      for (let each = 0; each < count; each++) ids.push((await begin('elsewhere')).id)
      ahead += 11 * minute
      asked = 0
      await sweep()
      for (const id of ids) expect((await explained(id)).code).toBe('redirect-uri-mismatch')
      return asked
    }
    const one = await askedFor(1)
    expect(one).toBeGreaterThan(0)
    expect(await askedFor(3)).toBe(one)
  })
})

describe('whoever did not come back', () => {
  test('is known by the cookie of the browser alone, as long as the answer can still come', async () => {
    const { id, jar } = await begin()
    expect(await openOf(jar)).toEqual({ id, provider: { name: expect.any(String), start: '/oidc/login' } })
    expect(await openOf(createJar())).toBeNull()
    ahead += 31 * minute
    expect(await openOf(jar)).toBeNull()
  })

  test('is asked nothing after a sign-in that went well', async () => {
    const { jar } = await begin()
    await walkSignIn(signpost.url, { jar })
    expect(await openOf(jar)).toBeNull()
  })

  test('is told at once what the provider does not accept, and nothing more', async () => {
    const { id, jar } = await begin('elsewhere')
    const { status, body } = await report(jar, { attempt: id, saw: 'other' })
    expect(status).toBe(200)
    expect(body).toEqual({
      code: 'redirect-uri-mismatch',
      title: expect.any(String),
      message: expect.any(String),
      attempt: id,
    })
    expect(JSON.stringify(body)).not.toContain('/oidc/callback')
    expect(await signpost.attempt(id)).toMatchObject({ outcome: 'never-returned', evidence: { reported: 'other' } })
    expect(await openOf(jar)).toBeNull()
    expect((await report(jar, { attempt: id, saw: 'gave-up' })).status).toBe(404)
  })

  test('gives the words of the page, without the values of an address and without tokens', async () => {
    const { id, jar } = await begin()
    const words = `User is not assigned to the client application. https://idp.example/error?code=SeCrEtCoDe123456&user=ben eyJhbGciOiJub25lIn0.eyJzdWIiOiJiZW4ifQ.x`
    const { body } = await report(jar, { attempt: id, saw: 'access-denied', words })
    expect(body.code).toBe('user-not-assigned')
    const { evidence } = (await signpost.attempt(id))!
    expect(evidence['errorDescription']).toBe(
      'User is not assigned to the client application. https://idp.example/error?code&user [token]',
    )
  })

  test('is not believed where the provider itself has shown otherwise', async () => {
    const { id, jar } = await begin()
    expect((await report(jar, { attempt: id, saw: 'redirect-refused' })).body.code).toBe('never-returned')
  })

  test('cannot speak for another browser', async () => {
    const { id } = await begin()
    const other = await begin()
    expect((await report(createJar(), { attempt: id, saw: 'gave-up' })).status).toBe(404)
    expect((await report(other.jar, { attempt: id, saw: 'gave-up' })).status).toBe(404)
    expect(await signpost.attempt(id)).toMatchObject({ outcome: 'pending' })
  })
})
