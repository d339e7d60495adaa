import { adfs } from './adfs.ts'
import { auth0 } from './auth0.ts'
import { authelia } from './authelia.ts'
import { authentik } from './authentik.ts'
import { casdoor } from './casdoor.ts'
import { cognito } from './cognito.ts'
import { dex } from './dex.ts'
import { entra } from './entra.ts'
import { generic, genericWords } from './generic.ts'
import { github } from './github.ts'
import { gitlab } from './gitlab.ts'
import { google } from './google.ts'
import { jumpcloud } from './jumpcloud.ts'
import { kanidm } from './kanidm.ts'
import { keycloak } from './keycloak.ts'
import { lark } from './lark.ts'
import { okta } from './okta.ts'
import { onelogin } from './onelogin.ts'
import { ping } from './ping.ts'
import type { Profile, ProviderWords, PublishedAddress, Quirk } from './profile.ts'
import { zitadel } from './zitadel.ts'

/** In the order in which they are asked whether an issuer is theirs; the last takes all. */
export const profiles: readonly Profile[] = [
  ...[okta, entra, google, auth0, cognito, lark, jumpcloud, onelogin, ping, gitlab, github, zitadel, authelia, casdoor],
  ...[authentik, kanidm, adfs, dex, keycloak, generic],
]

export type PublishedAddresses = { [Name in PublishedAddress]?: string | undefined }

/**
 * The named profile, or for `auto` the one that recognises the issuer; where only the last does, and the provider's addresses are known,
 * the one that they fit.
 */
export function profileFor(name: string, issuer: string | null, published: PublishedAddresses = {}): Profile {
  const named = profiles.find((each) => each.name === name)
  if (named) return named
  const url = URL.parse(issuer ?? '') ?? URL.parse(`https://${issuer}`)
  const byIssuer = url && profiles.find((each) => each.recognises(url))
  if (byIssuer && byIssuer !== generic) return byIssuer
  return profiles.find((each) => fits(each, published)) ?? generic
}

export const isProfileName = (name: string): boolean => name === 'auto' || profiles.some((each) => each.name === name)

function fits({ addresses }: Profile, published: PublishedAddresses): boolean {
  const patterns = Object.entries(addresses ?? {})
  return (
    patterns.length > 0 &&
    patterns.every(([name, pattern]) => pattern.test(published[name as PublishedAddress]?.replace(/[?#].*$/, '') ?? ''))
  )
}

export const wordsOf = (profile: Profile): ProviderWords => ({ ...genericWords, ...profile.words })

/** All that is said to be particular to the provider: its quirks, and the properties that bring their own reason. */
export const reasonsOf = (profile: Profile): Quirk[] => [
  ...profile.quirks,
  ...(['email', 'beyondSub', 'groups', 'groupsOverage'] as const).flatMap((property) => {
    const own = profile[property]
    return own ? [{ property, reason: own.reason, link: own.link }] : []
  }),
]
