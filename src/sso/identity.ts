import { admit } from './admission.ts'
import type { Attempt } from './attempt.ts'
import { aggregatedClaims } from './claims/aggregated.ts'
import { type Claims, firstText } from './claims/claim-path.ts'
import { emailWord } from './claims/email.ts'
import { needsGroups, noteMissing, noteUnmatched } from './claims/group-findings.ts'
import { groupsSaid } from './claims/groups.ts'
import { groupsBeyondToken, isOverage } from './claims/overage.ts'
import type { Said, SaidParts } from './claims/said.ts'
import { adminByGroups, type TeamGrant, teamsByGroups } from './group-rules.ts'
import type { Profile } from './profiles/profile.ts'
import { profileFor } from './profiles/profiles.ts'
import type { ProviderSettings } from './provider.ts'
import type { SessionTokens } from './session-tokens.ts'

/** What a verified sign-in says of a person. Only made when every check has passed. */
export interface VerifiedIdentity {
  /** Our id of the provider: (provider, subject) is the key of an account, never an e-mail address. */
  provider: string
  issuer: string
  subject: string
  /** Who it is beyond this application, where the provider says that; kept beside the key, and never a key itself. */
  beyondSub: string | null
  /** The provider's `sid`, for back-channel logout. */
  providerSession: string | null
  username: string | null
  name: string | null
  email: string | null
  /** Whether the provider proves that the address is the person's; null where it says nothing of it. */
  emailVerified: boolean | null
  /** Verified, or the administrator takes this provider's word as it comes. No other address is compared with anybody's. */
  emailCounts: boolean
  /** Null where the provider said nothing of groups (or not all): then nothing is given, and nothing is taken. */
  groups: string[] | null
  /** Whether the groups make an administrator; null where no rule says so or the groups are not known. */
  admin: boolean | null
  /** All teams that the groups lead to; null where no rule says so or the groups are not known. */
  teams: TeamGrant[] | null
  /**
   * What follows if the provider, which leaves the claim out for people in no group, meant that. It counts where it has said groups of
   * the person before: else nobody can tell it from a provider that sends no groups. Null where groups were said, or are never left out.
   */
  ifInNoGroup: { admin: boolean | null; teams: TeamGrant[] | null } | null
  /** When the person last gave proof of who it is, in milliseconds since 1970; null where that is not known. */
  authenticatedAt: number | null
  /** What the provider gave, to ask it again and to sign out there; null where it gave nothing. */
  tokens: SessionTokens | null
}

/** Who it is, once the rules of admission are met: for sign-ins, and for asking again later. Throws SsoFault. */
export async function identify(parts: SaidParts, said: Said): Promise<Identified> {
  const { settings, metadata, attempt, subject } = said
  // The ID token is signed, so it wins over userinfo where both speak.
  const sources = [said.idToken, said.userinfo, ...(await aggregatedClaims(parts, said))]
  const claims = namesOf(sources)
  const profile = profileFor(settings.profile, metadata.issuer, metadata)
  const email = emailWord(sources, settings, profile, attempt)
  if (email.address === null) attempt.stage('provisioning', 'warning', { finding: 'email-missing', claims })
  if (settings.invalidGroupTeams.length > 0)
    attempt.stage('provisioning', 'warning', { finding: 'group-teams-invalid', entries: settings.invalidGroupTeams })
  const groups = await groupsOf(parts, said, sources, profile)
  const isLeftOut =
    groups === null && profile.groups?.leftOutWhenNone === true && !isOverage(sources, settings.groupsClaim)
  admit(settings, { email, groups, claims, again: said.again !== undefined, isLeftOut })
  const admin = adminByGroups(settings, groups)
  const teams = teamsByGroups(settings, groups)
  if (needsGroups(settings) && groups !== null)
    attempt.stage('provisioning', 'ok', { groups, admin, teams: teams?.map(({ team }) => team) ?? null })
  return {
    provider: settings.id,
    issuer: metadata.issuer,
    subject,
    beyondSub: beyondSub(sources, profile),
    providerSession: firstText(sources, 'sid'),
    username: usernameOf(sources, settings),
    name: displayName(sources, attempt),
    email: email.address,
    emailVerified: email.verified,
    emailCounts: email.verified === true || (email.address !== null && settings.requireVerifiedEmail === false),
    groups,
    admin,
    teams,
    ifInNoGroup: isLeftOut ? { admin: adminByGroups(settings, []), teams: teamsByGroups(settings, []) } : null,
  }
}

export type Identified = Omit<VerifiedIdentity, 'tokens' | 'authenticatedAt'>

/** Null where they are not known: the provider said nothing of them, or that they are too many to be said. */
async function groupsOf({ outbound }: SaidParts, said: Said, sources: readonly Claims[], profile: Profile) {
  const { settings, attempt } = said
  if (!needsGroups(settings)) return groupsSaid(sources, settings, profile, attempt)
  const isElsewhere = isOverage(sources, settings.groupsClaim)
  const groups =
    groupsSaid(sources, settings, profile, attempt) ??
    (isElsewhere ? await groupsBeyondToken(outbound, said) : said.again?.groupsSaid ? [] : null)
  if (groups !== null) noteUnmatched(settings, groups, attempt)
  else if (!isElsewhere) noteMissing(settings, namesOf(sources), attempt)
  return groups
}

function beyondSub(sources: readonly Claims[], { beyondSub }: Profile): string | null {
  const parts = (beyondSub?.claims ?? []).map((claim) => firstText(sources, claim))
  return parts.length > 0 && parts.every((part) => part !== null) ? parts.join('/') : null
}

const namesOf = (sources: readonly Claims[]) => [...new Set(sources.flatMap((each) => Object.keys(each)))]

const usernameOf = (sources: readonly Claims[], { usernameClaim }: ProviderSettings): string | null =>
  firstText(sources, usernameClaim) ?? firstText(sources, 'preferred_username') ?? firstText(sources, 'nickname')

function displayName(sources: readonly Claims[], attempt: Attempt): string | null {
  const name = firstText(sources, 'name')
  if (name !== null) return name
  attempt.mended('display-name-missing')
  const whole = [firstText(sources, 'given_name'), firstText(sources, 'family_name')].filter(Boolean).join(' ')
  return whole || firstText(sources, 'preferred_username')
}
