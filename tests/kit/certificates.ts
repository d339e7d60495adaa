import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

export interface Certificate {
  /** Its common name. */
  name?: string
  /** From today; -1 has run out. */
  days?: number
  /** The file of another one; without it the certificate is signed by itself. */
  signer?: string
}

/** A folder of certificates of every kind, `FILE.key` and `FILE.pem`. */
export interface Certificates {
  file(name: string): string
  make(file: string, certificate: Certificate, extensions: string): Promise<void>
  remove(): Promise<void>
}

export const authority = 'basicConstraints=critical,CA:true\nkeyUsage=keyCertSign'
export const leaf = (name = 'localhost', more = '') => `subjectAltName=DNS:${name}\n${more}`

export async function makeCertificates(): Promise<Certificates> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-tls-'))
  const file = (name: string) => path.join(folder, name)
  const openssl = (...args: string[]) => promisify(execFile)('openssl', args, { cwd: folder })
  return {
    file,
    async make(name, { name: subject = 'localhost', days = 2, signer }, extensions) {
      await writeFile(file(`${name}.ext`), extensions)
      const key = ['-new', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`]
      await openssl('req', ...key, '-out', `${name}.csr`, '-subj', `/CN=${subject}`)
      const by = signer
        ? ['-CA', `${signer}.pem`, '-CAkey', `${signer}.key`, '-CAcreateserial']
        : ['-signkey', `${name}.key`]
      const result = ['-in', `${name}.csr`, '-out', `${name}.pem`, '-days', String(days), '-extfile', `${name}.ext`]
      await openssl('x509', '-req', ...result, ...by)
    },
    remove: () => rm(folder, { recursive: true }),
  }
}
