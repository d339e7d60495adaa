import type { Outbound } from '../../base/outbound.ts'
import { askProvider } from '../connection.ts'
import { parseObject } from '../json.ts'
import { profileFor } from '../profiles/profiles.ts'
import { type Claims, claimAt } from './claim-path.ts'
import type { Said } from './said.ts'

/** 999 groups each. */
const mostPages = 10

/**
 * Whether the provider says that the groups are too many for a token (Entra, above 200). Nobody is in no group then: nothing is known.
 */
export function isOverage(sources: readonly Claims[], groupsClaim: string): boolean {
  return sources.some((claims) => {
    const names = claims['_claim_names']
    const isElsewhere = names !== null && typeof names === 'object' && Object.hasOwn(names, groupsClaim)
    return isElsewhere || claims['hasgroups'] === true || claims['hasgroups'] === 'true'
  })
}

/**
 * Asks for all groups where the provider has an address for that; null where it has none or does not answer. The address that stands in
 * the token is never called: it is not the profile's, and Entra's is retired.
 */
export async function groupsBeyondToken(outbound: Outbound, said: Said): Promise<string[] | null> {
  const { settings, metadata, accessToken, attempt } = said
  const overage = profileFor(settings.profile, metadata.issuer, metadata).groupsOverage
  const base = metadata.userinfo_endpoint
  if (!overage || !base || accessToken === null) {
    attempt.stage('provisioning', 'warning', { finding: 'groups-overage', reason: 'the profile knows no way to ask' })
    return null
  }
  const first = new URL(overage.path, base)
  try {
    const groups = await readPages(outbound, said, first)
    attempt.stage('provisioning', 'ok', { groupsFrom: first.href, groups: groups.length })
    return groups
  } catch (error) {
    const reason = (error as Error).message
    attempt.stage('provisioning', 'warning', { finding: 'groups-overage', url: first.href, reason })
    return null
  }
}

/** All pages or none: a part of the groups would take people out of teams. */
async function readPages(outbound: Outbound, { settings, accessToken }: Said, first: URL): Promise<string[]> {
  const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json' }
  const groups: string[] = []
  let url: URL | null = first
  for (let page = 0; url !== null; page++) {
    if (page === mostPages) throw new Error(`more than ${mostPages} pages`)
    const answer = await askProvider(outbound, settings, url.href, { headers })
    const body = answer.status === 200 ? parseObject(answer.text) : null
    const list = body?.['value']
    if (!body || !Array.isArray(list)) throw new Error(`answers HTTP ${answer.status}, and no list "value"`)
    for (const each of list as Claims[]) {
      const kind = each?.['@odata.type'] ?? '#microsoft.graph.group'
      if (kind === '#microsoft.graph.group' && typeof each?.['id'] === 'string') groups.push(each['id'])
    }
    const next: unknown = claimAt(body, '@odata.nextLink')
    url = typeof next === 'string' ? URL.parse(next) : null
    if (url && url.origin !== first.origin) throw new Error('its next page is at another origin')
  }
  return groups
}
