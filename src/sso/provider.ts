import type { ClientCertificate } from '../base/outbound.ts'
import type { Backchannel, ProviderEndpoints } from './addresses.ts'
import type { OwnKey } from './own-keys.ts'

/** How an identity provider is set up here. Made of the environment, the configuration file and the settings page. */
export interface ProviderSettings {
  /** In URLs: `/oidc/login/ID`. The provider of the environment is `default`. */
  id: string
  /** On the button. */
  name: string
  /** Of the buttons, the least first. */
  order: number
  /** A file with a picture for the button. */
  logo: string | null
  /** Whoever gives an e-mail address of these on the sign-in page is sent to this provider. */
  emailDomains: string[]
  /** As it was written; may be a discovery address or lack its last slash. */
  issuer: string | null
  clientId: string | null
  clientSecret: string | null
  /** When the secret runs out at the provider, as somebody has entered it; ISO 8601. */
  secretExpiresAt: string | null
  /** A name of `profiles/`, or `auto`. */
  profile: string
  /** W&B Server's way to say which flow (OIDC_AUTH_METHOD); `responseType` wins over it. */
  authMethod: 'pkce' | 'implicit'
  responseType: 'auto' | ResponseType
  responseMode: 'auto' | ResponseMode
  requestForm: 'auto' | RequestForm
  clientAuth: 'auto' | ClientAuthMethod
  pkce: 'auto' | 'required' | 'off'
  scopes: string[]
  /** One algorithm of JWS, or `auto`: what the provider publishes. */
  idTokenAlg: string
  usernameClaim: string
  emailClaim: string
  groupsClaim: string
  requireVerifiedEmail: 'auto' | boolean
  allowedDomains: string[]
  /** Directories (tenants) that are let in where the issuer is for many. */
  allowedTenants: string[]
  allowedGroups: string[]
  /** Groups that make administrators; who is in none of them is none. */
  adminGroups: string[]
  /** Which groups put people into which teams: none, those of the same name, or by this list. */
  groupTeams: 'off' | 'same-name' | GroupTeam[]
  /** Groups whose entry there makes no sense and is left out. */
  invalidGroupTeams: string[]
  /** Whether the administrator trusts this provider to lead to an existing account by a verified e-mail address. */
  linkByEmail: boolean
  /** Issuers beside the provider itself whose signed claims (OpenID Connect Core 5.6.2) are believed. */
  claimIssuers: string[]
  /** Given by hand: for a provider without discovery, or in place of what its document says. */
  endpoints: ProviderEndpoints
  /** Where the server calls the provider by another name than browsers do. */
  backchannel: Backchannel | null
  /** PEM of authorities that are trusted for this provider beside the usual ones. */
  ca: string | null
  /** Shown to the provider where it asks for one: for mutual TLS as client authentication (RFC 8705), or because its network wants it. */
  certificate: ClientCertificate | null
  /** For `private_key_jwt` and signed requests; the first one signs. */
  signingKeys: OwnKey[]
  /** For encrypted ID tokens and userinfo; any of them may fit. */
  decryptionKeys: OwnKey[]
  /** What was wrong with the values as they were written; the provider is kept, and its sign-ins say so. */
  faults: ProviderSettingFault[]
}

export const teamRoles = ['admin', 'member', 'viewer'] as const
export type TeamRole = (typeof teamRoles)[number]

export interface GroupTeam {
  group: string
  team: string
  role: TeamRole
}

/** OAuth 2.0 Multiple Response Type Encoding Practices. */
export const responseTypes = [
  'code',
  'id_token',
  'id_token token',
  'code id_token',
  'code token',
  'code id_token token',
] as const
export type ResponseType = (typeof responseTypes)[number]

/** `jwt` is JARM. */
export const responseModes = ['query', 'form_post', 'fragment', 'jwt'] as const
export type ResponseMode = (typeof responseModes)[number]

/** How the authorization request travels: in the address, as a signed request object (RFC 9101), pushed beforehand (RFC 9126). */
export const requestForms = ['plain', 'signed', 'pushed', 'pushed and signed'] as const
export type RequestForm = (typeof requestForms)[number]

/** OpenID Connect Core 9, RFC 8705. */
export const clientAuthMethods = [
  'none',
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
  'tls_client_auth',
  'self_signed_tls_client_auth',
] as const
export type ClientAuthMethod = (typeof clientAuthMethods)[number]

/** Settings that are put right by us: the sign-in goes on. */
export const mendedSettings = ['id-secret-swapped-or-padded', 'scope-openid-missing', 'pkce-plain-configured'] as const
export type MendedSetting = (typeof mendedSettings)[number]

export interface ProviderSettingFault {
  /** What is not mended ends each sign-in. */
  code:
    | 'secret-unreadable'
    | 'secret-rotated'
    | 'ca-unreadable'
    | 'client-certificate-unusable'
    | 'address-invalid'
    | 'key-unreadable'
    | MendedSetting
  facts: Record<string, unknown>
}

export const defaultProviderSettings: Omit<ProviderSettings, 'id' | 'name'> = {
  order: Number.MAX_SAFE_INTEGER,
  logo: null,
  emailDomains: [],
  issuer: null,
  clientId: null,
  clientSecret: null,
  secretExpiresAt: null,
  profile: 'auto',
  authMethod: 'pkce',
  responseType: 'auto',
  responseMode: 'auto',
  requestForm: 'auto',
  clientAuth: 'auto',
  pkce: 'auto',
  scopes: ['openid', 'profile', 'email'],
  idTokenAlg: 'auto',
  usernameClaim: 'preferred_username',
  emailClaim: 'email',
  groupsClaim: 'groups',
  requireVerifiedEmail: 'auto',
  allowedDomains: [],
  allowedTenants: [],
  allowedGroups: [],
  adminGroups: [],
  groupTeams: 'off',
  invalidGroupTeams: [],
  linkByEmail: false,
  claimIssuers: [],
  endpoints: {},
  backchannel: null,
  ca: null,
  certificate: null,
  signingKeys: [],
  decryptionKeys: [],
  faults: [],
}

/** Whether discovery has nothing to add: where both are given, it is not asked. */
export const isGivenByHand = ({ endpoints }: ProviderSettings): boolean =>
  Boolean(endpoints.authorization_endpoint && endpoints.token_endpoint)

/** Whether a sign-in can be tried. A missing secret does not count: a public client has none. */
export const isComplete = (settings: ProviderSettings): boolean =>
  Boolean((settings.issuer || isGivenByHand(settings)) && settings.clientId)

/** Everything of it that a sign-in depends on, as text; how its button looks is left out. Holds the secret. */
export function configurationOf(settings: ProviderSettings): string {
  const { name: _name, order: _order, logo: _logo, emailDomains: _domains, ...decisive } = settings
  return JSON.stringify(decisive)
}

/** Whether anybody has set anything of it. */
export const isConfigured = (settings: ProviderSettings): boolean =>
  Boolean(settings.issuer || isGivenByHand(settings) || settings.clientId || settings.clientSecret) ||
  settings.faults.length > 0

/** Where browsers start a sign-in at this provider, and where the provider sends them back. */
export const startPath = (id: string): string => (id === 'default' ? '/oidc/login' : `/oidc/login/${id}`)
export const callbackPath = (id: string): string => (id === 'default' ? '/oidc/callback' : `/oidc/callback/${id}`)
