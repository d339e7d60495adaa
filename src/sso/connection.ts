import type { Outbound, OutboundAnswer, OutboundRequest } from '../base/outbound.ts'
import { backchannelAddress } from './addresses.ts'
import type { ProviderSettings } from './provider.ts'

/** How this server reaches a provider. Settings are one. */
export type ProviderConnection = Pick<ProviderSettings, 'ca' | 'certificate' | 'backchannel'>

/** The one way to call a provider: by its back-channel name, trusting its authority, and with our certificate for it. @throws OutboundError */
export const askProvider = (
  outbound: Outbound,
  { ca, certificate, backchannel }: ProviderConnection,
  url: string,
  request: Omit<OutboundRequest, 'ca' | 'certificate'> = {},
): Promise<OutboundAnswer> => outbound.fetch(backchannelAddress(backchannel, url), { ...request, ca, certificate })
