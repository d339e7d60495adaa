import { expect, test } from 'vitest'
import { google, googleBareIssuer } from './google.ts'
import type { Emulation } from './kit/emulation.ts'
import { startWorld } from './world.ts'

async function signInAt(emulation: Emulation, fields: Record<string, unknown> = {}) {
  const world = await startWorld([emulation], { fields: () => fields })
  const end = await world.signIn(emulation)
  await world.stop()
  return end
}

test('the issuer may stand in the ID token without its scheme', async () => {
  const end = await signInAt(googleBareIssuer)
  expect(end).toMatchObject({ code: null, user: { email: google.email } })
  expect(end.record.evidence['mended']).toEqual(['google-iss-two-spellings'])
})

test('any other issuer is refused', async () => {
  const idToken = { ...google.idToken, iss: 'https://accounts.google.com/' }
  expect((await signInAt({ ...google, idToken })).code).toBe('iss-mismatch')
})

test('a domain is the organization that "hd" names, not the letters behind the @', async () => {
  const allowedDomains = ['acme.example']
  expect((await signInAt(google, { allowedDomains })).code).toBeNull()
  const { hd: _, ...stranger } = google.idToken!
  const { hd: __, ...alsoStranger } = google.userinfo!
  const end = await signInAt({ ...google, idToken: stranger, userinfo: alsoStranger }, { allowedDomains })
  expect(end.code).toBe('domain-not-allowed')
})

test('the scope "groups", which ends the sign-in on a page of Google’s, is left out', async () => {
  const { code, path } = await signInAt(google, { scopes: ['openid', 'email', 'profile', 'groups'] })
  expect({ code, path }).toEqual({ code: null, path: '/arrived' })
})

test('an application for another organization is named', async () => {
  const words = 'Error 403: org_internal'
  const authorize = () => ({ error: 'access_denied', error_description: words })
  const { code, record } = await signInAt({ ...google, authorize })
  expect(code).toBe('google-audience')
  expect(record.mend.join(' ')).toContain('OAuth consent screen')
})
