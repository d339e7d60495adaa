import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

export const client = { id: 'bench', secret: 'a-secret-that-is-long-enough-for-everything' }

/** A provider that answers at once: what it says is signed before the clock starts, so that no time of its own is measured. */
export interface InstantProvider {
  issuer: string
  /** The code with which this person comes back from this authorization request. */
  grant(authorization: URL, person: string): Promise<string>
  stop(): Promise<void>
}

export async function startInstantProvider(): Promise<InstantProvider> {
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'bench', alg: 'RS256', use: 'sig' }
  const answers = new Map<string, string>()
  const server = createServer((request, response) => {
    const send = (text: string | undefined) => {
      response.writeHead(text === undefined ? 404 : 200, {
        'content-type': 'application/json',
        'cache-control': request.method === 'GET' ? 'max-age=3600' : 'no-store',
      })
      response.end(text ?? '{}')
    }
    if (request.method === 'GET')
      return send(request.url === '/userinfo' ? userinfo(request.headers.authorization) : documents[request.url!])
    let body = ''
    request.on('data', (part) => {
      body += part
    })
    request.on('end', () => send(answers.get(new URLSearchParams(body).get('code') ?? '')))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const documents: Record<string, string> = {
    '/.well-known/openid-configuration': JSON.stringify({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/userinfo`,
      jwks_uri: `${issuer}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['client_secret_basic'],
      code_challenge_methods_supported: ['S256'],
    }),
    '/keys': JSON.stringify({ keys: [jwk] }),
  }
  const claimsOf = (person: string) => ({
    sub: person,
    preferred_username: person,
    name: `Person ${person}`,
    email: `${person}@bench.example`,
    email_verified: true,
  })
  const userinfo = (authorization = '') =>
    JSON.stringify(claimsOf(authorization.slice('Bearer '.length).split('.')[0]!))
  return {
    issuer,
    async grant(authorization, person) {
      const now = Math.floor(Date.now() / 1000)
      const accessToken = `${person}.${Math.random().toString(36).slice(2)}`
      const atHash = createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url')
      const claims = { ...claimsOf(person), nonce: authorization.searchParams.get('nonce'), at_hash: atHash }
      const idToken = await new SignJWT({ ...claims, iss: issuer, aud: client.id, iat: now, exp: now + 3600 })
        .setProtectedHeader({ alg: 'RS256', kid: 'bench' })
        .sign(privateKey)
      const code = `code-${answers.size}`
      answers.set(
        code,
        JSON.stringify({ access_token: accessToken, token_type: 'Bearer', expires_in: 3600, id_token: idToken }),
      )
      return code
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
