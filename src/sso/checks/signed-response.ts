import { SsoFault } from '../faults/sso-fault.ts'
import type { CallbackAnswer } from './callback.ts'
import { clockTolerance } from './id-token.ts'
import { openToken, type TokenRules } from './open-token.ts'

/**
 * The parameters out of a signed answer (JWT Secured Authorization Response Mode 2.4), proven: by the provider, for us, and not run out.
 * Throws SsoFault.
 */
export async function openResponse(
  answer: CallbackAnswer,
  response: string,
  rules: TokenRules,
  expected: { issuer: string; clientId: string; state: string; now: number },
): Promise<CallbackAnswer> {
  // Keycloak names itself twice in it, as claim and as parameter of RFC 9207.
  const { claims } = await openToken(response, { ...rules, mayRepeat: ['iss'] }).catch((error) => {
    const fault = error instanceof SsoFault ? error : null
    if (!fault || fault.code === 'jwks-unreachable') throw error
    throw new SsoFault('response-jwt-invalid', {
      ...fault.facts,
      reason: `it cannot be trusted (${fault.facts['reason'] ?? fault.code})`,
    })
  })
  const { iss, aud, exp, ...rest } = claims
  const refuse = (reason: string) => new SsoFault('response-jwt-invalid', { reason })
  if (iss !== expected.issuer) throw refuse('it is from another issuer')
  if (![aud].flat().includes(expected.clientId)) throw refuse('it is for another client')
  if (typeof exp !== 'number' || exp + clockTolerance < expected.now / 1000) throw refuse('it has run out')
  if (rest['state'] !== expected.state) throw refuse('it belongs to another sign-in')
  const texts = Object.entries(rest).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return { ...answer, parameters: { ...Object.fromEntries(texts.map(([name, text]) => [name, [text]])), iss: [iss] } }
}
