import type { Outbound, OutboundAnswer, OutboundRequest } from '../base/outbound.ts'
import type { ProviderSettings } from './provider.ts'

/** How this server reaches a provider. Settings are one. */
export type ProviderConnection = Pick<ProviderSettings, 'ca' | 'certificate'>

/** The one way to call a provider: trusting its authority, and with our certificate for it. @throws OutboundError */
export const askProvider = (
  outbound: Outbound,
  { ca, certificate }: ProviderConnection,
  url: string,
  request: Omit<OutboundRequest, 'ca' | 'certificate'> = {},
): Promise<OutboundAnswer> => outbound.fetch(url, { ...request, ca, certificate })
