import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { ClientCertificate } from '../base/outbound.ts'

/**
 * The certificate and its key, which must fit each other: that is found here, and not by a handshake that fails. Null where neither is
 * named. Throws an Error that says what is wrong.
 */
export function readClientCertificate(certFile: string | null, keyFile: string | null): ClientCertificate | null {
  if (!certFile && !keyFile) return null
  if (!certFile || !keyFile) throw new Error(`${certFile ? 'tlsKeyFile' : 'tlsCertFile'} is not set`)
  const pair = { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') }
  if (new X509Certificate(pair.cert).checkPrivateKey(createPrivateKey(pair.key))) return pair
  throw new Error(`the key in ${keyFile} is not that of the certificate in ${certFile}`)
}
