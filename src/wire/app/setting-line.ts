/** Which variable holds a field of the provider of the environment. */
const variables: Record<string, string> = {
  issuer: 'OIDC_ISSUER',
  clientId: 'OIDC_CLIENT_ID',
  clientSecret: 'OIDC_SECRET',
  authMethod: 'OIDC_AUTH_METHOD',
  responseType: 'SIGNPOST_OIDC_RESPONSE_TYPE',
  responseMode: 'SIGNPOST_OIDC_RESPONSE_MODE',
  scopes: 'GORILLA_OIDC_CUSTOM_SCOPES',
  backchannelUrl: 'SIGNPOST_OIDC_BACKCHANNEL_URL',
}

/** These are asked for whatever the variable says. */
const usualScopes = ['openid', 'profile', 'email']

/** The line with which a value is set where it is held: in the environment, or in the provider's entry of the configuration file. */
export function lineFor(origin: 'environment' | 'file', field: string, value: unknown): string {
  if (origin === 'file') return `${field}: ${JSON.stringify(value)}`
  const list = Array.isArray(value) ? value.filter((each) => !usualScopes.includes(each)).join(' ') : null
  return `${variables[field] ?? field}=${list ?? value ?? ''}`
}
