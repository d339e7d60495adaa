import { X509Certificate } from 'node:crypto'
import tls from 'node:tls'
import { alertAfterHandshake, lookAtCertificate, OutboundError, type OutboundReason } from '../../base/outbound.ts'
import type { ProviderConnection } from '../connection.ts'
import { unusableAuthority } from './authorities.ts'
import type { FaultCode } from './catalogue.ts'
import { SsoFault } from './sso-fault.ts'

const codeOfReason: Record<Exclude<OutboundReason, 'tls' | 'refused'>, FaultCode> = {
  'endpoint-forbidden': 'endpoint-forbidden',
  'http-refused': 'http-issuer-refused',
  'url-invalid': 'issuer-invalid',
  dns: 'dns-fail',
  'connect-timeout': 'conn-timeout-hairpin',
  timeout: 'request-timeout-too-short',
  'too-large': 'discovery-too-large',
  reset: 'connection-broken',
  proxy: 'egress-proxy',
  other: 'connection-broken',
}

/** What kept us from reaching a provider, as a fault. What is no such thing is thrown on as it is. */
export async function networkFault(error: unknown, connection: ProviderConnection): Promise<SsoFault> {
  if (!(error instanceof OutboundError)) throw error
  const { reason, facts } = error
  const demand = await demandForCertificate(error, connection)
  if (demand) return demand
  if (reason === 'tls') return tlsFault(error, connection)
  if (reason === 'refused') {
    const here = /^(localhost|127\.|\[::1\])/.test(facts.host) || /^(127\.|::1$)/.test(facts.address ?? '')
    return new SsoFault(here ? 'conn-refused-localhost' : 'conn-refused', { ...facts }, error)
  }
  return new SsoFault(codeOfReason[reason], { ...facts }, error)
}

/** Alerts of RFC 8446 6.2 by which a server says that it wants a certificate of ours, or not this one. */
const demands = /^(CERTIFICATE_\w+|BAD_CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)$/

async function demandForCertificate(
  error: OutboundError,
  { certificate: ours }: ProviderConnection,
): Promise<SsoFault | null> {
  const { reason, facts } = error
  const url = URL.parse(facts.url)
  if (url?.protocol !== 'https:' || facts.proxy || (reason !== 'reset' && reason !== 'tls')) return null
  const told = /ALERT_(\w+)$/.exec(facts.errorCode ?? '')?.[1]
  const alert =
    told ?? (reason === 'reset' ? await alertAfterHandshake(url.hostname, Number(url.port || 443), ours) : null)
  if (!alert || !demands.test(alert)) return null
  return new SsoFault(ours ? 'client-certificate-refused' : 'client-certificate-missing', { ...facts, alert }, error)
}

const unknownAuthority =
  /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT|INVALID_CA|UNSPECIFIED)/

async function tlsFault(error: OutboundError, { ca }: ProviderConnection): Promise<SsoFault> {
  const code = error.facts.errorCode ?? ''
  const { hostname, port } = new URL(error.facts.url)
  const isPlain = /^(EPROTO|ERR_SSL_)/.test(code)
  const certificate = isPlain || error.facts.proxy ? null : await lookAtCertificate(hostname, Number(port || 443))
  const facts = { ...error.facts, certificate, now: new Date().toISOString() }
  const validity = certificate && { validFrom: certificate.validFrom, validTo: certificate.validTo }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return new SsoFault('tls-expired', { ...facts, ...validity }, error)
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH')
    return new SsoFault('tls-name-mismatch', facts, error)
  if (code === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' || unknownAuthority.test(code)) {
    const given = unusableAuthority(ca)
    if (given) return new SsoFault('tls-ca-without-certsign', { ...facts, ...given }, error)
  }
  if (code === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE') {
    // One certificate came, and its issuer is not known. Where it is of a public authority, of the organisation of one that is trusted,
    // or where its own authority was given already, the one between is missing; else it is the authority itself that is not known here.
    const isBetween = certificate?.namesItsIssuer || ca !== null || isTrustedOrganisation(certificate?.issuer)
    return new SsoFault(isBetween ? 'tls-incomplete-chain' : 'tls-private-ca', facts, error)
  }
  if (unknownAuthority.test(code)) return new SsoFault('tls-private-ca', facts, error)
  return new SsoFault('tls-to-plain-port', facts, error)
}

function isTrustedOrganisation(issuer: string | undefined): boolean {
  const organisation = /(?:^|, )O=([^,]+)/.exec(issuer ?? '')?.[1]
  if (!organisation) return false
  return tls.getCACertificates('default').some((pem) => new X509Certificate(pem).subject.includes(`O=${organisation}`))
}

/** The fault of an endpoint that cannot be reached although discovery could: named by the endpoint, with the reason in words. */
export function atEndpoint(fault: SsoFault, code: 'token-unreachable' | 'jwks-unreachable', url: string): SsoFault {
  const own: FaultCode[] = ['endpoint-forbidden', 'http-issuer-refused', 'rate-limited']
  if (own.includes(fault.code) || fault.code.startsWith('tls-')) return fault
  const said = fault.facts['errorCode'] ?? fault.facts['message'] ?? fault.code
  return new SsoFault(code, { ...fault.facts, url, reason: `cannot be reached (${said})`, network: fault.code }, fault)
}
