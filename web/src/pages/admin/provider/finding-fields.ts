import type { ProviderCheck } from '../../../../../src/wire/app/contract.ts'

/** Codes that concern another field than their stage does, by the beginning of the code. The first that fits counts. */
const byCode: [RegExp, string][] = [
  [/^(redirect-uri|public-url|post-logout|backchannel|frontchannel)/, 'redirectUri'],
  [/^(client-id|wrong-client-type|user-not-assigned)/, 'clientId'],
  [/^(secret|public-client-with-secret|confidential-client)/, 'clientSecret'],
  [/^(client-auth-method|assertion|double-client-auth)/, 'clientAuth'],
  [/^scope/, 'scopes'],
  [/^pkce/, 'pkce'],
  [/^(response-type|grant)/, 'responseType'],
  [/^response-mode/, 'responseMode'],
  [/^(par-or-signed|pushed-request)/, 'requestForm'],
  [/^signing-key/, 'signingKeyFile'],
  [/^ca-|^tls-private-ca/, 'caFile'],
  [/^client-certificate/, 'tlsCertFile'],
  [/^profile-unknown/, 'profile'],
  [/^open-to-anybody/, 'allowedDomains'],
  [/^(token-(unreachable|redirect|not-json|malformed|http200)|rate-limited|waf-blocks)/, 'issuer'],
]

/** What has no field, such as the clock, stands among the checks alone. */
const byStage: Record<string, string> = {
  ...{ config: 'issuer', discovery: 'issuer', network: 'issuer', tls: 'issuer', jwks: 'issuer' },
  ...{ token: 'clientSecret', authorize: 'clientId', logout: 'redirectUri' },
}

/** The field that an error or a warning concerns; `redirectUri` stands for the addresses that the provider is told. */
export function fieldOf(check: ProviderCheck): string | undefined {
  if (check.code === undefined || (check.status !== 'error' && check.status !== 'warning')) return undefined
  const named = check.evidence['field']
  if (typeof named === 'string') return named
  // An empty field says that by itself.
  if (isUnfinished(check)) return undefined
  return byCode.find(([begins]) => begins.test(check.code ?? ''))?.[1] ?? byStage[check.stage]
}

/** Whether it says only that something is still to be typed. */
export const isUnfinished = ({ code }: ProviderCheck): boolean =>
  code === 'partial-config' || code === 'sso-not-configured'

/** The issuer that would answer, or that the document names; also where only the spelling differs. */
export function suggestedIssuer({ evidence }: ProviderCheck): string | undefined {
  const issuer = evidence['suggestedIssuer'] ?? evidence['otherIssuer'] ?? evidence['documentIssuer']
  return typeof issuer === 'string' ? issuer : undefined
}
