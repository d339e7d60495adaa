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
  verifiedEmail: string
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
  link?: string
}

/** What is particular to a provider, as plain data: the engine asks for a property, never for a name. */
export interface Profile {
  name: string
  /** As people know it. */
  title: string
  /** Whether an issuer (or an address pasted in its place) belongs to this provider. */
  recognises: (issuer: URL) => boolean
  /** Differences from the generic words. */
  words: Partial<ProviderWords>
  /** Other spellings of the issuer that are worth asking when this one does not answer. */
  otherIssuers?: (issuer: URL) => string[]
  /** The code for an issuer that is not there while `answering` is. */
  notThere?: (answering: string) => 'okta-org-vs-custom' | 'keycloak-auth-prefix' | 'issuer-wrong-realm' | undefined
  /** Name of the query parameter by which `jwks_uri` gives the keys of one application. */
  jwksApplicationParameter?: string
  /** Sign-out as the provider has it instead of OpenID Connect RP-Initiated Logout. */
  logout?: { path: string; returnParameter: string }
  /** What differs from `email_verified` of OpenID Connect Core 5.1. */
  email?: EmailProof
}
