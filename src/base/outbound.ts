export { isLoopbackHost, isPrivateAddress } from './outbound/addresses.ts'
export { alertAfterHandshake, lookAtCertificate } from './outbound/certificate.ts'
export type { ClientCertificate } from './outbound/client-certificate.ts'
export { OutboundError, type OutboundFacts, type OutboundReason } from './outbound/errors.ts'
export type { SeenPath } from './outbound/look.ts'
export {
  createOutbound,
  type Outbound,
  type OutboundAnswer,
  type OutboundRequest,
} from './outbound/outbound.ts'
export { type ProxySettings, readProxySettings } from './outbound/proxy.ts'
export { createStreams, type StreamAnswer, type Streams } from './outbound/streams.ts'
