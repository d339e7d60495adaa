import type { ProviderField } from './providers.ts'

/** What a field of a provider means, and what counts where nothing is set; for the generated reference. */
export interface FieldDocumentation {
  meaning: string
  /** As a person would write it; null where there is none. */
  default: string | null
}

const said = (meaning: string, standard: string | null = null): FieldDocumentation => ({ meaning, default: standard })

/** By the names of the configuration file, in the order in which people need them. */
export const providerDocumentation: Readonly<Record<ProviderField | 'clientSecretFile', FieldDocumentation>> = {
  issuer: said('The issuer, as the discovery document has it: the address before `/.well-known/openid-configuration`.'),
  clientId: said('The id of the application at the provider.'),
  clientSecret: said('Its secret. Nothing for a public client.'),
  clientSecretFile: said('A file that holds the secret and nothing else, in place of `clientSecret`.'),
  secretExpiresAt: said('When the secret runs out, such as `2027-03-31`: warned of from 30 days before.'),
  name: said('On the button of the sign-in page.', 'the id'),
  order: said('Of the buttons, the least first.', 'last'),
  logo: said('A file with a picture for the button: PNG, JPEG, WebP, GIF or SVG.'),
  emailDomains: said('Whoever gives an address of these domains on the sign-in page is sent to this provider.', '[]'),
  allowedDomains: said('Domains of e-mail addresses; people of others are not admitted.', '[] (all)'),
  allowedGroups: said('People who are in none of these groups are not admitted.', '[] (all)'),
  allowedTenants: said('Directories that are admitted where the issuer is for many (`organizations` of Entra).', '[]'),
  requireVerifiedEmail: said(
    '`true`: nobody without a verified address. `false`: the provider is trusted with addresses as they are. `auto`: a rule that looks at an address wants it verified.',
    'auto',
  ),
  linkByEmail: said('Whether a verified address leads to the account that has it; never to an administrator.', 'false'),
  usernameClaim: said(
    'The claim with the user name; a path such as `profile.login` may be given.',
    'preferred_username',
  ),
  emailClaim: said('The claim with the e-mail address.', 'email'),
  groupsClaim: said('The claim with the groups.', 'groups'),
  adminGroups: said(
    'Groups that make administrators; who is in none of them is none. Nothing: groups do not decide.',
    '[]',
  ),
  groupTeams: said(
    '`true`: a group is the team of its name. Else for each group a team, `{team, role}` or a list of these.',
    'false',
  ),
  claimIssuers: said('Issuers (`iss`) beside the provider whose aggregated claims are believed.', '[]'),
  profile: said(
    'The make of the provider where its address does not tell: a name of [the table](../sso/README.md).',
    'auto',
  ),
  authMethod: said("`pkce` or `implicit`, as W&B Server's `OIDC_AUTH_METHOD`; `responseType` wins over it.", 'pkce'),
  responseType: said(
    'The flow: `code`, `id_token`, `id_token token`, `code id_token`, `code token` or `code id_token token`.',
    'auto (code)',
  ),
  responseMode: said('How the answer comes: `query`, `form_post`, `fragment` or `jwt` (JARM, with `code`).', 'auto'),
  requestForm: said('How the request travels: `plain`, `signed`, `pushed` or `pushed and signed`.', 'auto'),
  clientAuth: said(
    'How this server proves who it is: `none`, `client_secret_basic`, `client_secret_post`, `client_secret_jwt`, `private_key_jwt`, `tls_client_auth` or `self_signed_tls_client_auth`.',
    'auto',
  ),
  pkce: said('`required`, or `off` (with a secret only).', 'auto'),
  scopes: said('What is asked for.', '[openid, profile, email]'),
  idTokenAlg: said('The one algorithm by which ID tokens are signed.', 'auto (what is published)'),
  authorizationEndpoint: said('In place of what discovery says; together with `tokenEndpoint` no discovery is needed.'),
  tokenEndpoint: said('As above.'),
  jwksUri: said('Where the keys are.'),
  userinfoEndpoint: said('Where the claims of the person are.'),
  endSessionEndpoint: said('Where people sign out.'),
  backchannelUrl: said(
    'Where this server calls the provider, if not at the host at which browsers do: `http://keycloak:8080`.',
  ),
  caFile: said('PEM file of authorities that are trusted for this provider beside the usual ones.'),
  tlsCertFile: said('PEM file of our certificate for mutual TLS.'),
  tlsKeyFile: said('PEM file of its private key.'),
  signingKeyFile: said('PEM file (PKCS#8) of our key for `private_key_jwt` and signed requests; the first key signs.'),
  decryptionKeyFile: said('PEM file (PKCS#8) of our keys for encrypted ID tokens and userinfo.'),
}
