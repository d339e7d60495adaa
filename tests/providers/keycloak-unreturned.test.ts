import { describe, expect, test } from 'vitest'
import { createJar } from '../kit/jar.ts'
import { hasKeycloak } from '../kit/keycloak.ts'
import { useKeycloak, walkKeycloak } from './pair.ts'

describe.skipIf(!hasKeycloak)('whom a real Keycloak keeps on a page of its own', { timeout: 120_000 }, () => {
  const { pair } = useKeycloak()

  test.each([
    ['redirect-uri-mismatch', 'lost-redirect', {}, { redirectUris: ['https://elsewhere.example/*'] }, /redirect_uri/],
    ['client-id-wrong', 'lost-client', { OIDC_CLIENT_ID: 'nobody' }, {}, /Client not found/],
  ] as const)(
    '%s is named on the attempt, in the words of its page, and is told to the person',
    async (code, realm, env, client, words) => {
      const made = await pair(realm, () => env, { ...client })
      const jar = createJar()
      expect((await walkKeycloak(made.url, jar)).code).toBe('keycloak 400')

      const address = `${made.url}/api/sign-in/unfinished`
      const { attempt } = JSON.parse((await jar.send(address)).text)
      const headers = { 'content-type': 'application/json' }
      const body = JSON.stringify({ attempt: attempt.id, saw: 'other' })
      const told = JSON.parse((await jar.send(address, { method: 'POST', headers, body })).text)
      expect(told).toMatchObject({ code, attempt: attempt.id })

      const record = (await made.server.context.attempts.load(attempt.id))!
      expect(record).toMatchObject({ outcome: 'never-returned', code })
      expect(String(record.evidence['errorDescription'])).toMatch(words)
      expect(record.mend.join(' ')).toContain(code === 'client-id-wrong' ? 'Keycloak' : `${made.url}/oidc/callback`)
    },
  )

  test('a person who only went away is not blamed on the settings', async () => {
    const made = await pair('lost-person', () => ({}))
    await createJar().send(`${made.url}/oidc/login`)
    const { attempts, unreturned } = made.server.context
    const record = await unreturned.askAgain((await attempts.list())[0]!.id)
    expect(record).toMatchObject({ code: 'never-returned' })
    expect(record!.evidence['whenAsked']).toContain('knows the client id and the redirect URI')
  })
})
