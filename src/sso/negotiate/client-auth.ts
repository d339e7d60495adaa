import type { ProviderMetadata } from '../discovery/document.ts'
import { SsoFault } from '../faults/sso-fault.ts'
import type { OwnKey } from '../own-keys.ts'
import { profileFor } from '../profiles/profiles.ts'
import type { ClientAuthMethod, ProviderSettings } from '../provider.ts'
import { type Choice, learnedOn } from './choice.ts'
import { clientAssertion, signingAlgorithm } from './client-assertion.ts'

/** What a way of client authentication adds to a request to the token endpoint (or another that wants to know the client). */
export interface Credentials {
  body: URLSearchParams
  headers: Headers
}

/** A way of proving to the token endpoint who we are. Basic has two spellings in the wild, an assertion two audiences. */
export interface ClientAuthWay {
  /** As evidence and as what is remembered: `client_secret_basic (raw)`. */
  name: string
  method: ClientAuthMethod
  apply(credentials: Credentials, now: number): void | Promise<void>
}

/**
 * The ways to try at the token endpoint, one per request, the likeliest first: the one that was set, alone; else what worked last, what
 * the provider publishes (Basic where it publishes nothing, OpenID Connect Discovery 3), and then the other ways to send a secret.
 */
export function clientAuthWays(
  settings: ProviderSettings,
  metadata: ProviderMetadata,
  learned: { value: string; at: number } | undefined,
): Choice<ClientAuthWay[]> {
  if (settings.clientAuth !== 'auto')
    return { value: waysOf(settings.clientAuth, settings, metadata), reason: 'configured' }
  const forms = likelyMethods(settings, metadata).map((method) => waysOf(method, settings, metadata))
  // A method's other form comes after the other methods: it is seldom what was wrong.
  const value = [...forms.flatMap((ways) => ways.slice(0, 1)), ...forms.flatMap((ways) => ways.slice(1))]
  const known = learned && value.find(({ name }) => name === learned.value)
  if (known) return { value: [known, ...value.filter((way) => way !== known)], reason: learnedOn(learned.at) }
  return {
    value,
    reason: metadata.token_endpoint_auth_methods_supported ? 'published' : 'default of the specification',
  }
}

export const isSecondSpelling = ({ name }: ClientAuthWay): boolean => name === 'client_secret_basic (raw)'

const tlsMethods = ['tls_client_auth', 'self_signed_tls_client_auth'] as const

function likelyMethods(
  { clientSecret, signingKeys, certificate, requestForm }: ProviderSettings,
  metadata: ProviderMetadata,
): ClientAuthMethod[] {
  const published = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  const byKey: ClientAuthMethod[] = signingKeys.length > 0 ? ['private_key_jwt'] : []
  const byTls: ClientAuthMethod[] = certificate ? tlsMethods.filter((method) => published.includes(method)) : []
  if (!clientSecret) return [...byKey, ...byTls].length > 0 ? [...byKey, ...byTls] : ['none']
  const bySecret: ClientAuthMethod[] = ['client_secret_basic', 'client_secret_post']
  const listed = bySecret.filter((method) => published.includes(method))
  const rest = bySecret.filter((method) => !published.includes(method))
  const assertion: ClientAuthMethod[] = published.includes('client_secret_jwt') ? ['client_secret_jwt'] : []
  // Beside a secret, a key that signs the requests is most likely there for that alone.
  const provesUs = published.includes('private_key_jwt') ? byKey : []
  const signsRequests = requestForm.endsWith('signed') || metadata.require_signed_request_object === true
  return [
    ...(signsRequests ? [] : provesUs),
    ...listed,
    // Providers list it for all applications; one that takes nothing else lists nothing else.
    ...(listed.length === 0 ? assertion : []),
    ...(signsRequests ? provesUs : []),
    ...rest,
  ]
}

function waysOf(method: ClientAuthMethod, settings: ProviderSettings, metadata: ProviderMetadata): ClientAuthWay[] {
  const clientId = settings.clientId!
  const secret = settings.clientSecret
  if (method === 'private_key_jwt') return bySigningKey(settings, metadata)
  if (method === 'none' || method.endsWith('tls_client_auth')) return [byIdAlone(clientId, method)]
  // Without a secret there is nothing to prove; what the provider answers then names what is missing.
  if (!secret) return [byIdAlone(clientId, 'none')]
  if (method === 'client_secret_post') return [post(clientId, secret)]
  if (method === 'client_secret_jwt') return bySharedSecret(settings, metadata, secret)
  const needsSpelling = encodeURIComponent(secret) !== secret || encodeURIComponent(clientId) !== clientId
  const isRawPossible = needsSpelling && !clientId.includes(':')
  return [basic(clientId, secret, 'encoded'), ...(isRawPossible ? [basic(clientId, secret, 'raw')] : [])]
}

/** No proof, or one that TLS makes (RFC 8705 2). */
const byIdAlone = (clientId: string, method: ClientAuthMethod): ClientAuthWay => ({
  name: method,
  method,
  apply: ({ body }) => body.set('client_id', clientId),
})

const post = (clientId: string, secret: string): ClientAuthWay => ({
  name: 'client_secret_post',
  method: 'client_secret_post',
  apply({ body }) {
    body.set('client_id', clientId)
    body.set('client_secret', secret)
  },
})

/**
 * RFC 6749 2.3.1 wants both parts form-encoded. Only what must be encoded is: then servers that decode and servers that compare the raw
 * text both accept the usual secrets. The raw spelling is for those that never decode.
 */
const basic = (clientId: string, secret: string, spelling: 'encoded' | 'raw'): ClientAuthWay => ({
  name: spelling === 'raw' ? 'client_secret_basic (raw)' : 'client_secret_basic',
  method: 'client_secret_basic',
  apply({ headers }) {
    headers.set('authorization', `Basic ${pairOf(clientId, secret, spelling)}`)
  },
})

type Audience = 'issuer' | 'token endpoint'

/** OpenID Connect Core 9 names the token endpoint as audience, its successors the issuer; servers accept one of them or both. */
function assertionWays(
  method: 'private_key_jwt' | 'client_secret_jwt',
  { clientId, profile, issuer }: ProviderSettings,
  metadata: ProviderMetadata,
  sign: { alg: string; kid?: string; key: Parameters<typeof clientAssertion>[0]['key'] },
): ClientAuthWay[] {
  const first: Audience = profileFor(profile, issuer, metadata).assertionAudience ?? 'issuer'
  const second: Audience = first === 'issuer' ? 'token endpoint' : 'issuer'
  return [first, second].map((audience) => ({
    name: audience === 'issuer' ? method : `${method} (audience: ${audience})`,
    method,
    async apply({ body }, now) {
      body.set('client_id', clientId!)
      body.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
      const aud = audience === 'issuer' ? metadata.issuer : metadata.token_endpoint!
      body.set('client_assertion', await clientAssertion({ ...sign, clientId: clientId!, audience: aud, now }))
    },
  }))
}

function bySigningKey(settings: ProviderSettings, metadata: ProviderMetadata): ClientAuthWay[] {
  const own: OwnKey | undefined = settings.signingKeys[0]
  if (!own) throw new SsoFault('signing-key-missing', { needs: 'private_key_jwt' })
  const alg = signingAlgorithm(own, metadata.token_endpoint_auth_signing_alg_values_supported)
  return assertionWays('private_key_jwt', settings, metadata, { alg, kid: own.kid, key: own.key })
}

function bySharedSecret(settings: ProviderSettings, metadata: ProviderMetadata, secret: string): ClientAuthWay[] {
  const published = metadata.token_endpoint_auth_signing_alg_values_supported
  const alg = ['HS256', 'HS384', 'HS512'].find((each) => published?.includes(each)) ?? 'HS256'
  return assertionWays('client_secret_jwt', settings, metadata, { alg, key: new TextEncoder().encode(secret) })
}

function pairOf(clientId: string, secret: string, spelling: 'encoded' | 'raw'): string {
  const spell = spelling === 'raw' ? (text: string) => text : encodeURIComponent
  return Buffer.from(`${spell(clientId)}:${spell(secret)}`).toString('base64')
}

/** The client's secret in each form in which it goes out: what must never be written down when a provider throws it back. */
export function secretsOf({ clientId, clientSecret }: Pick<ProviderSettings, 'clientId' | 'clientSecret'>): string[] {
  if (clientSecret === null) return []
  const pairs = (['encoded', 'raw'] as const).map((spelling) => pairOf(clientId ?? '', clientSecret, spelling))
  return [clientSecret, ...pairs]
}
