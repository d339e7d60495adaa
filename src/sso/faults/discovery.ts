import type { FaultEntry } from './entry.ts'

const adopt = 'This issuer answers: {suggestedIssuer}. Set OIDC_ISSUER to exactly that.'

export const discoveryFaults = {
  'issuer-is-authorize-url': {
    kind: 'fault',
    stage: 'discovery',
    title: 'The issuer is a sign-in address',
    happened: '"{issuer}" is the address to which browsers are sent for signing in, not the issuer.',
    cause: 'The authorization endpoint was copied from the documentation of the provider.',
    mend: [adopt, 'Set OIDC_ISSUER to the issuer. {w.issuer}'],
  },
  'issuer-has-well-known': {
    kind: 'mended',
    stage: 'discovery',
    title: 'The issuer was given as its discovery address',
    happened: 'OIDC_ISSUER ends in /.well-known/openid-configuration; the issuer of that document is used.',
    cause: 'Some products want that address; here it is the issuer.',
    mend: ['Set OIDC_ISSUER={documentIssuer}.'],
  },
  'issuer-trailing-slash': {
    kind: 'mended',
    stage: 'discovery',
    title: 'The issuer differed in its last slash',
    happened: 'OIDC_ISSUER is "{issuer}", the provider calls itself "{documentIssuer}"; its own spelling is used.',
    cause: 'One slash at the end.',
    mend: ['Set OIDC_ISSUER={documentIssuer}.'],
  },
  'issuer-host-spelling': {
    kind: 'mended',
    stage: 'discovery',
    title: 'The issuer was written with capitals or a port that the provider leaves out',
    happened: 'OIDC_ISSUER is "{issuer}", the provider calls itself "{documentIssuer}"; its own spelling is used.',
    cause:
      'Scheme and host mean the same in capitals, and so does the usual port; issuers are compared letter by letter.',
    mend: ['Set OIDC_ISSUER={documentIssuer}.'],
  },
  'auth0-domain-form': {
    kind: 'mended',
    stage: 'discovery',
    title: 'The issuer was given without https://',
    happened: 'OIDC_ISSUER is "{issuer}"; https:// was put before it.',
    cause: 'The domain was copied, not the URL.',
    mend: ['Set OIDC_ISSUER={documentIssuer}.'],
  },
  'issuer-mismatch': {
    kind: 'fault',
    stage: 'discovery',
    title: 'The provider calls itself by another issuer',
    happened: 'OIDC_ISSUER is "{issuer}", and the document found there says "{documentIssuer}".',
    cause: 'Another tenant or realm, or a provider behind a proxy that does not pass on the public host and scheme.',
    mend: [
      'The provider names itself as this server calls it ({innerIssuer}). Set its public address there, {publicOrigin} (Keycloak: KC_HOSTNAME={publicOrigin}).',
      'If "{otherIssuer}" is right, set OIDC_ISSUER to exactly that.',
      'If "{otherIssuer}" is an inner address, set the public address at the provider (Keycloak: KC_HOSTNAME and proxy headers).',
    ],
    lookAlikes: [
      {
        code: 'issuer-behind-wrong-forwarded-headers',
        decides:
          'The two differ in scheme, host or port only: then a proxy before the provider does not pass on what it was asked for.',
      },
      { code: 'split-horizon', decides: 'One of the two hosts is known inside only: then backchannelUrl is for it.' },
    ],
  },
  'issuer-behind-wrong-forwarded-headers': {
    kind: 'fault',
    stage: 'discovery',
    title: 'The provider does not know that it is on https',
    happened: 'The issuer is "{documentIssuer}", and its document sends everybody to {addresses} without TLS.',
    cause:
      'A proxy before the provider ends TLS and does not pass on the scheme, so the provider writes the addresses as it sees itself.',
    mend: [
      'Let the proxy before the provider send X-Forwarded-Proto: https and X-Forwarded-Host, and let the provider heed them (Keycloak: KC_PROXY_HEADERS=xforwarded and KC_HOSTNAME={publicOrigin}; Authelia and authentik heed them from trusted proxies).',
    ],
  },
  'split-horizon': {
    kind: 'finding',
    stage: 'discovery',
    title: 'Browsers and this server may not reach the provider by the same name',
    happened:
      'Browsers are sent to {authorizationEndpoint}, this server calls {tokenEndpoint}: one of the names is an inner one.',
    cause: 'The provider runs beside this server, and is known there by another name than outside.',
    mend: [
      'Set the issuer to the public address of the provider, and backchannelUrl (SIGNPOST_OIDC_BACKCHANNEL_URL) to the inner one.',
      'Or let this server know the public name: an alias in the network of the containers, or an inner DNS record.',
    ],
  },
  'jumpcloud-region': {
    kind: 'fault',
    stage: 'authorize',
    title: 'The account is in another region of the provider',
    happened: '"{issuer}" does not know the client "{clientId}", "{suggestedIssuer}" does.',
    cause: 'The regions have issuers of their own, and both of them answer.',
    mend: [adopt],
  },
  'entra-common-issuer': {
    kind: 'fault',
    stage: 'discovery',
    title: 'The issuer names no tenant',
    happened: 'The document of "{issuer}" has the issuer "{documentIssuer}", which is a pattern and no issuer.',
    cause: 'The addresses /common, /organizations and /consumers are for applications of many tenants.',
    mend: [
      'Set OIDC_ISSUER=https://login.microsoftonline.com/DIRECTORY_ID/v2.0, with the Directory (tenant) ID of the app registration.',
      'Or, for an application of several directories, list their ids in allowedTenants.',
    ],
  },
  'issuer-wrong-realm': {
    kind: 'fault',
    stage: 'discovery',
    title: 'There is no such realm',
    happened: 'The provider answers, but not at "{issuer}" (HTTP {status}).',
    cause: 'The realm is missing from the address, or its name is spelt otherwise; upper and lower case count.',
    mend: [adopt, 'Set OIDC_ISSUER=https://HOST/realms/REALM with the realm exactly as it is named in the console.'],
    lookAlikes: [{ code: 'keycloak-auth-prefix', decides: 'The same address with /auth before /realms answers.' }],
  },
  'keycloak-auth-prefix': {
    kind: 'fault',
    stage: 'discovery',
    title: 'The path of the issuer has /auth too many or too few',
    happened: '"{issuer}" is not there (HTTP {status}), "{suggestedIssuer}" is.',
    cause: 'Keycloak before version 17 has /auth in the path, later ones do not.',
    mend: [adopt],
  },
  'okta-admin-domain': {
    kind: 'fault',
    stage: 'discovery',
    title: 'The issuer is the address of the console',
    happened: '"{issuer}" is where administrators work; people sign in at "{suggestedIssuer}".',
    cause: 'The address was copied from the browser, and has "-admin" in it.',
    mend: [adopt],
  },
  'okta-org-vs-custom': {
    kind: 'fault',
    stage: 'discovery',
    title: 'This authorization server does not exist at Okta',
    happened: '"{issuer}" is not there (HTTP {status}), "{suggestedIssuer}" is.',
    cause: '/oauth2/default exists only with API Access Management; the org itself is an issuer of its own.',
    mend: [
      adopt,
      'For groups on the org server: the application, Sign On, OpenID Connect ID Token, Groups claim filter.',
    ],
    lookAlikes: [{ code: 'okta-admin-domain', decides: 'The host of the issuer has "-admin" in it.' }],
  },
  'cognito-domain-as-issuer': {
    kind: 'fault',
    stage: 'discovery',
    title: 'The issuer is the domain of the sign-in pages',
    happened: '"{issuer}" is the domain of the hosted sign-in pages, not the issuer.',
    cause: 'In Cognito the two are on different hosts.',
    mend: ['Set OIDC_ISSUER=https://cognito-idp.REGION.amazonaws.com/USER_POOL_ID.'],
  },
  'discovery-404': {
    kind: 'fault',
    stage: 'discovery',
    title: 'There is no OpenID Connect provider at the issuer',
    happened: '{url} answers HTTP {status}.',
    cause: 'The issuer is not complete or has a part too many; realm, tenant and path belong to it.',
    mend: [adopt, 'Set OIDC_ISSUER to the issuer of the provider. {w.issuer}'],
    lookAlikes: [
      {
        code: 'issuer-wrong-realm',
        decides: 'The provider has realms or tenants, and its address without one answers with its own start page.',
      },
    ],
  },
  'discovery-html': {
    kind: 'fault',
    stage: 'discovery',
    title: 'The issuer answers with a web page',
    happened: '{url} answers HTTP {status} with a web page{pageTitle| without title}, where JSON was due.',
    cause: 'The issuer is the address of a web application, or a proxy or sign-in wall stands before the provider.',
    mend: [
      adopt,
      'Set OIDC_ISSUER to the issuer of the provider. {w.issuer}',
      'Let /.well-known/openid-configuration pass at the proxy.',
    ],
    lookAlikes: [
      {
        code: 'discovery-gated',
        decides:
          'The page is a sign-in page, or one of a firewall: then something before the provider holds this server up.',
      },
      { code: 'issuer-is-authorize-url', decides: 'The page is that on which people enter their password.' },
    ],
  },
  'discovery-malformed': {
    kind: 'fault',
    stage: 'discovery',
    title: 'The discovery document cannot be read',
    happened: '{url} answers with a document that cannot be used: {reason}.',
    cause: 'A proxy changes it, or the provider writes it wrongly.',
    mend: [
      'Open {url} and compare: it must be JSON with issuer, authorization_endpoint, token_endpoint and jwks_uri as strings.',
    ],
    lookAlikes: [{ code: 'discovery-html', decides: 'A browser that opens the address shows a page.' }],
  },
  'discovery-too-large': {
    kind: 'fault',
    stage: 'discovery',
    title: 'The discovery document is too large',
    happened: '{url} answers with more than 1 MB.',
    cause: 'Something else than an identity provider answers there.',
    mend: ['Set OIDC_ISSUER to the issuer of the provider. {w.issuer}'],
  },
  'discovery-unavailable': {
    kind: 'fault',
    stage: 'discovery',
    title: 'The identity provider is out of order',
    happened: '{url} answers HTTP {status}.',
    cause: 'The provider, or a gateway before it, has a failure just now.',
    mend: ['Look at the state of the provider. Nothing needs to be changed or restarted here once it answers again.'],
    lookAlikes: [
      {
        code: 'conn-refused',
        decides:
          'The answer is of a gateway (502, 503, 504) and not of the provider: then the provider behind it is down.',
      },
    ],
    visitor: 'The identity provider is out of order just now. Try again in a moment.',
    oauthError: 'temporarily_unavailable',
  },
  'discovery-redirect': {
    kind: 'fault',
    stage: 'discovery',
    title: 'The issuer points elsewhere',
    happened: '{url} redirects to {location}.',
    cause:
      'The provider has moved, wants https, or a sign-in wall stands before it. Another host is never followed silently.',
    mend: ['If the provider has moved there, set OIDC_ISSUER to its new issuer.', adopt],
    lookAlikes: [
      { code: 'discovery-gated', decides: 'The address to which it leads is a sign-in page and no provider.' },
    ],
  },
  'discovery-gated': {
    kind: 'fault',
    stage: 'discovery',
    title: 'The provider does not let this server read its discovery document',
    happened: '{url} answers HTTP {status}.',
    cause: 'A proxy or firewall before the provider asks for credentials or blocks servers.',
    mend: ['Exempt /.well-known/openid-configuration and the JWKS address from that rule.'],
  },
  'discovery-incomplete': {
    kind: 'fault',
    stage: 'discovery',
    title: 'The discovery document lacks something',
    happened: '{url} has no {missing}.',
    cause: 'The server does plain OAuth without OpenID Connect, or the document was written by hand.',
    mend: [
      'Use an issuer that does OpenID Connect, or add {missing} to its document.',
      'Or give by hand what the document lacks: authorizationEndpoint, tokenEndpoint, jwksUri, userinfoEndpoint of the provider.',
    ],
  },
} satisfies Record<string, FaultEntry>
