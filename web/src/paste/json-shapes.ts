import type { Found } from './reading.ts'

export type Members = Record<string, unknown>

/** A file or an answer of a provider's console that is known by its members. */
interface Shape {
  kind: string
  fits(json: Members): boolean
  read(json: Members, found: Found, ours: string): void
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
export const members = (value: unknown): Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {}

const discovery: Shape = {
  kind: 'a discovery document',
  fits: (json) => typeof json['issuer'] === 'string' && 'authorization_endpoint' in json,
  read(json, found) {
    found.take('issuer', json['issuer'], 'issuer')
    found.leave('the endpoints and all the rest', 'they are read from the provider itself, and stay up to date')
  },
}

const google: Shape = {
  kind: "Google's client_secret.json",
  fits: (json) => /accounts\.google\.com/.test(String(googleClient(json)['auth_uri'])),
  read(json, found, ours) {
    const client = googleClient(json)
    const where = 'web' in json ? 'web' : 'installed'
    found.take('issuer', 'https://accounts.google.com', `${where}.auth_uri`)
    found.take('clientId', client['client_id'], `${where}.client_id`)
    found.take('clientSecret', client['client_secret'], `${where}.client_secret`)
    found.registered(client['redirect_uris'] ?? [], ours)
    if (where === 'installed')
      found.note('It is of type "Desktop app". Make an OAuth client of type "Web application" instead.')
  },
}
const googleClient = (json: Members): Members => members(json['web'] ?? json['installed'])

const keycloakAdapter: Shape = {
  kind: "Keycloak's adapter configuration (keycloak.json)",
  fits: (json) => 'auth-server-url' in json && 'realm' in json,
  read(json, found) {
    const base = text(json['auth-server-url'])?.replace(/\/+$/, '')
    if (base && text(json['realm']))
      found.take('issuer', `${base}/realms/${json['realm']}`, 'auth-server-url and realm')
    found.take('clientId', json['resource'], 'resource')
    found.take('clientSecret', members(json['credentials'])['secret'], 'credentials.secret')
    if (json['public-client'] === true) found.note('It is a public client: it has no secret.')
    for (const name of ['ssl-required', 'confidential-port', 'bearer-only'])
      if (name in json) found.leave(name, 'it is for Keycloak’s own adapters')
  },
}

const keycloakClient: Shape = {
  kind: 'a client exported from Keycloak',
  fits: (json) => 'clientId' in json && ('protocolMappers' in json || 'standardFlowEnabled' in json),
  read(json, found, ours) {
    found.take('clientId', json['clientId'], 'clientId')
    found.take('clientSecret', json['secret'], 'secret')
    found.leave('the issuer', 'an exported client does not name its realm: https://KEYCLOAK/realms/REALM')
    if (json['protocol'] && json['protocol'] !== 'openid-connect')
      found.note('It is no client of OpenID Connect but of SAML.')
    if (json['standardFlowEnabled'] === false) found.note('Its Standard flow is off; switch it on.')
    if (!(json['redirectUris'] as unknown[] | undefined)?.some?.((each) => String(each).includes('*')))
      found.registered(json['redirectUris'] ?? [], ours)
  },
}

const entraIssuer = (tenant: string) => `https://login.microsoftonline.com/${tenant}/v2.0`

const entraManifest: Shape = {
  kind: 'the manifest of an Entra app registration',
  fits: (json) =>
    'appId' in json && ('signInAudience' in json || 'replyUrlsWithType' in json || 'passwordCredentials' in json),
  read(json, found, ours) {
    found.take('clientId', json['appId'], 'appId')
    const tenant = text(json['appOwnerOrganizationId']) ?? text(json['tenantId'])
    if (tenant) found.take('issuer', entraIssuer(tenant), 'the directory’s id')
    else found.leave('the issuer', 'a manifest does not name its directory: Overview, Directory (tenant) ID')
    found.leave('the secret', 'a manifest holds only ids of secrets, never their values')
    if ('id' in json) found.leave('id', 'it is the Object ID, not the client id')
    const replies = [json['replyUrlsWithType']].flat().map((each) => members(each)['url'])
    found.registered(members(json['web'])['redirectUris'] ?? replies.filter(Boolean), ours)
  },
}

const entraPrincipal: Shape = {
  kind: 'what "az ad" printed',
  fits: (json) => 'appId' in json && 'tenant' in json,
  read(json, found) {
    found.take('issuer', text(json['tenant']) && entraIssuer(String(json['tenant'])), 'tenant')
    found.take('clientId', json['appId'], 'appId')
    found.take('clientSecret', json['password'], 'password')
  },
}

const azureSettings: Shape = {
  kind: 'the AzureAd settings of an application',
  fits: (json) => 'TenantId' in azure(json) && 'ClientId' in azure(json),
  read(json, found) {
    const settings = azure(json)
    found.take('issuer', text(settings['TenantId']) && entraIssuer(String(settings['TenantId'])), 'TenantId')
    found.take('clientId', settings['ClientId'], 'ClientId')
    found.take('clientSecret', settings['ClientSecret'], 'ClientSecret')
  },
}
const azure = (json: Members): Members => members(json['AzureAd'] ?? json)

const oktaApp: Shape = {
  kind: 'an application of Okta',
  fits: (json) => 'oauthClient' in members(json['credentials']),
  read(json, found, ours) {
    const client = members(members(json['credentials'])['oauthClient'])
    const links = JSON.stringify(json['_links'] ?? {})
    const host = /https:\/\/[\w.-]+\.(?:okta|oktapreview|okta-emea)\.com/.exec(links)?.[0]
    if (host) found.take('issuer', host.replace('-admin.', '.'), 'the addresses in _links')
    else found.leave('the issuer', 'it does not name its organization: https://ORG.okta.com')
    found.take('clientId', client['client_id'], 'credentials.oauthClient.client_id')
    found.take('clientSecret', client['client_secret'], 'credentials.oauthClient.client_secret')
    found.take('name', json['label'], 'label')
    found.registered(members(members(json['settings'])['oauthClient'])['redirect_uris'] ?? [], ours)
  },
}

const auth0: Shape = {
  kind: 'settings of an Auth0 application',
  fits: (json) => /\.auth0\.com\/?$/.test(String(json['domain'])) || ('callbacks' in json && 'client_id' in json),
  read(json, found, ours) {
    const domain = text(json['domain'])
    if (domain) found.take('issuer', `https://${domain.replace(/^https?:\/\/|\/+$/g, '')}/`, 'domain')
    else found.leave('the issuer', 'it does not name its domain: https://TENANT.REGION.auth0.com/')
    for (const name of ['client_id', 'clientId', 'clientID']) found.take('clientId', json[name], name)
    for (const name of ['client_secret', 'clientSecret']) found.take('clientSecret', json[name], name)
    found.registered(json['callbacks'] ?? [], ours)
  },
}

const cognitoClient: Shape = {
  kind: 'an app client of Amazon Cognito',
  fits: (json) => 'UserPoolId' in cognito(json) && 'ClientId' in cognito(json),
  read(json, found, ours) {
    const client = cognito(json)
    const pool = text(client['UserPoolId']) ?? ''
    const region = pool.split('_')[0]
    found.take('issuer', pool && `https://cognito-idp.${region}.amazonaws.com/${pool}`, 'UserPoolId')
    found.take('clientId', client['ClientId'], 'ClientId')
    found.take('clientSecret', client['ClientSecret'], 'ClientSecret')
    found.registered(client['CallbackURLs'] ?? [], ours)
  },
}
const cognito = (json: Members): Members => members(json['UserPoolClient'] ?? json)

const authentik: Shape = {
  kind: 'a provider of authentik',
  fits: (json) => 'authorization_flow' in json && 'client_id' in json,
  read(json, found, ours) {
    found.take('clientId', json['client_id'], 'client_id')
    found.take('clientSecret', json['client_secret'], 'client_secret')
    const slug = text(json['assigned_application_slug']) ?? 'SLUG'
    found.leave('the issuer', `it does not name its server: https://AUTHENTIK/application/o/${slug}/`)
    const uris = [json['redirect_uris']].flat().map((each) => (typeof each === 'string' ? each : members(each)['url']))
    found.registered(uris, ours)
  },
}

/** The answer of dynamic client registration (RFC 7591), which several consoles give too. */
const registration: Shape = {
  kind: 'a registered client (RFC 7591)',
  fits: (json) => 'client_id' in json && ('redirect_uris' in json || 'token_endpoint_auth_method' in json),
  read(json, found, ours) {
    found.take('issuer', json['issuer'], 'issuer')
    found.take('clientId', json['client_id'], 'client_id')
    found.take('clientSecret', json['client_secret'], 'client_secret')
    found.take('name', json['client_name'] && undefined, 'client_name')
    if ('token_endpoint_auth_method' in json) found.leave('token_endpoint_auth_method', 'it is found out by itself')
    found.registered(json['redirect_uris'] ?? [], ours)
  },
}

/** In the order in which they are tried. */
export const jsonShapes: Shape[] = [
  ...[discovery, google, keycloakAdapter, keycloakClient, entraPrincipal, entraManifest, azureSettings],
  ...[oktaApp, authentik, cognitoClient, auth0, registration],
]
