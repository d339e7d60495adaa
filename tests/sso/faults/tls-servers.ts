import { readFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createServer as createTcp, type Server } from 'node:net'
import { type Certificate, type Certificates, leaf, makeCertificates } from '../../kit/certificates.ts'
import type { Bench } from './bench.ts'

export interface Served extends Certificate {
  extensions?: string
  /** What else is made before it, so that it can be its signer. */
  before?: (certificates: Certificates) => Promise<void>
  /** Settings that name one of the files. */
  settings?: (file: (name: string) => string) => Record<string, unknown>
}

/** A server at localhost that shows this certificate, as the issuer of the case. */
export const shown =
  ({ extensions = leaf(), before, settings, ...certificate }: Served) =>
  async (at: Bench): Promise<Record<string, unknown>> => {
    const certificates = await makeCertificates()
    at.after(certificates.remove)
    await before?.(certificates)
    await certificates.make('shown', certificate, extensions)
    const [key, cert] = await Promise.all(['key', 'pem'].map((kind) => readFile(certificates.file(`shown.${kind}`))))
    const issuer = await listening(
      at,
      createServer({ key, cert }, (_, response) => void response.end('{}')),
    )
    return { issuer, ...settings?.(certificates.file) }
  }

/** A server that hangs up as soon as it is spoken to. */
export const hangsUp = async (at: Bench): Promise<Record<string, unknown>> => ({
  issuer: (
    await listening(
      at,
      createTcp((socket) => socket.once('data', () => socket.destroy())),
    )
  ).replace('https:', 'http:'),
})

async function listening(at: Bench, server: Server): Promise<string> {
  await new Promise<void>((ready) => server.listen(0, 'localhost', ready))
  at.after(() => void server.close())
  return `https://localhost:${(server.address() as AddressInfo).port}`
}
