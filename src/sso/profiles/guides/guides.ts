import { type ServerAddresses, serverAddresses } from './addresses.ts'
import { adfs } from './adfs.ts'
import { auth0 } from './auth0.ts'
import { authelia } from './authelia.ts'
import { authentik } from './authentik.ts'
import { casdoor } from './casdoor.ts'
import { cognito } from './cognito.ts'
import { dex } from './dex.ts'
import { entra } from './entra.ts'
import { generic } from './generic.ts'
import { github } from './github.ts'
import { gitlab } from './gitlab.ts'
import { google } from './google.ts'
import type { Guide } from './guide.ts'
import { jumpcloud } from './jumpcloud.ts'
import { kanidm } from './kanidm.ts'
import { keycloak } from './keycloak.ts'
import { lark } from './lark.ts'
import { okta } from './okta.ts'
import { onelogin } from './onelogin.ts'
import { ping } from './ping.ts'
import { zitadel } from './zitadel.ts'

const guides: Readonly<Record<string, Guide>> = {
  ...{ adfs, auth0, authelia, authentik, casdoor, cognito, dex, entra, generic, github, gitlab, google, jumpcloud },
  ...{ kanidm, keycloak, lark, okta, onelogin, ping, zitadel },
}

/** The guide of a profile, by its name, with this server's addresses in place of the placeholders. */
export function guideFor(profile: string, publicUrl: string, provider: string): Guide {
  const addresses = serverAddresses(publicUrl, provider)
  return filled(guides[profile] ?? generic, addresses)
}

/** Every text within, filled in; what has no value stays as it is. */
function filled<T>(value: T, addresses: ServerAddresses): T
function filled(value: unknown, addresses: ServerAddresses): unknown {
  if (typeof value === 'string')
    return value.replace(/\{(\w+)\}/g, (all, name: string) => addresses[name as keyof ServerAddresses] ?? all)
  if (Array.isArray(value)) return value.map((each) => filled(each, addresses))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, filled(each, addresses)]))
}
