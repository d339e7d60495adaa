import { expect, test } from 'vitest'
import { auth0 } from './auth0.ts'
import { startWorld } from './world.ts'

/** `auth0-domain-form`: the console of Auth0 shows a domain, and the issuer has a scheme before it and a slash behind it. */
test('the domain as the console shows it is taken for the issuer, and the issuer is said', async () => {
  const { host, href } = new URL(auth0.document.issuer)
  const world = await startWorld([auth0], { fields: () => ({ issuer: host }) })
  const warning = (await world.examine(auth0)).find(({ code }) => code === 'auth0-domain-form')
  expect(warning).toMatchObject({ status: 'warning', mend: [`Set OIDC_ISSUER=${href}.`] })
  const end = await world.signIn(auth0)
  expect(end).toMatchObject({ code: null, user: { email: auth0.email } })
  expect(end.record.evidence['mended']).toContain('auth0-domain-form')
  await world.stop()
})
