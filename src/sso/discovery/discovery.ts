import type { Clock } from '../../base/clock.ts'
import type { Outbound, OutboundAnswer } from '../../base/outbound.ts'
import type { Attempt } from '../attempt.ts'
import { askProvider } from '../connection.ts'
import type { FaultCode } from '../faults/catalogue.ts'
import { networkFault } from '../faults/from-network.ts'
import { SsoFault } from '../faults/sso-fault.ts'
import { issuersOfPattern } from '../issuers.ts'
import { isGivenByHand, type ProviderSettings } from '../provider.ts'
import { evidenceOf, type ProviderMetadata, readDocument } from './document.ts'
import type { GoodDocuments } from './good-documents.ts'
import { metadataByHand, metadataByProfile, metadataInUse } from './in-use.ts'
import { type ReadIssuer, readIssuer, sameButSlash, sameButSpelling } from './issuer.ts'
import { createKeptDocuments, type KeptDocument, keyOf } from './kept-documents.ts'
import { withOtherIssuer } from './other-issuers.ts'

export interface Discovery {
  /**
   * The provider's document as it is now, or for as long as the provider lets it be kept. Throws SsoFault, with `suggestedIssuer` among
   * its facts where another issuer answers.
   */
  fresh(settings: ProviderSettings, attempt: Attempt): Promise<ProviderMetadata>
  /** As `fresh`, or what was read in the last ten minutes; what is older is kept while the provider does not answer. */
  recent(settings: ProviderSettings, attempt: Attempt): Promise<ProviderMetadata>
  /** What was read last with these settings; nobody is asked. */
  known(settings: ProviderSettings): ProviderMetadata | undefined
}

const recentFor = 10 * 60_000

/** The provider may be back in a moment. All else is an answer, and the document that was good before is none any more. */
const isPassing = ({ code }: SsoFault): boolean => passing.includes(code)
const passing: FaultCode[] = [
  'discovery-unavailable',
  'rate-limited',
  'dns-fail',
  'conn-refused',
  'conn-refused-localhost',
  'conn-timeout-hairpin',
  'request-timeout-too-short',
  'connection-broken',
  'egress-proxy',
]

export function createDiscovery(parts: {
  outbound: Outbound
  clock: Clock
  documents: Pick<GoodDocuments, 'compare'>
}): Discovery {
  const { clock, documents } = parts
  const kept = createKeptDocuments(clock)
  const askOnce = createAsking(parts.outbound)

  const use = (settings: ProviderSettings, document: ProviderMetadata, read: ReadIssuer, attempt: Attempt) => {
    compareIssuers(settings, read, document, attempt)
    return metadataInUse(document, settings)
  }

  const refresh = async (settings: ProviderSettings, attempt: Attempt, known?: KeptDocument) => {
    const read = readIssuer(settings.issuer!)
    try {
      const { answer, document } = await askOnce(settings, read.discoveryUrl, known)
      const compared = await documents.compare(settings, document)
      attempt.stage('discovery', 'ok', { ...evidenceOf(answer), issuer: document.issuer, ...compared })
      const metadata = use(settings, document, read, attempt)
      kept.keep(settings, document, answer)
      return metadata
    } catch (error) {
      const fault = error instanceof SsoFault ? error : await networkFault(error, settings)
      throw await withOtherIssuer(fault, settings, read, async (url) => (await askOnce(settings, url)).document.issuer)
    }
  }

  /** `mayKeep` decides whether what was read before is used when the provider cannot be asked. */
  const refreshOrKeep = async (
    settings: ProviderSettings,
    attempt: Attempt,
    mayKeep: (fault: SsoFault, known: KeptDocument) => boolean,
  ): Promise<ProviderMetadata> => {
    const known = kept.find(settings)
    try {
      return await refresh(settings, attempt, known)
    } catch (error) {
      if (!known || !(error instanceof SsoFault) || !mayKeep(error, known)) throw error
      attempt.stage('discovery', 'warning', { ...error.facts, finding: error.code, readAt: isoTime(known.readAt) })
      return use(settings, known.document, readIssuer(settings.issuer!), attempt)
    }
  }

  const withoutAsking = (settings: ProviderSettings, attempt: Attempt, isFresh: (known: KeptDocument) => boolean) => {
    if (isGivenByHand(settings))
      return { metadata: metadataByHand(settings), evidence: { givenByHand: true }, document: null }
    const metadata = metadataByProfile(settings)
    if (metadata) return { metadata, evidence: { knownWithoutDocument: true }, document: null }
    const known = kept.find(settings)
    if (!known || !isFresh(known)) return null
    const read = readIssuer(settings.issuer!)
    const evidence = { url: read.discoveryUrl, readAt: isoTime(known.readAt) }
    return { metadata: use(settings, known.document, read, attempt), evidence, document: known.document }
  }

  return {
    async fresh(settings, attempt) {
      const known = withoutAsking(settings, attempt, ({ freshUntil }) => clock.now() < freshUntil)
      if (!known) return refreshOrKeep(settings, attempt, (fault, { lasts }) => lasts && isPassing(fault))
      const compared = known.document ? await documents.compare(settings, known.document) : {}
      attempt.stage('discovery', 'ok', { ...known.evidence, issuer: known.metadata.issuer, ...compared })
      return known.metadata
    },
    async recent(settings, attempt) {
      const known = withoutAsking(settings, attempt, ({ readAt }) => clock.now() - readAt < recentFor)
      return known?.metadata ?? refreshOrKeep(settings, attempt, () => true)
    },
    known: (settings) => kept.find(settings)?.document,
  }
}

const isoTime = (at: number): string => new Date(at).toISOString()

interface Asked {
  answer: OutboundAnswer
  document: ProviderMetadata
}

/** Asks for documents. Many people may sign in at the same moment: the provider is asked once. */
function createAsking(outbound: Outbound) {
  const asking = new Map<string, Promise<Asked>>()
  const ask = async (settings: ProviderSettings, url: string, known?: KeptDocument): Promise<Asked> => {
    const headers = { accept: 'application/json', ...known?.validators }
    const answer = await askProvider(outbound, settings, url, { headers })
    return { answer, document: answer.status === 304 && known ? known.document : readDocument(answer) }
  }
  return (settings: ProviderSettings, url: string, known?: KeptDocument): Promise<Asked> => {
    const key = url + keyOf(settings)
    const asked = asking.get(key) ?? ask(settings, url, known).finally(() => asking.delete(key))
    asking.set(key, asked)
    return asked
  }
}

/** OpenID Connect Discovery 4.3: the issuer must be the one that was asked. One slash more or less, and capitals in the host that was typed, are ours to mend. */
function compareIssuers(
  settings: ProviderSettings,
  read: ReadIssuer,
  metadata: ProviderMetadata,
  attempt: Attempt,
): void {
  const facts = { issuer: settings.issuer, documentIssuer: metadata.issuer }
  const pattern = issuersOfPattern(settings, metadata)
  if (pattern && settings.allowedTenants.length === 0) throw new SsoFault('entra-common-issuer', facts)
  const named = pattern ?? [metadata.issuer]
  if (!named.some((issuer) => sameButSpelling(issuer, read.issuer)))
    throw new SsoFault('issuer-mismatch', { ...facts, ...whoseIssuer(settings, metadata.issuer) })
  refuseWithoutTls(metadata, facts)
  for (const code of read.mended) attempt.mended(code, facts)
  if (!named.includes(read.issuer) && !read.mended.includes('issuer-has-well-known'))
    attempt.mended(
      named.some((issuer) => sameButSlash(issuer, read.issuer)) ? 'issuer-trailing-slash' : 'issuer-host-spelling',
      facts,
    )
}

const called = ['authorization_endpoint', 'token_endpoint', 'jwks_uri', 'userinfo_endpoint'] as const

/** Its own addresses without TLS, of a provider that was read by https: it does not know how it is reached. */
function refuseWithoutTls(metadata: ProviderMetadata, facts: Record<string, unknown>): void {
  const issuer = URL.parse(metadata.issuer)
  const addresses = called.flatMap((name) => {
    const url = URL.parse(metadata[name] ?? '')
    return url?.protocol === 'http:' && url.hostname === issuer?.hostname ? [url.href] : []
  })
  if (issuer?.protocol === 'https:' && addresses.length > 0)
    throw new SsoFault('issuer-behind-wrong-forwarded-headers', { ...facts, addresses, publicOrigin: issuer.origin })
}

/** An issuer at the back-channel address is nobody's mistake in OIDC_ISSUER: the provider does not know its public name. */
function whoseIssuer({ backchannel }: ProviderSettings, issuer: string): Record<string, string> {
  const isInner = backchannel !== null && URL.parse(issuer)?.origin === backchannel.origin
  return isInner ? { innerIssuer: issuer, publicOrigin: backchannel.publicOrigin } : { otherIssuer: issuer }
}
