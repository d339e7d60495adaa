/**
 * Bugs of other products that cannot happen here, by design: id to what goes wrong there, and why it does not here. For the page
 * `docs/sso/faults.md`; there is no code for them.
 */
export interface NotOurs {
  /** What is seen elsewhere. A sentence. */
  there: string
  /** Why it cannot happen here. A sentence. */
  here: string
}

export const notOurs: Record<string, NotOurs> = {
  'config-needs-restart': {
    there: 'Values that were saved work only after a restart, or on one replica only.',
    here: 'What the settings page saves is read anew for each sign-in, on every replica.',
  },
  'public-url-trailing-slash': {
    there:
      'A slash at the end of the public URL makes a redirect URI with two slashes, which no provider has registered.',
    here: 'HOST is kept without its last slash, and the redirect URI to register is shown with a button that copies it.',
  },
  'callback-url-undocumented': {
    there: 'Nobody says which redirect URI is to be registered.',
    here: 'It stands above the fields of each provider, with a button that copies it, and in each guide.',
  },
  'issuer-slash-rekeys-users': {
    there: 'Accounts are known by issuer and sub, so one slash more makes everybody a stranger.',
    here: "Accounts are known by the provider's id here and sub; the issuer is only compared.",
  },
  'endpoint-on-other-host-rejected': {
    there: "Endpoints on another host than the issuer's are refused, though Google, Entra and Cognito have them there.",
    here: 'Endpoints may be on any host; each address is judged by itself (endpoint-forbidden).',
  },
  'boot-time-discovery': {
    there: 'The provider is asked once, at start: if it is down then, the server ends or single sign-on stays off.',
    here: 'The start asks no provider; each sign-in does, and what was read last is used while the provider is down.',
  },
  'ssrf-guard-blocks-private-idp': {
    there: 'A guard meant for clouds refuses providers at private addresses.',
    here: 'Private addresses are accepted; only link-local and metadata addresses are refused (endpoint-forbidden).',
  },
  'redirect-uri-http-behind-proxy': {
    there: 'Behind a proxy that ends TLS, the redirect URI begins with http.',
    here: 'The redirect URI is made of HOST alone; where the browser is at another scheme or host, the answer is public-url-mismatch.',
  },
  'callback-405': {
    there: 'The provider answers by POST where only GET is known, or the other way round.',
    here: 'The callback takes both.',
  },
  'state-cookie-secure-over-http': {
    there: 'The sign-in cookie is Secure on a plain http site, so browsers drop it.',
    here: 'Cookies are Secure exactly where HOST is https, and a browser that is at the other scheme is told so before it leaves (public-url-mismatch).',
  },
  'state-cookie-domain': {
    there: 'The sign-in cookie is set for a domain to which the host does not belong.',
    here: 'Cookies have no Domain: they belong to the one host that set them.',
  },
  'state-replica': {
    there: 'The state is in the memory of one replica, and the answer comes to another.',
    here: 'The state is in the database that all replicas share.',
  },
  'error-swallowed': {
    there: 'Every failure ends in one sentence that says nothing.',
    here: "Each failure keeps its cause: it has a code, its evidence and the provider's own words, and what has none is called unexpected, a defect of ours.",
  },
  'break-glass-hidden': {
    there: 'The way back in works only where a variable was set before anybody was locked out, or nobody finds it.',
    here: 'The sign-in page leads to it, an account must be proven before passwords can be switched off, and "signpost user restore" works at any time.',
  },
}

/** Known failures that are neither in the catalogue nor here yet. */
export const openFailures: string[] = [
  'mtls-alias-ignored',
  'www-authenticate-hides-body',
  'extra-token-field-crash',
  'scope-at-token-rejected',
  'error-code-mislabelled',
  'alg-confusion',
  'jwks-error-cached',
  'jwks-no-kid-multiple',
  'jwk-without-alg',
  'jwks-hard-coded',
  'startup-ca-race',
  'userinfo-jwt',
  'invite-required',
  'seats-full',
  'cookie-too-big',
  'cookie-not-persisted',
  'session-fixation',
  'secret-rotated',
  'login-loop-auto-redirect',
  'refresh-not-issued',
  'deprovision-lag',
  'return-to-lost',
  'api-401-html',
  'logout-local-only',
  'logout-relogin-loop',
  'post-logout-uri-unregistered',
  'cognito-logout-params',
  'logout-hint-expired',
  'backchannel-unreachable',
  'revoke-before-end-session',
  'frontchannel-dead',
  'owner-coupled-to-sso',
  'cli-audience',
  'cli-headless',
  'api-after-sso',
  'multi-idp-same-key',
]
