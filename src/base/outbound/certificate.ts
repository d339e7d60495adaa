import type { X509Certificate } from 'node:crypto'
import tls from 'node:tls'
import type { ClientCertificate } from './client-certificate.ts'

export interface SeenCertificate {
  subject: string
  issuer: string
  names: string
  validFrom: string
  validTo: string
  /** Whether it says where the certificate of its issuer can be fetched, as those of public authorities do. */
  namesItsIssuer: boolean
}

export const seenCertificate = (certificate: X509Certificate): SeenCertificate => ({
  subject: oneLine(certificate.subject),
  issuer: oneLine(certificate.issuer),
  names: certificate.subjectAltName ?? '',
  validFrom: certificate.validFrom,
  validTo: certificate.validTo,
  namesItsIssuer: /CA Issuers/i.test(certificate.infoAccess ?? ''),
})

/** Looks at the certificate of a server that was not trusted; nothing is sent to it. Null when it shows none within 3 s. */
export function lookAtCertificate(host: string, port: number): Promise<SeenCertificate | null> {
  return new Promise((resolve) => {
    const socket = tls.connect({ host, port, servername: host, rejectUnauthorized: false })
    const done = (seen: SeenCertificate | null) => {
      socket.destroy()
      resolve(seen)
    }
    socket.setTimeout(3_000, () => done(null))
    socket.once('error', () => done(null))
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerX509Certificate()
      if (!certificate) return done(null)
      done(seenCertificate(certificate))
    })
  })
}

/**
 * The alert (RFC 8446 6.2) by which a server breaks off once it has seen, or not seen, our certificate: `CERTIFICATE_REQUIRED`. It comes
 * after the handshake, where undici takes it for the end of the connection. Null when the server says nothing of the kind within 3 s.
 */
export function alertAfterHandshake(
  host: string,
  port: number,
  ours: ClientCertificate | null,
): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = tls.connect({ host, port, servername: host, rejectUnauthorized: false, ...ours })
    const done = (alert: string | null) => {
      socket.destroy()
      resolve(alert)
    }
    socket.setTimeout(3_000, () => done(null))
    socket.once('error', ({ code = '' }: NodeJS.ErrnoException) => done(/ALERT_(\w+)$/.exec(code)?.[1] ?? null))
    socket.once('close', () => done(null))
  })
}

const oneLine = (name: string | undefined): string => (name ?? '').replaceAll('\n', ', ')
