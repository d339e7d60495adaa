/** Where things are found in the provider's own console, as whole sentences that stand at the end of a mend. */
export interface ProviderWords {
  issuer: string
  clientId: string
  clientSecret: string
  publicClient: string
  redirectUris: string
  logoutUris: string
  assignment: string
  grant: string
  signing: string
  encryption: string
  clientAuth: string
  scopes: string
  groups: string
  /** How the provider comes to send an address at all. */
  email: string
  verifiedEmail: string
  /** How it comes to give refresh tokens. */
  refresh: string
  pkce: string
  consent: string
  initiate: string
}

/** What counts as proof that an e-mail address is the person's (`requireVerifiedEmail: auto`), and which domain rules of admission look at. */
export interface EmailProof {
  /** The claim that says whether `email` is verified. */
  claim: string
  /** Further claims that hold an address; of these nothing is proven. */
  otherAddresses?: string[]
  /** The claim with the organization's domain, where the address itself does not prove that somebody belongs to it. */
  domainClaim?: string
  /** Domains for which the provider vouches without that claim: it gives the mailboxes itself. */
  ownDomains?: string[]
  reason: string
  link: string
}

export interface BeyondSub {
  /** All of them together name one person for good. */
  claims: string[]
  reason: string
  link: string
}

export interface GroupsClaims {
  /** By their paths, the first that is there; asked where none is set. */
  claims: string[]
  /** The claim is not there for people in no group, as if nothing were said of groups. */
  leftOutWhenNone?: true
  /** Ids come in place of names, unless the provider is told otherwise. */
  areIds?: true
  reason: string
  link: string
}

/** A list of groups as Microsoft Graph gives it, page by page. */
export interface GroupsOverage {
  /** At the host of the userinfo endpoint, which takes the same access token. */
  path: string
  reason: string
  link: string
}

/** Addresses of a discovery document by which a provider can be told where its host name says nothing. */
export type PublishedAddress = 'authorization_endpoint' | 'token_endpoint' | 'userinfo_endpoint' | 'jwks_uri'

/**
 * What people should know of a provider before they set it up: the cells of the table in `docs/sso/`, which is made of them. `(?)` stands
 * behind what comes from memory, and which nothing here has confirmed.
 */
export interface Features {
  flow: string
  clientAuth: string
  pkce: string
  algorithms: string
  groups: string
  signOut: string
  /** What the provider needs before it gives a refresh token. */
  refresh: string
}

/** Where this provider differs from what OpenID Connect would lead one to expect. */
export interface Quirk {
  /** The property by which the engine minds it. None where negotiation finds it out, or people have to. */
  property?: EngineProperty
  reason: string
  link: string
}

/** What is particular to a provider, as plain data: the engine asks for a property, never for a name. */
export interface Profile extends ProviderBehaviour {
  name: string
  /** As people know it. */
  title: string
  /** Whether an issuer (or an address pasted in its place) belongs to this provider. */
  recognises: (issuer: URL) => boolean
  /** Patterns, all of which the published addresses of this provider fit, whatever its host is called. */
  addresses?: Partial<Record<PublishedAddress, RegExp>>
  /** How it is recognised, in words. */
  recognisedBy: string
  features: Features
  /** What what is said here rests on. */
  seen: { how: 'real server' | 'emulation' | 'reading'; test?: string }
  quirks: Quirk[]
  /** Differences from the generic words. */
  words: Partial<ProviderWords>
}

/** A provider that has no discovery and gives no ID tokens. */
export interface UserinfoIdentity {
  /** What its discovery document would say. */
  published: (
    issuer: URL,
  ) => Record<'issuer' | 'authorization_endpoint' | 'token_endpoint' | 'userinfo_endpoint', string> &
    Record<string, unknown>
  scopes: string[]
  /** Claims of OpenID Connect -> members of the userinfo answer. */
  claims: Readonly<Record<'sub', string> & Record<string, string>>
  /** Below the userinfo endpoint: a list of the person's addresses, each `{email, primary, verified}`. */
  emails: string
}

/** What the engine does otherwise for a provider. Each property that a profile sets says why, or has a quirk that does. */
export interface ProviderBehaviour {
  /** Other spellings of the issuer that are worth asking when this one does not answer. */
  otherIssuers?: (issuer: URL) => string[]
  /** Issuers of its regions, all of which answer, while only one knows the client. */
  regions?: string[]
  /** The code for an issuer that is not there while `answering` is. */
  notThere?: (
    answering: string,
    issuer: URL,
  ) => 'okta-org-vs-custom' | 'okta-admin-domain' | 'keycloak-auth-prefix' | 'issuer-wrong-realm' | undefined
  /** Name of the query parameter by which `jwks_uri` gives the keys of one application. */
  jwksApplicationParameter?: string
  /** Sign-out as the provider has it, in place of OpenID Connect RP-Initiated Logout: always, or where it publishes no such address. */
  logout?: { path: string; returnParameter: string; when: 'always' | 'unpublished' }
  /** Whether it takes redirect URIs of plain http on the person's own machine only. */
  httpOnlyToLoopback?: true
  /** The address for signing out that it shows or publishes ends no session, and nobody comes back from it. */
  fakesSignOut?: true
  /** It lets the person choose an account (`prompt=select_account`), though it does not publish that. */
  letsChooseAccount?: true
  /** Scopes that it does not have: whoever asks for one stays on a page of the provider's, so there is nothing to learn from. */
  lacksScopes?: string[]
  /** The scope without which it gives no refresh token: asked for unless it is published without. Others give one anyhow, or not at all. */
  refreshNeeds?: 'offline_access'
  /** Whether everybody in the world may have an account there, so that a sign-in says nothing of who belongs here. */
  openToAnybody?: (issuer: URL) => boolean
  /** Names that the provider gives itself in ID tokens beside its issuer. */
  alsoIssuesAs?: string[]
  /** What stands in place of the tenant in an issuer for many, and the words by which an administrator asks for that. */
  tenants?: { placeholder: string; shared: string[] }
  /** Who it is, is told by userinfo and not by an ID token: OAuth 2.0 without OpenID Connect. */
  identityFrom?: UserinfoIdentity
  /** What differs from `email_verified` of OpenID Connect Core 5.1. Brings its reason along. */
  email?: EmailProof
  /** Who the person is beyond this application, where `sub` is another for each. Brings its reason along. */
  beyondSub?: BeyondSub
  /** Where groups stand if not in the claim `groups`. Brings its reason along. */
  groups?: GroupsClaims
  /** Its discovery document lists a few of the claims that it sends: what is missing there may come. */
  listsFewClaims?: true
  /** It says nothing of groups, however it is set up. */
  lacksGroups?: true
  /** Where all groups are told when they are too many for a token. Brings its reason along. */
  groupsOverage?: GroupsOverage
  /** What a client's own assertion is addressed to where the provider takes one of the two only. */
  assertionAudience?: 'issuer' | 'token endpoint'
}

export type EngineProperty = keyof ProviderBehaviour
