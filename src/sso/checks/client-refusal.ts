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

/** What a refusal means in the end, after all ways were tried. */
export function explainedRefusal(fault: SsoFault, settings: ProviderSettings, tried: string[]): SsoFault {
  const facts = { ...fault.facts, tried, clientId: settings.clientId }
  const secret = settings.clientSecret
  const isClient = isClientRefusal(fault) || (!secret && alsoWithoutSecret.includes(fault.code))
  if (!isClient) {
    // The first way was refused, the last accepted: but the code was used up by then.
    const isCodeUsed = tried.length > 1 && /^(invalid-grant-other|code-)/.test(fault.code)
    return new SsoFault(isCodeUsed ? 'client-auth-method-unsupported' : fault.code, facts, fault)
  }
  if (!secret) return new SsoFault('secret-missing', facts, fault)
  return new SsoFault(fault.code === 'token-refused' ? 'secret-wrong' : shapeFault(secret, fault.code), facts, fault)
}

/** What the secret's own shape tells: hashes and encoded texts are no secrets that a provider would have given out. */
function shapeFault(secret: string, code: FaultCode): FaultCode {
  if (code !== 'secret-wrong') return code
  if (/^\$(pbkdf2|argon2|2[aby]|plaintext|scrypt|6|5)/.test(secret)) return 'secret-is-the-hash'
  const decoded = Buffer.from(secret, 'base64')
  const isPlainText = /^[\x20-\x7e]{8,}$/.test(decoded.toString('latin1')) && decoded.toString('base64') === secret
  return isPlainText ? 'secret-base64d' : code
}
