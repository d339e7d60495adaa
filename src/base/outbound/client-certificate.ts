/** PEM of a certificate (with those between it and its authority, where there are some) and of its private key. */
export interface ClientCertificate {
  cert: string
  key: string
}
