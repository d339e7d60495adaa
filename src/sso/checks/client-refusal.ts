import type { ProviderMetadata } from '../discovery/document.ts'
import type { FaultCode } from '../faults/catalogue.ts'
import { SsoFault } from '../faults/sso-fault.ts'
import type { ProviderSettings } from '../provider.ts'

/** Codes that another way of client authentication may avoid. The code of the sign-in is not used up by them, as a rule. */
const aboutTheWay: FaultCode[] = ['secret-wrong', 'double-client-auth', 'confidential-client-without-secret']

/** Whether the token endpoint did not accept how we proved who we are, so that another way is worth a try. */
export function isClientRefusal(fault: SsoFault): boolean {
  if (aboutTheWay.includes(fault.code)) return true
  const said = `${fault.facts['error']} ${fault.facts['errorDescription']}`
  return (
    fault.code === 'token-refused' && /invalid_request.*(client|credential|secret|authenticat|authoriz)/i.test(said)
  )
}

/** The words are of the client and its secret, whatever the code: with no secret held, that is what is missing. */
const alsoWithoutSecret: FaultCode[] = ['grant-not-enabled', 'client-id-wrong']

export interface TriedWays {
  settings: ProviderSettings
  metadata: ProviderMetadata
  tried: string[]
  /** When this same secret was last seen to work, in milliseconds since 1970. */
  workedAt?: number | undefined
}

/** What a refusal means in the end, after all ways were tried. */
export function explainedRefusal(fault: SsoFault, { settings, metadata, tried, workedAt }: TriedWays): SsoFault {
  const published = metadata.token_endpoint_auth_methods_supported
  const secret = settings.clientSecret
  const facts = {
    ...{ ...fault.facts, tried, clientId: settings.clientId, publishedAuth: published },
    ...(guid.test(secret ?? '') && { secretLooksLike: 'an id' }),
  }
  const isClient = isClientRefusal(fault) || (!secret && alsoWithoutSecret.includes(fault.code))
  if (!isClient) {
    // The first way was refused, the last accepted: but the code was used up by then.
    const isCodeUsed = tried.length > 1 && /^(invalid-grant-other|code-)/.test(fault.code)
    if (!isCodeUsed) return new SsoFault(fault.code, facts, fault)
    return new SsoFault('client-auth-method-unsupported', { ...facts, learnedAuth: tried.at(-1) }, fault)
  }
  const byKey = provenOtherwise(settings, tried)
  if (byKey) return new SsoFault(byKey.code, { ...facts, ...byKey.facts }, fault)
  if (!secret) return new SsoFault('secret-missing', facts, fault)
  const { clientAuth } = settings
  const isUnpublished = clientAuth !== 'auto' && clientAuth !== 'none' && published?.includes(clientAuth) === false
  if (isUnpublished)
    return new SsoFault('client-auth-method-unsupported', { ...facts, configuredAuth: clientAuth }, fault)
  const code = fault.code === 'token-refused' ? 'secret-wrong' : shapeFault(secret, fault.code)
  if (code !== 'secret-wrong' || workedAt === undefined) return new SsoFault(code, facts, fault)
  return new SsoFault('secret-expired', { ...facts, workedAt: new Date(workedAt).toISOString() }, fault)
}

/** Who proves by a key or a certificate who they are has no wrong secret. */
function provenOtherwise(
  { signingKeys, certificate }: ProviderSettings,
  tried: string[],
): { code: FaultCode; facts: Record<string, unknown> } | null {
  if (tried.every((way) => way.startsWith('private_key_jwt')))
    return { code: 'assertion-rejected', facts: { ourKey: signingKeys[0]?.kid } }
  if (tried.every((way) => way.endsWith('tls_client_auth')))
    return certificate
      ? { code: 'client-certificate-refused', facts: { alert: 'at the token endpoint' } }
      : { code: 'client-certificate-missing', facts: { alert: 'at the token endpoint' } }
  return null
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** What the secret's own shape tells: hashes and encoded texts are no secrets that a provider would have given out. */
function shapeFault(secret: string, code: FaultCode): FaultCode {
  if (code !== 'secret-wrong') return code
  if (/^\$(pbkdf2|argon2|2[aby]|plaintext|scrypt|6|5)/.test(secret)) return 'secret-is-the-hash'
  const decoded = Buffer.from(secret, 'base64')
  const isPlainText = /^[\x20-\x7e]{8,}$/.test(decoded.toString('latin1')) && decoded.toString('base64') === secret
  return isPlainText ? 'secret-base64d' : code
}
