import type { FaultEntry } from './entry.ts'

export const configFaults = {
  'sso-not-configured': {
    kind: 'fault',
    stage: 'config',
    title: 'Single sign-on is not set up',
    happened: 'Somebody asked for single sign-on, and no identity provider is set.',
    cause:
      'OIDC_ISSUER and OIDC_CLIENT_ID are not set, and no provider stands in the configuration file or on the settings page.',
    mend: ['Set OIDC_ISSUER, OIDC_CLIENT_ID and, where the application has one, OIDC_SECRET.'],
    visitor: 'Single sign-on is not set up on this server. Sign in with your password, or ask your administrator.',
  },
  'provider-unknown': {
    kind: 'fault',
    stage: 'config',
    title: 'There is no such identity provider',
    happened: 'The address names the provider "{provider}", and there is none of that id.',
    cause: 'The link is old, or the provider was removed or renamed.',
    mend: ['Known providers: {known|none}. Correct the link, or add the provider with that id.'],
    visitor: 'The link names an identity provider that this server does not have. Choose one on the sign-in page.',
    oauthError: 'invalid_request',
  },
  'partial-config': {
    kind: 'fault',
    stage: 'config',
    title: 'The identity provider is only partly set up',
    happened: 'Provider "{provider}" has no {missing}.',
    cause: 'Some of issuer, client id and secret are set, others are not.',
    mend: [
      'Set {missingSetting} (here: {missing}).',
      'Look at the effective values and where each comes from: environment, file or page.',
    ],
    lookAlikes: [
      {
        code: 'secret-unreadable',
        decides: 'The value was given by a file (OIDC_SECRET_FILE), and the log names that file.',
      },
    ],
  },
  'issuer-invalid': {
    kind: 'fault',
    stage: 'config',
    title: 'The issuer is no address',
    happened: '"{issuer|{url}}" cannot be read as an http or https address.',
    cause: 'A typing error, or something else was pasted.',
    mend: ['Set OIDC_ISSUER to the issuer of the provider. {w.issuer}'],
  },
  'signing-key-missing': {
    kind: 'fault',
    stage: 'config',
    title: 'There is no private key to sign with',
    happened: 'The sign-in needs {needs}, and signingKeyFile is not set.',
    cause: 'The provider, or clientAuth of the settings, wants this server to prove itself by a key.',
    mend: [
      'Make a key (openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out FILE), set signingKeyFile, and register {publicUrl}/oidc/jwks.json at the provider.',
      'Or let the application use a client secret. {w.clientAuth}',
    ],
  },
  'response-mode-impossible': {
    kind: 'fault',
    stage: 'config',
    title: 'Response mode and response type do not go together',
    happened: 'responseMode is "{responseMode}" and responseType is "{responseType}".',
    cause: 'Tokens never travel in a query, and signed answers (jwt) are for the code flow.',
    mend: ['Set responseMode: auto (SIGNPOST_OIDC_RESPONSE_MODE).'],
  },
  'secret-missing': {
    kind: 'fault',
    stage: 'token',
    title: 'The client secret is missing',
    happened:
      'The provider refused the token request, and this server holds no client secret for it ("{error|HTTP {status}}").',
    cause:
      'The application is confidential at the provider, and OIDC_SECRET (the field "Client secret" on the settings page) is not set.',
    mend: [
      'Set OIDC_SECRET (or the field "Client secret" on the settings page) to the secret of the application. {w.clientSecret}',
      'Or make the application public, then no secret is needed. {w.publicClient}',
    ],
  },
  'client-id-wrong': {
    kind: 'fault',
    stage: 'authorize',
    title: 'The provider does not know the client id',
    happened: 'The provider said that it has no application "{clientId}".',
    cause: 'A typing error, or the id of another application, tenant or realm.',
    mend: ['Compare OIDC_CLIENT_ID ("{clientId}") with the provider. {w.clientId}'],
    lookAlikes: [
      {
        code: 'redirect-uri-mismatch',
        decides:
          'The console has an application with exactly this client id: then the page of the provider means the redirect URI.',
      },
      { code: 'jumpcloud-region', decides: 'The console of the account is at another host (EU) than the issuer.' },
    ],
  },
  'id-secret-swapped-or-padded': {
    kind: 'mended',
    stage: 'config',
    title: 'A value was not written as it is',
    happened: 'The value of {field} {what}.',
    cause: 'It was pasted into the wrong field, or together with what stood around it in a page or file.',
    mend: ['Write {field} anew: the value alone, without blanks and quotes, and each in its own field. {w.clientId}'],
  },
  'wrong-app-type-saml': {
    kind: 'fault',
    stage: 'config',
    title: 'The application at the provider is a SAML application',
    happened: 'The issuer "{issuer}" is the address of a SAML application.',
    cause: 'A SAML application was created where an OpenID Connect application is needed.',
    mend: [
      'Create an OpenID Connect web application at the provider, and use its issuer, client id and secret. {w.issuer}',
    ],
  },
  'lark-open-platform-is-not-oidc': {
    kind: 'fault',
    stage: 'discovery',
    title: 'This Lark address is not OpenID Connect',
    happened:
      'The issuer "{issuer}" belongs to the open platform of Lark (Feishu), whose sign-in is not OpenID Connect.',
    cause: 'Lark has two products; the one with single sign-on by OpenID Connect is AnyCross.',
    mend: [
      'In Lark AnyCross, Identity, App SSO, create an application; the issuer is https://anycross.feishu.cn/sso/APP_ID.',
    ],
  },
  'public-url-mismatch': {
    kind: 'fault',
    stage: 'config',
    title: 'The address in the browser is not the public URL',
    happened: 'The browser is at {browserOrigin}, and HOST says {publicUrl}.',
    cause:
      'The provider sends people back to HOST, where the browser has no cookie of this sign-in; so it could never end well.',
    mend: [
      'Open {publicUrl} in the browser,',
      'or set HOST={browserOrigin} and register {browserOrigin}/oidc/callback at the provider. {w.redirectUris}',
    ],
    lookAlikes: [
      {
        code: 'callback-not-routed',
        decides: 'HOST is the address that people type, and what answers there is something else.',
      },
    ],
    visitor: 'This server is meant to be opened at another address. Open that one and sign in there.',
    oauthError: 'invalid_request',
  },
  'public-url-unset': {
    kind: 'finding',
    stage: 'config',
    title: 'The public URL is of this machine only',
    happened:
      'HOST is {publicUrl}, so the provider sends people to {redirectUri|{publicUrl}/oidc/callback}: to their own machine.',
    cause: 'HOST was not set, or was set for trying out.',
    mend: [
      'Set HOST to the address that people type (https://signpost.example), and register its /oidc/callback at the provider. {w.redirectUris}',
      'If everybody works on this machine, nothing needs to be done.',
    ],
  },
  'scope-openid-missing': {
    kind: 'mended',
    stage: 'config',
    title: 'The scope "openid" was left out of the scopes',
    happened: 'scopes is {scopes|set} without "openid", by which alone a provider gives an ID token; it was added.',
    cause: 'The list of scopes was written anew, and this one looked needless.',
    mend: ['Add openid to scopes (GORILLA_OIDC_CUSTOM_SCOPES).'],
  },
  'pkce-plain-configured': {
    kind: 'mended',
    stage: 'config',
    title: 'PKCE was set to "plain"',
    happened: 'pkce is "plain", which protects nothing (RFC 9700, 2.1.1); S256 is sent in its place.',
    cause: 'The setting was copied from another product.',
    mend: ['Take pkce away, or set it to auto, required or off.'],
  },
  'secret-unreadable': {
    kind: 'fault',
    stage: 'config',
    title: 'The file with the client secret cannot be read',
    happened: 'Provider "{provider}": {reason}',
    cause: 'The path is wrong, or the server may not read the file.',
    mend: ['Correct OIDC_SECRET_FILE (clientSecretFile), or let the user that runs the server read that file.'],
  },
  'key-unreadable': {
    kind: 'fault',
    stage: 'config',
    title: 'The file with a private key cannot be used',
    happened: '{field} is {file}: {reason}.',
    cause: 'The path is wrong, the server may not read the file, or it holds no private key in PEM form.',
    mend: [
      'Correct {field}, or let the user that runs the server read {file}.',
      'A key is made by: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048.',
    ],
  },
  'ca-unreadable': {
    kind: 'fault',
    stage: 'config',
    title: 'The file with the certificate authority cannot be read',
    happened: 'caFile is {file}: {reason}.',
    cause: 'The path is wrong, or the server may not read the file.',
    mend: ['Correct caFile, or let the user that runs the server read {file}.'],
  },
  'address-invalid': {
    kind: 'fault',
    stage: 'config',
    title: 'An address of the provider is none',
    happened: '{field} is "{value}", which is no http or https address.',
    cause: 'A typing error, or a path without its host.',
    mend: ['Set {field} to the whole address: https://HOST/PATH.'],
  },
  'client-certificate-unusable': {
    kind: 'fault',
    stage: 'config',
    title: 'The client certificate cannot be used',
    happened: 'tlsCertFile and tlsKeyFile: {reason}.',
    cause: 'A path is wrong, the server may not read a file, or certificate and key do not belong together.',
    mend: ['Set tlsCertFile to the certificate and tlsKeyFile to its private key, both as PEM, the key not encrypted.'],
  },
  'profile-unknown': {
    kind: 'finding',
    stage: 'config',
    title: 'There is no such profile',
    happened: 'The setting "profile" names a make of provider that is not known here; what the issuer tells was used.',
    cause: 'A spelling mistake, or a provider that needs no profile.',
    mend: ['Take "profile" away, or set it to a name of docs/sso/README.md.'],
  },
  'open-to-anybody': {
    kind: 'finding',
    stage: 'config',
    title: 'Everybody in the world may sign in',
    happened: 'Anybody can have an account at "{issuer}", and no rule of this provider says who is let in.',
    cause: 'The provider is a public one, and its application cannot be kept to an organization.',
    mend: [
      'Set allowedDomains to the domains of your people.',
      'Or set DISABLE_SSO_PROVISIONING=true and add people before they sign in.',
    ],
  },
} satisfies Record<string, FaultEntry>
