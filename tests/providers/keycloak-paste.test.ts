import { beforeAll, describe, expect, test } from 'vitest'
import { readPaste } from '../../web/src/paste/read-paste.ts'
import { addPeople, type People } from '../kit/askers.ts'
import { hasKeycloak } from '../kit/keycloak.ts'
import { clientSecret, type Pair, useKeycloak } from './pair.ts'

describe.skipIf(!hasKeycloak)('what an administrator copies out of Keycloak, pasted on the page of a provider', () => {
  const keycloaks = useKeycloak()
  let pair: Pair
  let people: People
  let clientPath: string
  beforeAll(async () => {
    pair = await keycloaks.pair('paste', () => ({ OIDC_ISSUER: '', OIDC_CLIENT_ID: '', OIDC_SECRET: '' }))
    people = await addPeople(pair.server)
    const [client] = (await pair.realm.admin('GET', '/clients?clientId=signpost')) as { id: string }[]
    clientPath = `/clients/${client!.id}`
  })

  const read = (pasted: string) => readPaste(pasted, `${pair.url}/oidc/callback`)
  const preflight = async (values: Record<string, unknown>) =>
    (await people.ask('root', 'POST', '/api/admin/providers/default/test', values)).body

  test('its adapter configuration (keycloak.json) is all that a sign-in needs', async () => {
    const adapter = await pair.realm.admin('GET', `${clientPath}/installation/providers/keycloak-oidc-keycloak-json`)
    const { values, notes } = await read(JSON.stringify(adapter))
    expect(values).toEqual({ issuer: pair.realm.issuer, clientId: 'signpost', clientSecret })
    expect(notes).toEqual([])
    expect(await preflight(values)).toMatchObject({ ok: true, profile: 'keycloak' })
  })

  test('an exported client has id and secret, and the redirect URI is compared', async () => {
    const { values, notes } = await read(JSON.stringify(await pair.realm.admin('GET', clientPath)))
    expect(values).toEqual({ clientId: 'signpost', clientSecret })
    expect(notes).toEqual([])
  })

  test('from the address of its sign-in page the issuer is found by asking', async () => {
    const { values } = await read(`${pair.realm.issuer}/protocol/openid-connect/auth?client_id=signpost&scope=openid`)
    const { checks } = await preflight(values)
    const suggested = checks.map(({ evidence }: { evidence: Record<string, unknown> }) => evidence['suggestedIssuer'])
    expect(suggested).toContain(pair.realm.issuer)
    expect(values['clientId']).toBe('signpost')
  })
})
