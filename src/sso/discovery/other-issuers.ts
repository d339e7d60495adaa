import { SsoFault } from '../faults/sso-fault.ts'
import { profileFor } from '../profiles/profiles.ts'
import type { ProviderSettings } from '../provider.ts'
import { looksLikeAuthorizeUrl, parentsOf, type ReadIssuer, readIssuer, sameButSlash } from './issuer.ts'

/** What shows that no provider is where the issuer points, so that it may be elsewhere. */
const notThere = ['discovery-404', 'discovery-html', 'issuer-wrong-realm', 'discovery-redirect', 'discovery-malformed']

/** The fault with the issuer that was meant, in its own spelling, where one of the likely ones answers. `issuerAt` asks one address. */
export async function withOtherIssuer(
  fault: SsoFault,
  settings: ProviderSettings,
  read: ReadIssuer,
  issuerAt: (url: string) => Promise<string>,
): Promise<SsoFault> {
  const written = settings.issuer!
  const isAuthorizeUrl = looksLikeAuthorizeUrl(written)
  if (!isAuthorizeUrl && !notThere.includes(fault.code)) return fault
  const profile = profileFor(settings.profile, written)
  const others = profile.otherIssuers?.(new URL(read.issuer)) ?? []
  const candidates = [...others, ...parentsOf(written)].filter((each) => !sameButSlash(each, read.issuer))
  const answering = await firstThatAnswers(candidates, issuerAt)
  const otherwise = answering === undefined ? undefined : profile.notThere?.(answering, new URL(read.issuer))
  const code = isAuthorizeUrl ? 'issuer-is-authorize-url' : (otherwise ?? fault.code)
  // That some realm answers shows what is wrong, and is not the realm that was meant.
  const suggestedIssuer = code === 'issuer-wrong-realm' ? undefined : answering
  return new SsoFault(code, { ...fault.facts, issuer: written, suggestedIssuer }, fault)
}

/** The first of these issuers whose document says that it is that issuer. */
async function firstThatAnswers(
  issuers: string[],
  issuerAt: (url: string) => Promise<string>,
): Promise<string | undefined> {
  const asked = [...new Set(issuers)].slice(0, 6).map(async (issuer) => {
    const found = await issuerAt(readIssuer(issuer).discoveryUrl)
    return sameButSlash(found, issuer) ? found : undefined
  })
  const found = await Promise.all(asked.map((each) => each.catch(() => undefined)))
  return found.find((issuer) => issuer !== undefined)
}
