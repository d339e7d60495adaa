import type { Clock } from '../../base/clock.ts'
import type { Outbound } from '../../base/outbound.ts'
import type { Attempt } from '../attempt.ts'
import { askProvider, type ProviderConnection } from '../connection.ts'
import { networkFault } from '../faults/from-network.ts'
import { SsoFault } from '../faults/sso-fault.ts'
import { profileFor } from '../profiles/profiles.ts'
import type { ProviderSettings } from '../provider.ts'
import { evidenceOf, type ProviderMetadata, readDocument } from './document.ts'
import { looksLikeAuthorizeUrl, parentsOf, type ReadIssuer, readIssuer } from './issuer.ts'

export interface Discovery {
  /** The provider's document as it is now. Throws SsoFault, with `suggestedIssuer` among its facts where another issuer answers. */
  fresh(settings: ProviderSettings, attempt: Attempt): Promise<ProviderMetadata>
  /** As `fresh`, or what was read in the last ten minutes. */
  recent(settings: ProviderSettings, attempt: Attempt): Promise<ProviderMetadata>
}

const keptFor = 10 * 60_000

export function createDiscovery(parts: { outbound: Outbound; clock: Clock }): Discovery {
  const kept = new Map<string, { metadata: ProviderMetadata; at: number }>()
  const fetchDocument = async (url: string, connection: ProviderConnection) => {
    const headers = { accept: 'application/json' }
    const answer = await askProvider(parts.outbound, connection, url, { headers })
    return { answer, metadata: readDocument(answer) }
  }
  /** The first of these issuers whose document says that it is that issuer, in its own spelling. */
  const firstThatAnswers = async (issuers: string[], connection: ProviderConnection): Promise<string | undefined> => {
    const asked = [...new Set(issuers)].slice(0, 6).map(async (issuer) => {
      const { metadata } = await fetchDocument(readIssuer(issuer).discoveryUrl, connection)
      return sameButSlash(metadata.issuer, issuer) ? metadata.issuer : undefined
    })
    const found = await Promise.all(asked.map((each) => each.catch(() => undefined)))
    return found.find((issuer) => issuer !== undefined)
  }
  const explained = async (fault: SsoFault, settings: ProviderSettings, read: ReadIssuer): Promise<SsoFault> => {
    const written = settings.issuer!
    const notThere = [
      'discovery-404',
      'discovery-html',
      'issuer-wrong-realm',
      'discovery-redirect',
      'discovery-malformed',
    ]
    const isAuthorizeUrl = looksLikeAuthorizeUrl(written)
    if (!isAuthorizeUrl && !notThere.includes(fault.code)) return fault
    const profile = profileFor(settings.profile, written)
    const others = profile.otherIssuers?.(new URL(read.issuer)) ?? []
    const candidates = [...others, ...parentsOf(written)].filter((each) => !sameButSlash(each, read.issuer))
    const answering = await firstThatAnswers(candidates, settings)
    const otherwise = answering === undefined ? undefined : profile.notThere?.(answering)
    const code = isAuthorizeUrl ? 'issuer-is-authorize-url' : (otherwise ?? fault.code)
    // That some realm answers shows what is wrong, and is not the realm that was meant.
    const suggestedIssuer = code === 'issuer-wrong-realm' ? undefined : answering
    return new SsoFault(code, { ...fault.facts, issuer: written, suggestedIssuer }, fault)
  }
  const fresh = async (settings: ProviderSettings, attempt: Attempt): Promise<ProviderMetadata> => {
    const written = settings.issuer!
    const read = readIssuer(written)
    try {
      const { answer, metadata } = await fetchDocument(read.discoveryUrl, settings)
      attempt.stage('discovery', 'ok', { ...evidenceOf(answer), issuer: metadata.issuer })
      compareIssuers(read, written, metadata, attempt)
      kept.set(keyOf(settings), { metadata, at: parts.clock.now() })
      return metadata
    } catch (error) {
      const fault = error instanceof SsoFault ? error : await networkFault(error, settings)
      throw await explained(fault, settings, read)
    }
  }
  return {
    fresh,
    async recent(settings, attempt) {
      const known = kept.get(keyOf(settings))
      return known && parts.clock.now() - known.at < keptFor ? known.metadata : await fresh(settings, attempt)
    },
  }
}

const keyOf = (settings: ProviderSettings): string =>
  JSON.stringify([settings.id, settings.issuer, settings.ca, settings.certificate])
const sameButSlash = (one: string, other: string): boolean => one.replace(/\/+$/, '') === other.replace(/\/+$/, '')

/** OpenID Connect Discovery 4.3: the issuer must be the one that was asked. One slash more or less is ours to mend. */
function compareIssuers(read: ReadIssuer, written: string, metadata: ProviderMetadata, attempt: Attempt): void {
  const facts = { issuer: written, documentIssuer: metadata.issuer }
  if (/\{tenantid\}/i.test(metadata.issuer)) throw new SsoFault('entra-common-issuer', facts)
  if (!sameButSlash(metadata.issuer, read.issuer)) throw new SsoFault('issuer-mismatch', facts)
  for (const code of read.mended) attempt.mended(code, facts)
  if (metadata.issuer !== read.issuer && !read.mended.includes('issuer-has-well-known'))
    attempt.mended('issuer-trailing-slash', facts)
}
