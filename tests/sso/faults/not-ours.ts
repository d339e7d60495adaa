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

export const notOurs: Record<string, NotOurs> = {}

/** Known failures that are neither in the catalogue nor here yet. */
export const openFailures: string[] = [
  'config-needs-restart',
  'secret-not-form-encoded',
  'public-url-unset',
  'public-url-trailing-slash',
  'callback-url-undocumented',
  'issuer-slash-rekeys-users',
  'endpoint-on-other-host-rejected',
  'jumpcloud-region',
  'issuer-behind-wrong-forwarded-headers',
  'split-horizon',
  'boot-time-discovery',
  'ssrf-guard-blocks-private-idp',
  'tls-ca-without-certsign',
  'redirect-uri-http-behind-proxy',
  'redirect-uri-host-port-path',
  'http-redirect-forbidden-by-idp',
  'scope-openid-missing',
  'pkce-plain-configured',
  'embedded-webview',
  'callback-405',
  'callback-not-routed',
  'state-cookie-secure-over-http',
  'state-cookie-domain',
  'state-replica',
  'error-swallowed',
  'assertion-rejected',
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
  'sso-only-lockout',
  'break-glass-hidden',
  'break-glass-unusable',
  'owner-coupled-to-sso',
  'cli-audience',
  'cli-headless',
  'api-after-sso',
  'multi-idp-same-key',
]
