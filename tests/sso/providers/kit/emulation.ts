/** How a client proved who it is at the token endpoint; a request can hold more than one proof, which most providers refuse. */
export interface Credentials {
  method: 'client_secret_basic' | 'client_secret_post' | 'none'
  id: string
  secret: string | null
}

/** A request to the token endpoint, as the provider reads it. */
export interface TokenCall {
  form: URLSearchParams
  credentials: Credentials[]
  /** Whether the code was asked for with a PKCE challenge. */
  challenged: boolean
}

/** An answer of RFC 6749 5.2 (token endpoint, 400 unless told) or 4.1.2.1 (by redirect). */
export interface Refusal {
  error: string
  error_description?: string
  status?: number
}

export interface Client {
  id: string
  secret: string | null
}

/**
 * A provider as its documentation and other people's reports describe it, at its own host names. What all providers have in common
 * (registered redirect URI, code that counts once, PKCE that must fit) is in `provider.ts`; here stands what this one does differently.
 */
export interface Emulation {
  title: string
  /** The profile by which it is recognised. */
  profile: string
  /** The e-mail address with which its person is known here. */
  email: string
  /** A group of the person, where the provider tells groups. */
  group?: string
  /** The discovery document, with the addresses that the real provider has. */
  document: { issuer: string; authorization_endpoint: string; token_endpoint: string; jwks_uri: string } & Record<
    string,
    unknown
  >
  /** What the administrator takes for the issuer, where that is another than the document's. */
  askedFor?: string
  /** What the console of the provider gives to the administrator. */
  client: Client
  /** Whose credentials are right, sent in which way. */
  clientAuth: (call: TokenCall, client: Client) => Refusal | null
  /** The words of its own page for a redirect URI that is not registered, and for a client that it does not know. */
  pages?: { redirectUri?: string; client?: string }
  /** What it refuses at the authorization endpoint: by redirect, or by a page of its own (`page`). */
  authorize?: (asked: URLSearchParams) => (Refusal & { page?: true }) | null
  /** What it refuses at the token endpoint once the client is known. */
  token?: (call: TokenCall) => Refusal | null
  /** HTTP Basic is compared as it comes, not decoded as RFC 6749 2.3.1 has it. */
  readsBasicRaw?: true
  /** The key that signs is shown only to whoever names the client by this query parameter of `jwks_uri`. */
  ownKeyBy?: string
  /** A refused client uses the code up. */
  burnsCode?: true
  /** Algorithm of the ID token; HS* by the client secret. RS256 unless told. */
  alg?: string
  /** How it refuses a code that is none, where that is not `invalid_grant`. */
  wrongCode?: Refusal
  /** Pure OAuth: no discovery, no ID token, no scope `openid`; these addresses answer whoever shows the access token. */
  withoutOpenId?: Record<string, unknown>
  /** Claims of the ID token and of userinfo beside the standard ones; `sub` stands in both. */
  subject: string
  idToken?: Record<string, unknown>
  userinfo?: Record<string, unknown>
  /** The last word on the ID token: encrypts it, for one. */
  seal?: (idToken: string) => Promise<string>
  /** Changes what the browser brings back. */
  callback?: (parameters: URLSearchParams) => void
}

/** A client of this kind takes these ways and no other, one at a time, in the words of the provider. */
export function takes(
  methods: Credentials['method'][],
  words: { twice: Refusal; otherWay: Refusal; wrong: Refusal },
): Emulation['clientAuth'] {
  return ({ credentials }, client) => {
    const [first, second] = credentials
    if (second) return words.twice
    if (!first || !methods.includes(first.method)) return words.otherWay
    return first.id === client.id && first.secret === client.secret ? null : words.wrong
  }
}

/** The scopes that are not among those that the provider knows. */
export const unknownScopes = (asked: URLSearchParams, known: string[]): string[] =>
  (asked.get('scope') ?? '').split(' ').filter((scope) => !known.includes(scope))

/** The same provider with other names in its addresses: two emulations cannot stand at one address. */
export const renamed = (document: Emulation['document'], from: string, to: string): Emulation['document'] =>
  JSON.parse(JSON.stringify(document).replaceAll(from, to))
