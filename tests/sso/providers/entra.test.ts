import { expect, test } from 'vitest'
import { providerSettings } from '../../../src/sso/index.ts'
import { entra, entraOrganizations, entraV1, tenant } from './entra.ts'
import { startWorld } from './world.ts'

const other = '9188040d-6c67-4c5b-b112-36a304b66dad'
const iss = (id: string) => `https://login.microsoftonline.com/${id}/v2.0`

async function signInWith(allowedTenants: string[], claims: Record<string, unknown> = {}) {
  const emulation = { ...entraOrganizations, idToken: { ...entraOrganizations.idToken, ...claims } }
  const world = await startWorld([emulation], { fields: () => ({ allowedTenants }) })
  const end = await world.signIn(emulation)
  await world.stop()
  return end
}

test('an issuer for many directories is none without a list of those that are let in', async () => {
  const { code, record } = await signInWith([])
  expect(code).toBe('entra-common-issuer')
  expect(record.mend.join(' ')).toContain('allowedTenants')
})

test('the people of a directory on the list get in', async () => {
  expect(await signInWith([other, tenant.toUpperCase()])).toMatchObject({ code: null, user: { email: entra.email } })
})

test('the people of another directory do not, and the directory is named', async () => {
  const { code, record } = await signInWith([other])
  expect(code).toBe('tenant-not-allowed')
  expect(record.mend).toEqual([`Add ${tenant} to allowedTenants, if its people are to be let in.`])
})

test.each([
  ['is of a directory on the list, while its issuer is not', { tid: other }],
  ['has an issuer on the list, while its directory is not', { iss: iss(other) }],
  ['names no directory', { tid: undefined }],
  ['has the pattern itself as issuer', { iss: iss('{tenantid}'), tid: '{tenantid}' }],
])('an ID token that %s is refused', async (_what, claims) => {
  expect((await signInWith([other, tenant], claims)).code).toBe('iss-mismatch')
})

test('tokens of the first version are named where the second was asked for', async () => {
  const emulation = { ...entra, idToken: { ...entraV1.idToken, iss: entraV1.document.issuer } }
  const world = await startWorld([emulation])
  expect((await world.signIn(emulation)).code).toBe('entra-v1-v2-mix')
  await world.stop()
})

test('a key of the application alone is found, and noted', async () => {
  const emulation = { ...entra, ownKeyBy: 'appid' }
  const world = await startWorld([emulation])
  const { code, record } = await world.signIn(emulation)
  expect(code).toBeNull()
  expect(record.evidence).toMatchObject({
    mended: ['entra-custom-signing-key'],
    keySource: `${entra.document.jwks_uri}?appid=${entra.client.id}`,
  })
  await world.stop()
})

/** `id-secret-swapped-or-padded`: a secret in the place of the client id would stand in every address. */
test('id and secret that stand in the field of each other are exchanged, and the secret is in no address', async () => {
  const { id } = entra.client
  const secret = 'another~secretOfTheShapeThatEntraGives01'
  const world = await startWorld([entra])
  const { providerSettings: store, sso, attempts } = world.server.context
  const { issuer } = entra.document
  await store.create('exchanged', { issuer, clientId: secret, clientSecret: id }, 'test')
  const written = await store.get('exchanged')
  const warning = (await sso.preflight(providerSettings(written))).find(({ code }) => code?.startsWith('id-secret'))
  expect(warning).toMatchObject({ status: 'warning', evidence: { field: 'clientId' } })
  const { location } = await world.jar().send(`${world.signpost}/oidc/login/exchanged`)
  expect(new URL(location!).searchParams.get('client_id')).toBe(id)
  const [record] = await attempts.list()
  expect(record!.evidence['mended']).toEqual(['id-secret-swapped-or-padded'])
  expect(JSON.stringify(record)).not.toContain(secret)
  await world.stop()
})
