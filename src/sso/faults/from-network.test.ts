import { expect, test } from 'vitest'
import { OutboundError, type OutboundReason } from '../../base/outbound.ts'
import { networkFault } from './from-network.ts'

/** What cannot be had on one machine: another that refuses, and one that is silent. */
test.each<[string, OutboundReason, string]>([
  ['conn-refused', 'refused', '10.1.2.3'],
  ['conn-refused-localhost', 'refused', '127.0.0.1'],
  ['conn-timeout-hairpin', 'connect-timeout', '10.1.2.3'],
])('%s: %s by %s', async (code, reason, address) => {
  const facts = { url: 'https://sso.acme.example/', host: 'sso.acme.example', address, elapsed: 8000 }
  const connection = { ca: null, certificate: null, backchannel: null }
  expect(await networkFault(new OutboundError(reason, facts), connection)).toMatchObject({ code, facts })
})
