import { X509Certificate } from 'node:crypto'
import { checkSettings } from '../begin.ts'
import { metadataByProfile } from '../discovery/in-use.ts'
import { readIssuer } from '../discovery/issuer.ts'
import type { FaultCode } from '../faults/catalogue.ts'
import { faultWithin, SsoFault } from '../faults/sso-fault.ts'
import { findingsOf } from '../findings.ts'
import { profileFor } from '../profiles/profiles.ts'
import { isGivenByHand, type ProviderSettingFault, type ProviderSettings } from '../provider.ts'
import { type Check, type CheckContext, found, mendedIn, ok, warnings } from './check.ts'
import { comingEnd } from './coming-end.ts'
import type { Step } from './step.ts'

/** What the settings alone show. */
export const readSettings: Step = {
  checks: [['settings', 'config']],
  needs: [],
  async look({ clock }, state) {
    const { context, attempt } = state
    const { settings } = context
    // While the client id is still to be typed, the issuer can be looked at already.
    if (settings.issuer && settings.faults.every(isMended)) state.reach = reachable(settings)
    checkSettings(settings, attempt)
    state.isComplete = true
    const { issuer, clientId, clientSecret, profile } = settings
    const evidence = {
      issuer,
      clientId,
      secret: clientSecret ? 'set' : 'not set',
      profile: profileFor(profile, issuer).name,
    }
    const codes: FaultCode[] = [...mendedIn(attempt), ...findingsOf(settings, context.publicUrl)]
    const read = (): Check => {
      try {
        state.reach = addressToReach(settings)
        return ok(context, 'settings', 'config', 'Issuer and client id are set', evidence)
      } catch (error) {
        const fault = faultWithin(error)
        if (!fault) throw error
        return found(context, 'settings', fault, 'error')
      }
    }
    return [
      read(),
      ...warnings(context, codes, { ...attempt.record.evidence, issuer }),
      ...endingSoon(context, clock.now()),
    ]
  },
}

const isMended = ({ code }: ProviderSettingFault): boolean => code === 'id-secret-swapped-or-padded'

const reachable = (settings: ProviderSettings): URL | undefined => {
  try {
    return addressToReach(settings)
  } catch {
    return undefined
  }
}

/** Throws the fault that the writing of the issuer alone shows. */
function addressToReach(settings: ProviderSettings): URL {
  if (isGivenByHand(settings)) return new URL(settings.endpoints.token_endpoint!)
  const { discoveryUrl } = readIssuer(settings.issuer!)
  return new URL(metadataByProfile(settings)?.token_endpoint ?? discoveryUrl)
}

/** The end of what was given to us, where somebody has said or can read when it is. */
function endingSoon(context: CheckContext, now: number): Check[] {
  const { secretExpiresAt, clientSecret, certificate } = context.settings
  const ends: Check[] = []
  if (clientSecret && secretExpiresAt !== null) {
    const end = comingEnd(secretExpiresAt, now)
    const facts = {
      expiresAt: secretExpiresAt.slice(0, 10),
      days: end?.days,
      errorDescription: 'secretExpiresAt is over',
    }
    const code = end && end.days < 0 ? 'secret-expired' : 'secret-expires-soon'
    if (end) ends.push(found(context, 'secret-end', new SsoFault(code, facts), 'warning'))
  }
  if (certificate) {
    const { subject, validToDate } = new X509Certificate(certificate.cert)
    const end = comingEnd(validToDate.toISOString(), now)
    const facts = { subject, ...end }
    if (end)
      ends.push(
        found(context, 'client-certificate-end', new SsoFault('client-certificate-expires-soon', facts), 'warning'),
      )
  }
  return ends
}
