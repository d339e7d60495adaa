import type { FaultEntry } from './entry.ts'

export const idTokenFaults = {
  'id-token-missing': {
    kind: 'fault',
    stage: 'id-token',
    title: 'The provider gave no ID token',
    happened: 'The token answer has {fields|nothing}, but no id_token. Granted scope: {grantedScope|not told}.',
    ahead: {
      title: 'The provider may give no ID token',
      happened:
        'The discovery document lists the scopes {scopesSupported}, and not "openid": so a server of plain OAuth does, which gives no ID tokens.',
    },
    cause: 'The endpoint is plain OAuth, or the scope "openid" was not granted.',
    mend: [
      'Allow the scope openid for the application. {w.scopes}',
      'Use the issuer of an OpenID Connect application. {w.issuer}',
    ],
    lookAlikes: [
      { code: 'scope-groups-unknown', decides: 'The granted scope lacks openid, though it was asked for.' },
      { code: 'token-http200-error', decides: 'The fields of the answer are an error of the provider.' },
    ],
  },
  'id-token-encrypted': {
    kind: 'fault',
    stage: 'id-token',
    title: 'The ID token is encrypted',
    happened: 'The ID token is encrypted ({alg|unknown}, {enc|unknown}), and this server has no key for it.',
    cause: 'Encryption of ID tokens is switched on for the application.',
    mend: [
      'Switch the encryption of ID tokens off for the application. {w.encryption}',
      'Or make a key pair, set decryptionKeyFile (SIGNPOST_OIDC_DECRYPTION_KEY_FILE), and register {publicUrl}/oidc/jwks.json at the provider.',
    ],
  },
  'decryption-failed': {
    kind: 'fault',
    stage: 'id-token',
    title: 'The ID token is encrypted for another key',
    happened: 'The ID token is encrypted ({alg|unknown}, {enc|unknown}, key {kid|without id}): {reason}.',
    ahead: {
      title: 'The key of this server suits no way in which ID tokens are encrypted',
      happened:
        'The provider encrypts by {encryptions}; for the keys of this server ({ourKeys}) it would have to be one of {fitting}.',
      mend: [
        'Use one of {fitting} for the encryption. {w.encryption}',
        'Or put a key of the other kind (RSA, or EC) into decryptionKeyFile; {publicUrl}/oidc/jwks.json shows its public half.',
      ],
    },
    cause:
      'The provider has an older key of this server, or the private key here was exchanged without the old one behind it.',
    mend: [
      'Let the provider read the keys of {publicUrl}/oidc/jwks.json anew (here: {ourKeys|none}).',
      'While keys are exchanged, leave the old private key behind the new one in decryptionKeyFile.',
      'Use RSA-OAEP, RSA-OAEP-256 or ECDH-ES for the encryption. {w.encryption}',
    ],
  },
  'id-token-malformed': {
    kind: 'fault',
    stage: 'id-token',
    title: 'The ID token cannot be read',
    happened: 'The ID token is not a signed token as the standard has it: {reason}.',
    cause: 'A fault of the provider, or of something that changes its answers.',
    mend: ['Compare the ID token of the provider with RFC 7519.'],
  },
  'alg-none': {
    kind: 'fault',
    stage: 'id-token',
    title: 'The ID token is not signed',
    happened: 'The ID token says alg "{alg}".',
    ahead: {
      title: 'ID tokens would not be signed',
      happened: 'The discovery document lists {alg} as the only way by which ID tokens are signed.',
    },
    cause: 'Unsigned tokens are never accepted.',
    mend: ['Set the signature of ID tokens to RS256 at the provider. {w.signing}'],
  },
  'alg-hs256': {
    kind: 'mended',
    stage: 'id-token',
    title: 'The ID token is signed with the client secret',
    happened: 'The ID token is signed by {alg}; it was verified with the client secret.',
    cause: 'The application is set to a symmetric signature.',
    mend: ['Better: set the signature of ID tokens to RS256. {w.signing}'],
  },
  'google-iss-two-spellings': {
    kind: 'mended',
    stage: 'id-token',
    title: 'The issuer stands in the ID token without its scheme',
    happened: 'The ID token says "{iss}"; that is the same provider.',
    cause: 'Google has two spellings of its issuer.',
    mend: ['Nothing has to be done.'],
  },
  'alg-not-default': {
    kind: 'fault',
    stage: 'id-token',
    title: 'The ID token is signed in a way that was not announced',
    happened: 'The ID token is signed by {alg}; expected: {allowedAlgs|an algorithm that needs no secret}.',
    ahead: {
      title: 'No way to sign ID tokens suits both sides',
      happened: 'At the provider ID tokens are signed by {alg}; here: {allowedAlgs|an algorithm that needs no secret}.',
    },
    cause:
      'The application is set to an algorithm that the discovery document does not list, or that needs a client secret.',
    mend: [
      'Set the signature of ID tokens at the provider to one of {allowedAlgs}. {w.signing}',
      'Or name it: idTokenAlg: {settable} for this provider.',
      '{needsSecret} is made with the client secret, and none is set: set OIDC_SECRET, or Client secret on the page of the provider. Or let ID tokens be signed by RS256. {w.signing}',
    ],
  },
  'secret-too-short': {
    kind: 'fault',
    stage: 'id-token',
    title: 'The client secret is too short for signatures',
    happened:
      'The ID token is signed by {alg}, which needs a secret of at least {needed} bytes; the client secret has {length}.',
    ahead: {
      title: 'The client secret is too short for signatures',
      happened:
        'ID tokens are signed by {alg}, which needs a secret of at least {needed} bytes; the client secret has {length}.',
    },
    cause: 'A short secret can be guessed from one token (RFC 7518, 3.2).',
    mend: ['Make a longer secret at the provider, or set the signature of ID tokens to RS256. {w.signing}'],
  },
  'signature-bad': {
    kind: 'fault',
    stage: 'id-token',
    title: 'The signature of the ID token is wrong',
    happened: 'The signature ({alg}) does not fit {keySource|the keys of the provider}.',
    cause:
      'Symmetric: the client secret is another. Otherwise: keys of another tenant, or something changes the token on its way.',
    mend: [
      '{symmetric} is made with the client secret: copy the secret anew into OIDC_SECRET. {w.clientSecret}',
      'Or let ID tokens be signed by RS256; some providers sign {symmetric} with a key that they keep to themselves. {w.signing}',
      'Compare {jwksUri} with the keys of the tenant or realm of the application: the token was signed with another key.',
      'Take out what changes {jwksUri} or the answers of the token endpoint on their way, such as a cache.',
    ],
    lookAlikes: [
      { code: 'secret-wrong', decides: 'The algorithm begins with HS: then the secret is the key.' },
      { code: 'iss-mismatch', decides: 'The token is of another tenant: compare its "iss" and jwks_uri.' },
    ],
  },
  'iss-mismatch': {
    kind: 'fault',
    stage: 'id-token',
    title: 'The ID token is from another issuer',
    happened: 'The ID token says "{iss}", the discovery document "{expectedIss}".',
    cause: 'Another tenant or realm, or the provider is reached by two names (inside and outside).',
    mend: [
      'Only the last slash differs: let the provider write the issuer alike in "{differsBySlash}" and in its discovery document.',
      'Only the host differs: let the provider use one name inside and outside (Keycloak: KC_HOSTNAME), or set OIDC_ISSUER={differsByHost} and backchannelUrl to the name inside.',
      'Only http and https differ: let the proxy before the provider tell it the scheme (X-Forwarded-Proto), so that it does not say {differsByScheme}.',
      'It is another tenant or realm of the same provider: set OIDC_ISSUER={differsByPath}, or use the client id of the application in {expectedIss}. {w.issuer}',
      'It is another provider: set OIDC_ISSUER={differsInAll}, if that is the right one.',
      'Set OIDC_ISSUER to the issuer of the application. {w.issuer}',
    ],
  },
  'tenant-not-allowed': {
    kind: 'fault',
    stage: 'id-token',
    title: 'The directory is not let in',
    happened: 'The person is of the directory "{tenant}", which is not among allowedTenants.',
    cause: 'The issuer is for the people of many directories, and this one is not on the list.',
    mend: ['Add {tenant} to allowedTenants, if its people are to be let in.'],
  },
  'entra-v1-v2-mix': {
    kind: 'fault',
    stage: 'id-token',
    title: 'The ID token is of version 1, the issuer of version 2',
    happened: 'The ID token says "{iss}", the discovery document "{expectedIss}".',
    cause: 'Entra has two versions of its tokens.',
    mend: [
      'Let OIDC_ISSUER end in /v2.0, and set accessTokenAcceptedVersion (requestedAccessTokenVersion) of the app manifest to 2.',
    ],
  },
  'aud-mismatch': {
    kind: 'fault',
    stage: 'id-token',
    title: 'The ID token is for another application',
    happened: 'The ID token is for {aud|nobody}, our client id is "{clientId}".',
    cause: 'The client id of another application, or a mapper at the provider that replaces the audience.',
    mend: [
      'It is the client id of the provider "{exchangedWith}" here: the ids of the two were exchanged.',
      'Compare OIDC_CLIENT_ID with the provider. {w.clientId}',
      'If a mapper writes the audience (Keycloak: Client scopes, the mapper Audience): let it keep the client id.',
    ],
    lookAlikes: [
      { code: 'client-id-wrong', decides: 'The audience is the client id of the application that was meant.' },
    ],
  },
  'azp-or-extra-aud': {
    kind: 'fault',
    stage: 'id-token',
    title: 'The ID token is also for others',
    happened: 'The ID token is for {aud} and says azp "{azp|nothing}"; our client id is "{clientId}".',
    cause: 'With several audiences the token must say by azp that it was made for us.',
    mend: ['Take the other audiences out of the ID token at the provider.'],
  },
  'exp-missing': {
    kind: 'fault',
    stage: 'id-token',
    title: 'The ID token does not say until when it is valid',
    happened: 'The ID token has no usable "exp".',
    cause: 'A fault of the provider.',
    mend: ['Let the provider send exp (OpenID Connect Core, section 2).'],
  },
  'exp-past': {
    kind: 'fault',
    stage: 'id-token',
    title: 'The ID token has run out',
    happened:
      'It was valid until {exp}, and here it is {now} ({seconds} s later). The clock of the provider differs by {providerAhead|an unknown number of} s.',
    ahead: {
      title: 'The clocks differ too much',
      happened: 'Here it is {now}, at the provider {date}: {seconds} s of difference, and ID tokens would be refused.',
    },
    cause:
      'Where the clocks differ, one of them is wrong. Where they agree, the token is an old one: out of a cache, or too short-lived.',
    mend: [
      'The clocks differ by {clocksDifferBy} s: set that of this server by NTP: timedatectl set-ntp true (of a container: its host).',
      'The clocks {clocksAgree}: let ID tokens of the application live for some minutes, and look for a cache before the token endpoint.',
      'Compare the clocks: timedatectl on this server (of a container: its host).',
    ],
    lookAlikes: [{ code: 'iat-future', decides: 'The clock of this server was set back since.' }],
  },
  'iat-missing': {
    kind: 'fault',
    stage: 'id-token',
    title: 'The ID token does not say when it was made',
    happened: 'The ID token has no usable "iat".',
    cause: 'A fault of the provider.',
    mend: ['Let the provider send iat (OpenID Connect Core, section 2).'],
  },
  'iat-future': {
    kind: 'fault',
    stage: 'id-token',
    title: 'The ID token is from the future',
    happened:
      'It was made at {iat}, and here it is {now} ({seconds} s earlier). The clock of the provider differs by {providerAhead|an unknown number of} s.',
    ahead: {
      title: 'The clocks differ too much',
      happened: 'Here it is {now}, at the provider {date}: {seconds} s of difference, and ID tokens would be refused.',
    },
    cause: 'The clock of this server is behind that of what signed the token.',
    mend: [
      'Set the clock of this server by NTP: timedatectl set-ntp true (of a container: its host).',
      'The clocks of this server and of what answers at the provider {clocksAgree}: look at the clocks of its other machines.',
    ],
  },
  'max-age': {
    kind: 'fault',
    stage: 'id-token',
    title: 'The provider did not ask for proof anew',
    happened:
      'The person was to give proof of who it is (prompt=login, max_age=0), and the ID token says that it did so last: {authTime} (auth_time).',
    cause: 'The provider does not mind prompt and max_age, or does not say when the person signed in.',
    mend: [
      'Let the provider send the claim auth_time, and ask for the password where prompt=login is sent.',
      'Until then: sign out at the provider and here, and sign in again.',
      'Or do without new proof before such actions: SIGNPOST_REAUTH_AFTER=0.',
    ],
    visitor: 'Your provider did not ask you to sign in anew. Sign out there and here, and sign in again.',
    oauthError: 'access_denied',
  },
  nbf: {
    kind: 'fault',
    stage: 'id-token',
    title: 'The ID token is not valid yet',
    happened: 'It is valid from {nbf}, and here it is {now} ({seconds} s earlier).',
    cause: 'The clock of this server is behind that of what signed the token.',
    mend: [
      'Set the clock of this server by NTP: timedatectl set-ntp true (of a container: its host).',
      'The clocks of this server and of what answers at the provider {clocksAgree}: look at the clocks of its other machines.',
    ],
  },
  'nonce-missing': {
    kind: 'fault',
    stage: 'id-token',
    title: 'The ID token does not belong to this sign-in',
    happened: 'The ID token has no nonce, though one was sent.',
    cause: 'The provider drops it; without it a token of another sign-in could be put in its place.',
    mend: ['Let the provider return the nonce (OpenID Connect Core, section 2).'],
  },
  'nonce-mismatch': {
    kind: 'fault',
    stage: 'id-token',
    title: 'The ID token does not belong to this sign-in',
    happened: 'The nonce of the ID token is not the one that was sent.',
    cause: 'A token of another sign-in: a replay, or the provider keeps answers in a cache.',
    mend: ['Sign in again. If it comes back, look for a cache before the token endpoint.'],
    lookAlikes: [
      { code: 'callback-replayed', decides: 'The browser brought an old answer: that attempt is in the list.' },
    ],
  },
  'at-hash-mismatch': {
    kind: 'fault',
    stage: 'id-token',
    title: 'The access token does not belong to the ID token',
    happened: 'at_hash of the ID token does not fit the access token (left out: {missing|nothing}).',
    cause: 'One of them was exchanged on the way, or the provider computes it wrongly.',
    mend: ['Look at what stands between this server and the token endpoint.'],
  },
  'c-hash-mismatch': {
    kind: 'fault',
    stage: 'id-token',
    title: 'The code does not belong to the ID token',
    happened: 'c_hash of the ID token does not fit the code that came with it (left out: {missing|nothing}).',
    cause: 'One of them was exchanged on the way, or the provider leaves it out or computes it wrongly.',
    mend: [
      'Set responseType: code (SIGNPOST_OIDC_RESPONSE_TYPE=code): then the code is bound by PKCE.',
      'Look at what stands between this server and the provider.',
    ],
  },
  'id-tokens-differ': {
    kind: 'fault',
    stage: 'id-token',
    title: 'The two ID tokens are about two people',
    happened: 'The ID token that the browser brought and the one of the token endpoint have different subjects.',
    cause: 'An answer was exchanged on the way, or the provider gives each place a subject of its own.',
    mend: ['Set responseType: code (SIGNPOST_OIDC_RESPONSE_TYPE=code).'],
  },
  'sub-missing': {
    kind: 'fault',
    stage: 'id-token',
    title: 'The ID token does not say who the person is',
    happened: 'The ID token has no "sub", or an empty one.',
    cause: 'A fault or a mapper of the provider.',
    mend: ['Let the provider send sub (Keycloak: client scope "basic").'],
  },
  'sub-odd': {
    kind: 'fault',
    stage: 'id-token',
    title: 'The ID token names the person in a way that cannot be kept',
    happened: '"sub" is {reason}.',
    cause: 'A mapper of the provider.',
    mend: ['Let the provider send sub as text of at most 255 characters.'],
  },
} satisfies Record<string, FaultEntry>
