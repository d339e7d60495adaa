import type { Attempt } from '../attempt.ts'
import { openToken, type TokenRules, type VerifiedToken } from '../checks/open-token.ts'
import { shapeOfToken } from './token.ts'

/** Opens an ID token as `openToken` does, and writes down what it looks like and whether its signature was proven. Throws SsoFault. */
export async function openRecorded(token: string, rules: TokenRules, attempt: Attempt): Promise<VerifiedToken> {
  const outer = shapeOfToken(token)
  attempt.note({ idToken: outer })
  const opened = await attempt.check('the signature is of the provider', () => openToken(token, rules))
  attempt.hide(opened.signed)
  const idToken = outer.parts === 3 ? outer : { ...shapeOfToken(opened.signed), encryption: outer.header }
  if (opened.keySource)
    attempt.stage('jwks', 'ok', { url: opened.keySource, kid: opened.header.kid, idToken: undefined })
  attempt.note({ idToken })
  return opened
}
