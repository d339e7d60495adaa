import { auth0 } from './auth0.ts'
import { cognito } from './cognito.ts'
import { entra } from './entra.ts'
import { generic, genericWords } from './generic.ts'
import { google } from './google.ts'
import { keycloak } from './keycloak.ts'
import { lark } from './lark.ts'
import { okta } from './okta.ts'
import type { Profile, ProviderWords } from './profile.ts'

/** In the order in which they are asked whether an issuer is theirs; the last takes all. */
const profiles: Profile[] = [okta, entra, google, auth0, cognito, lark, keycloak, generic]

/** The named profile, or for `auto` the one that recognises the issuer. */
export function profileFor(name: string, issuer: string | null): Profile {
  const named = profiles.find((each) => each.name === name)
  if (named) return named
  const url = URL.parse(issuer ?? '') ?? URL.parse(`https://${issuer}`)
  return (url && profiles.find((each) => each.recognises(url))) ?? generic
}

export const wordsOf = (profile: Profile): ProviderWords => ({ ...genericWords, ...profile.words })
