import type { Outbound, OutboundAnswer, OutboundRequest } from '../base/outbound.ts'
import { backchannelAddress } from './addresses.ts'
import type { ProviderSettings } from './provider.ts'
import { currentWitness } from './record/witness.ts'

/** How this server reaches a provider. Settings are one. */
export type ProviderConnection = Pick<ProviderSettings, 'ca' | 'certificate' | 'backchannel'>

/** The one way to call a provider: by its back-channel name, trusting its authority, and with our certificate for it. @throws OutboundError */
export const askProvider = (
  outbound: Outbound,
  { ca, certificate, backchannel }: ProviderConnection,
  url: string,
  request: Omit<OutboundRequest, 'ca' | 'certificate'> = {},
): Promise<OutboundAnswer> => {
  const address = backchannelAddress(backchannel, url)
  const call = () => outbound.fetch(address, { ...request, ca, certificate })
  return currentWitness()?.see(address, request, call) ?? call()
}
