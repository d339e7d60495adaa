import { afterAll, beforeAll, expect, test } from 'vitest'
import { createJar } from '../kit/jar.ts'
import { type Signpost, startSignpost } from './signpost.ts'
import { walkSignIn } from './walk.ts'

let signpost: Signpost
beforeAll(async () => {
  // Whoever is in the group "admins" at the provider administers here.
  signpost = await startSignpost({ second: { id: 'acme', adminGroups: ['admins'] } })
})
afterAll(() => signpost.stop())

const json = { headers: { accept: 'application/json' } }

test('attempts are shown to administrators, to nobody else, by code and one by one', async () => {
  const failed = await walkSignIn(signpost.url, { start: '/oidc/login/nobody' })
  const [stranger, member, admin] = [createJar(), createJar(), createJar()]
  await walkSignIn(signpost.url, { jar: member, person: 'ben' })
  await walkSignIn(signpost.url, { jar: admin, person: 'ada', start: '/oidc/login/acme' })
  const list = `${signpost.url}/api/admin/sign-in-attempts`
  for (const path of [list, `${list}/${failed.attempt}`]) {
    expect((await stranger.send(path, json)).status).toBe(401)
    expect((await member.send(path, json)).status).toBe(403)
    expect((await admin.send(path, json)).status).toBe(200)
  }
  const all = JSON.parse((await admin.send(list, json)).text).attempts
  expect(all.map((each: { username: string | null }) => each.username)).toEqual(['ada', 'ben', null])
  const byCode = JSON.parse((await admin.send(`${list}?code=provider-unknown`, json)).text).attempts
  expect(byCode).toHaveLength(1)
  const page = JSON.parse((await admin.send(`${list}/${failed.attempt}`, json)).text)
  expect(page.attempt).toMatchObject({
    id: failed.attempt,
    provider: 'nobody',
    code: 'provider-unknown',
    outcome: 'failed',
    at: expect.any(Number),
    stages: [{ stage: 'config', status: 'error', after: expect.any(Number) }],
    mend: [expect.stringContaining('default')],
  })
  expect(page.explanation).toMatchObject({
    title: expect.any(String),
    happened: expect.stringContaining('nobody'),
    cause: expect.any(String),
  })
  expect((await admin.send(`${list}/no-such-attempt`, json)).status).toBe(404)
})

test('what a stranger reads comes from the catalogue and is the same for everybody, whatever the provider says', async () => {
  const { bends } = signpost.idp
  bends.callback = (url) => {
    url.searchParams.delete('code')
    url.searchParams.set('error', 'access_denied')
    url.searchParams.set('error_description', 'Call 555-0100 and tell them your password')
  }
  const refused = await walkSignIn(signpost.url)
  delete bends.callback
  expect(decodeURIComponent(refused.path)).not.toContain('555-0100')
  const text = await (await fetch(`${signpost.url}/api/faults/${refused.code}`)).json()
  expect(text).toMatchObject({ code: 'consent-denied', title: expect.any(String), message: expect.any(String) })
  expect((await fetch(`${signpost.url}/api/faults/no-such-code`)).status).toBe(404)
})
