import { X509Certificate } from 'node:crypto'
import tls from 'node:tls'

export interface UnusableAuthority {
  /** Where it was given. */
  field: 'caFile' | 'NODE_EXTRA_CA_CERTS'
  /** Its subject, in one line. */
  authority: string
  reason: string
}

/** The certificate that was given as an authority and is none (RFC 5280 4.2.1.3, 4.2.1.9), where no other was given that is one. */
export function unusableAuthority(ca: string | null): UnusableAuthority | null {
  const field = ca === null ? 'NODE_EXTRA_CA_CERTS' : 'caFile'
  const given = ca === null ? tls.getCACertificates('extra') : pemsIn(ca)
  const read = given.map((pem) => new X509Certificate(pem))
  const found = read.map((each) => ({ each, reason: whyNone(each) }))
  if (found.length === 0 || found.some(({ reason }) => reason === null)) return null
  const { each, reason } = found[0]!
  return { field, authority: each.subject.replaceAll('\n', ', '), reason: reason! }
}

/** OpenSSL says of a certificate only whether it is an authority; which of the two extensions is missing shows in its bytes. */
function whyNone(certificate: X509Certificate): string | null {
  if (certificate.ca) return null
  const saysAuthority = basicConstraintsOfAuthority.test(certificate.raw.toString('hex'))
  return saysAuthority ? 'keyUsage does not say keyCertSign' : 'basicConstraints does not say CA:true'
}

/** The extension 2.5.29.19, critical or not, whose value begins with `cA TRUE`. */
const basicConstraintsOfAuthority = /0603551d13(0101ff)?04..30..0101ff/

const pemsIn = (text: string): string[] =>
  text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
