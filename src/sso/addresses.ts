/** Endpoints that may be given by hand, by their names in the configuration file and in a discovery document. */
const endpointNames = {
  authorizationEndpoint: 'authorization_endpoint',
  tokenEndpoint: 'token_endpoint',
  jwksUri: 'jwks_uri',
  userinfoEndpoint: 'userinfo_endpoint',
  endSessionEndpoint: 'end_session_endpoint',
} as const

export type ProviderEndpoints = Partial<Record<(typeof endpointNames)[keyof typeof endpointNames], string>>

/** Two names of one provider: that by which browsers reach it, and that by which this server does. Origins. */
export interface Backchannel {
  publicOrigin: string
  origin: string
}

/** Where this server asks for what is at `url`: by the back-channel name, if it is at the public one. */
export function backchannelAddress(backchannel: Backchannel | null, url: string): string {
  return backchannel ? moved(url, backchannel.publicOrigin, backchannel.origin) : url
}

/** Where a browser goes for what the provider says is at `url`: a document read by the back channel may name that. */
export function browserAddress(backchannel: Backchannel | null, url: string): string {
  return backchannel ? moved(url, backchannel.origin, backchannel.publicOrigin) : url
}

function moved(url: string, from: string, to: string): string {
  const at = URL.parse(url)
  return at?.origin === from ? to + at.pathname + at.search : url
}

/** The addresses of a provider as they were written; `invalid` is told of what is no address. */
export function readAddresses(
  text: (field: string) => string | null,
  issuer: string | null,
  invalid: (field: string, value: string) => void,
): { endpoints: ProviderEndpoints; backchannel: Backchannel | null } {
  const addressOf = (field: string): string | null => {
    const value = text(field)
    if (value === null || /^https?:$/.test(URL.parse(value)?.protocol ?? '')) return value
    invalid(field, value.slice(0, 300))
    return null
  }
  const given = Object.entries(endpointNames).map(([field, name]) => [name, addressOf(field)] as const)
  const endpoints: ProviderEndpoints = Object.fromEntries(given.filter(([, value]) => value !== null))
  const seen = originOf(issuer ?? endpoints.authorization_endpoint ?? '')
  const inner = originOf(addressOf('backchannelUrl') ?? '')
  return { endpoints, backchannel: seen && inner && seen !== inner ? { publicOrigin: seen, origin: inner } : null }
}

/** An issuer without a scheme is mended to https later on; so it is here. */
const originOf = (url: string): string | null =>
  (URL.parse(/^https?:/i.test(url) || url === '' ? url : `https://${url}`) ?? null)?.origin ?? null
