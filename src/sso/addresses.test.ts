import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backchannelAddress, browserAddress, readAddresses } from './addresses.ts'

const read = (fields: Record<string, string>, issuer: string | null) => {
  const invalid: string[] = []
  return {
    ...readAddresses(
      (field) => fields[field] ?? null,
      issuer,
      (field) => invalid.push(field),
    ),
    invalid,
  }
}
const backchannel = { publicOrigin: 'https://sso.example', origin: 'http://keycloak:8080' }

test.each([
  ['https://sso.example/realms/a', 'http://keycloak:8080', backchannel],
  ['https://sso.example/realms/a', 'http://keycloak:8080/realms/a', backchannel],
  ['sso.example/realms/a', 'http://keycloak:8080', backchannel],
  ['https://sso.example', 'https://sso.example/', null],
  ['https://sso.example', 'keycloak:8080', null],
])('the issuer %s with the back channel %s', (issuer, backchannelUrl, expected) => {
  expect(read({ backchannelUrl }, issuer).backchannel).toEqual(expected)
})

test('what is no address is named, and left out', () => {
  const { endpoints, invalid } = read(
    { tokenEndpoint: '/token', jwksUri: 'https://a/keys', backchannelUrl: 'ftp://a' },
    null,
  )
  expect([endpoints, invalid]).toEqual([{ jwks_uri: 'https://a/keys' }, ['tokenEndpoint', 'backchannelUrl']])
})

test('an address at one name comes back from the other as it was; whatever is elsewhere stays', () => {
  fc.assert(
    fc.property(fc.webPath(), fc.webQueryParameters(), (path, query) => {
      const url = new URL(`https://sso.example${path}?x=1&${query}`).href
      const inner = backchannelAddress(backchannel, url)
      expect(inner.startsWith('http://keycloak:8080/')).toBe(true)
      expect(browserAddress(backchannel, inner)).toBe(url)
    }),
  )
  for (const url of ['https://sso.example.evil/', 'https://sso.example:8443/', 'http://sso.example/', 'no address'])
    expect(backchannelAddress(backchannel, url)).toBe(url)
})
