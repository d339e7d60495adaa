import type { ClientAuth } from 'openid-client'
import type { ProviderMetadata } from './discovery/document.ts'
import type { ClientAuthMethod, ProviderSettings } from './provider.ts'

/** A way of proving to the token endpoint who we are. Basic has two spellings in the wild. */
export interface ClientAuthWay {
  /** As evidence and as what is remembered: `client_secret_basic (raw)`. */
  name: string
  method: ClientAuthMethod
  apply: ClientAuth
}

const none: ClientAuthWay = {
  name: 'none',
  method: 'none',
  apply: (_server, client, body) => body.set('client_id', client.client_id),
}

const post = (secret: string): ClientAuthWay => ({
  name: 'client_secret_post',
  method: 'client_secret_post',
  apply(_server, client, body) {
    body.set('client_id', client.client_id)
    body.set('client_secret', secret)
  },
})

/**
 * RFC 6749 2.3.1 wants both parts form-encoded. Only what must be encoded is: then servers that decode and servers that compare the raw
 * text both accept the usual secrets. The raw spelling is for those that never decode.
 */
const basic = (secret: string, spelling: 'encoded' | 'raw'): ClientAuthWay => ({
  name: spelling === 'raw' ? 'client_secret_basic (raw)' : 'client_secret_basic',
  method: 'client_secret_basic',
  apply(_server, client, _body, headers) {
    const spell = spelling === 'raw' ? (text: string) => text : encodeURIComponent
    const pair = `${spell(client.client_id)}:${spell(secret)}`
    headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`)
  },
})

/**
 * The ways to try at the token endpoint, one per request, the likeliest first: the one that was set, alone; else what worked last, what
 * the provider publishes (Basic where it publishes nothing, OpenID Connect Discovery 3), and then the others.
 */
export function clientAuthWays(
  settings: ProviderSettings,
  metadata: ProviderMetadata,
  learned: unknown,
): ClientAuthWay[] {
  const { clientId, clientSecret: secret, clientAuth } = settings
  if (!secret || clientAuth === 'none') return [none]
  const needsSpelling = encodeURIComponent(secret) !== secret || encodeURIComponent(clientId!) !== clientId
  const isRawPossible = needsSpelling && !clientId!.includes(':')
  const basics = [basic(secret, 'encoded'), ...(isRawPossible ? [basic(secret, 'raw')] : [])]
  if (clientAuth === 'client_secret_basic') return basics
  if (clientAuth === 'client_secret_post') return [post(secret)]
  const published = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  const isPostFirst = published.includes('client_secret_post') && !published.includes('client_secret_basic')
  const ways = isPostFirst ? [post(secret), ...basics] : [...basics, post(secret)]
  return ways.sort((one, other) => Number(other.name === learned) - Number(one.name === learned))
}
