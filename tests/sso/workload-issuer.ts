import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CompactSign, exportJWK, generateKeyPair, type JWK } from 'jose'

export interface TokenOptions {
  /** Over `iss`, `sub`, `aud`, `iat` and `exp`; undefined takes a claim out. */
  claims?: Record<string, unknown>
  header?: Record<string, unknown>
  /** In place of the claims: the text itself. */
  payload?: string
  /** Signed by a key that is not published. */
  foreign?: boolean
  /** Signed with this secret in place of the key. */
  secret?: Uint8Array
}

/** An issuer as those of Kubernetes or of a build server: a discovery document without endpoints, keys, and tokens. */
export interface WorkloadIssuerServer {
  issuer: string
  /** For this audience, an hour long. */
  token(audience: unknown, options?: TokenOptions): Promise<string>
  /** Signs with a new key from now on, and publishes only that one. */
  rotate(): Promise<void>
  /** The published key, as anybody can read it. */
  publicKey(): JWK
  /** Paths that were asked, in order. */
  asked: string[]
  /** Answers every request with this status; null: as it should be. */
  fail: number | null
  /** What its document says its issuer is. */
  documentIssuer: string
  stop(): Promise<void>
}

export async function startWorkloadIssuer(): Promise<WorkloadIssuerServer> {
  let serial = 0
  let current = await newKey()
  const foreign = await newKey()
  async function newKey() {
    const kid = `key-${++serial}`
    const pair = await generateKeyPair('ES256')
    return {
      kid,
      sign: pair.privateKey,
      jwk: { ...(await exportJWK(pair.publicKey)), kid, alg: 'ES256', use: 'sig' } as JWK,
    }
  }
  const server = createServer((request, response) => {
    made.asked.push(request.url!)
    const documents: Record<string, unknown> = {
      '/.well-known/openid-configuration': { issuer: made.documentIssuer, jwks_uri: `${made.issuer}/keys` },
      '/keys': { keys: [current.jwk] },
    }
    const found = documents[request.url!]
    response.writeHead(made.fail ?? (found ? 200 : 404), { 'content-type': 'application/json' })
    response.end(JSON.stringify(found ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const made: WorkloadIssuerServer = {
    issuer,
    documentIssuer: issuer,
    asked: [],
    fail: null,
    async token(audience, options = {}) {
      const now = Math.floor(Date.now() / 1000)
      const claims = { iss: issuer, sub: 'job:nightly', aud: audience, iat: now, exp: now + 3600, ...options.claims }
      const key = options.foreign ? foreign : current
      const payload = new TextEncoder().encode(options.payload ?? JSON.stringify(claims))
      const header = { alg: options.secret ? 'HS256' : 'ES256', kid: current.kid, ...options.header }
      return new CompactSign(payload).setProtectedHeader(header).sign(options.secret ?? key.sign)
    },
    async rotate() {
      current = await newKey()
    },
    publicKey: () => current.jwk,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return made
}
