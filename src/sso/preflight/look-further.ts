import { isLoopbackHost, type Outbound } from '../../base/outbound.ts'
import { askProvider } from '../connection.ts'
import { readDocument } from '../discovery/document.ts'
import { readIssuer, sameButSlash } from '../discovery/issuer.ts'
import { SsoFault } from '../faults/sso-fault.ts'
import { profileFor } from '../profiles/profiles.ts'
import type { ProviderSettings } from '../provider.ts'
import { probeAuthorize } from './authorize-probe.ts'

interface Asked {
  settings: ProviderSettings
  /** The authorization request that was refused. */
  url: URL
  redirectUri: string
}

/**
 * What asking a little otherwise tells of a refusal: whether another region of the provider knows the client, and whether a redirect URI
 * that is nearly ours is registered. The fault, named more exactly where it can be, and what is to be said beside it.
 */
export async function lookFurther(
  outbound: Outbound,
  asked: Asked,
  fault: SsoFault,
): Promise<{ fault: SsoFault; beside: SsoFault[] }> {
  if (fault.code === 'client-id-wrong') {
    const suggestedIssuer = await regionThatKnows(outbound, asked)
    if (!suggestedIssuer) return { fault, beside: [] }
    return { fault: new SsoFault('jumpcloud-region', { ...fault.facts, suggestedIssuer }, fault), beside: [] }
  }
  const nearly = fault.code === 'redirect-uri-mismatch' ? await nearlyRegistered(outbound, asked) : undefined
  if (!nearly) return { fault, beside: [] }
  const facts = { ...fault.facts, registered: nearly.uri, difference: nearly.difference }
  return {
    fault: new SsoFault(fault.code, facts, fault),
    beside: [new SsoFault('redirect-uri-host-port-path', facts, fault)],
  }
}

/** Whether the provider answers to this address as one that knows client and redirect URI. */
async function isTaken(outbound: Outbound, settings: ProviderSettings, url: URL): Promise<boolean> {
  const probe = probeAuthorize({ outbound }, settings, url, url.searchParams.get('redirect_uri') ?? '')
  return probe.then(
    ({ kind }) => kind === 'ok',
    () => false,
  )
}

async function regionThatKnows(outbound: Outbound, { settings, url }: Asked): Promise<string | undefined> {
  const { regions = [] } = profileFor(settings.profile, settings.issuer)
  for (const issuer of regions.filter((each) => !sameButSlash(each, settings.issuer ?? ''))) {
    const asked = askProvider(outbound, settings, readIssuer(issuer).discoveryUrl)
    const document = await asked.then(readDocument).catch(() => null)
    if (!document) continue
    const there = new URL(document.authorization_endpoint)
    there.search = url.search
    if (await isTaken(outbound, settings, there)) return issuer
  }
  return undefined
}

interface Nearly {
  uri: string
  /** What is different there. */
  difference: string
}

async function nearlyRegistered(
  outbound: Outbound,
  { settings, url, redirectUri }: Asked,
): Promise<Nearly | undefined> {
  // In a pushed or signed request it cannot be exchanged.
  if (url.searchParams.get('redirect_uri') !== redirectUri) return undefined
  const asked = nearlySame(redirectUri).map(async (nearly) => {
    const other = new URL(url)
    other.searchParams.set('redirect_uri', nearly.uri)
    return (await isTaken(outbound, settings, other)) ? nearly : undefined
  })
  return (await Promise.all(asked)).find((nearly) => nearly !== undefined)
}

/** What people register in place of ours. */
function nearlySame(redirectUri: string): Nearly[] {
  const at = (parts: Partial<Pick<URL, 'protocol' | 'hostname' | 'port'>>, difference: string): Nearly => ({
    uri: Object.assign(new URL(redirectUri), parts).href,
    difference,
  })
  const { protocol, hostname, port, origin } = new URL(redirectUri)
  const other = protocol === 'https:' ? 'http:' : 'https:'
  const name = hostname === 'localhost' ? '127.0.0.1' : 'localhost'
  const all = [
    { uri: `${redirectUri}/`, difference: 'it has a slash at its end' },
    at({ protocol: other }, `it begins with ${other}//`),
    ...(port ? [at({ port: '' }, 'it lacks the port')] : []),
    ...(isLoopbackHost(hostname) ? [at({ hostname: name }, `it has ${name} for ${hostname}`)] : []),
    { uri: `${origin}/oidc/callback`, difference: 'it lacks the id of the provider' },
    { uri: `${origin}/oidc/callback/default`, difference: 'it has the id "default", which is not in the address' },
    { uri: origin, difference: 'it lacks the path' },
    { uri: `${origin}/`, difference: 'it lacks the path' },
  ]
  return all.filter(({ uri }) => uri !== redirectUri)
}
