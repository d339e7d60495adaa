import { isLoopbackHost, isPrivateAddress } from '../base/outbound.ts'
import type { ProviderMetadata } from './discovery/document.ts'
import { isPlainHttp } from './discovery/issuer.ts'
import type { FaultCode } from './faults/catalogue.ts'
import { isProfileName, profileFor } from './profiles/profiles.ts'
import type { ProviderSettings } from './provider.ts'

/** What the settings show that does not stop a sign-in and should be known all the same. */
export function findingsOf(settings: ProviderSettings, publicUrl: string): FaultCode[] {
  const { issuer, endpoints, profile, allowedDomains, allowedGroups } = settings
  const address = issuer ?? endpoints.authorization_endpoint!
  const url = URL.parse(address)
  const { openToAnybody, httpOnlyToLoopback } = profileFor(profile, issuer)
  const isOpen = url !== null && openToAnybody?.(url) === true
  const here = new URL(publicUrl)
  const isHere = isLoopbackHost(here.hostname)
  const all: [boolean, FaultCode][] = [
    [isPlainHttp(address), 'http-issuer-loopback'],
    [!isProfileName(profile), 'profile-unknown'],
    [isOpen && allowedDomains.length + allowedGroups.length === 0, 'open-to-anybody'],
    [isHere && url !== null && !isLoopbackHost(url.hostname), 'public-url-unset'],
    [httpOnlyToLoopback === true && here.protocol === 'http:' && !isHere, 'http-redirect-forbidden-by-idp'],
  ]
  return all.flatMap(([isSo, code]) => (isSo ? [code] : []))
}

/** What the addresses of the discovery document show beside. */
export function findingsOfAddresses(
  { backchannel }: ProviderSettings,
  { authorization_endpoint, token_endpoint }: ProviderMetadata,
  publicUrl: string,
): FaultCode[] {
  const browsers = hostOf(authorization_endpoint)
  const server = hostOf(token_endpoint ?? '')
  if (backchannel || !browsers || !server || isLoopbackHost(browsers)) return []
  const isOneInner = isInner(browsers) !== isInner(server) && !isLoopbackHost(server)
  // The name of a container, which browsers that find us by a whole name do not know.
  const isUnknownToBrowsers = isOneWord(browsers) && !isOneWord(new URL(publicUrl).hostname)
  return isOneInner || isUnknownToBrowsers ? ['split-horizon'] : []
}

const hostOf = (url: string): string | undefined => URL.parse(url)?.hostname.replace(/^\[|\]$/g, '')

const isOneWord = (host: string): boolean => !/[.:]/.test(host)
const isInner = (host: string): boolean =>
  isOneWord(host) || isPrivateAddress(host) || /\.(local|internal|intranet|lan|svc|home\.arpa)$/.test(host)
