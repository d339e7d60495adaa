import type { FaultEntry } from './entry.ts'

const later = {
  visitor: 'The identity provider cannot be reached just now. Try again in a moment, or tell your administrator.',
  oauthError: 'temporarily_unavailable',
} as const

export const networkFaults = {
  'dns-fail': {
    kind: 'fault',
    stage: 'network',
    title: 'The name of the identity provider is not known to this server',
    happened: 'The server (not your browser) asked for the address of {host} and got none ({errorCode|no answer}).',
    cause:
      'A typing error, or the name is known only in another network. In a container, the resolver of the container counts.',
    mend: [
      'Compare the host in OIDC_ISSUER.',
      'Try on the server: getent hosts {host}. In a container: give it the resolver or an alias for {host}.',
    ],
    lookAlikes: [
      {
        code: 'egress-proxy',
        decides:
          'No public name is known on the server (getent hosts example.com): then calls have to go through a proxy, which HTTPS_PROXY names.',
      },
    ],
    ...later,
  },
  'conn-refused': {
    kind: 'fault',
    stage: 'network',
    title: 'The identity provider refuses connections',
    happened: 'Nothing listens at {host} ({errorCode|refused}).',
    cause: 'The provider is down, or the port is another.',
    mend: ['Compare the port in OIDC_ISSUER, and look whether the provider runs. Nothing needs a restart here.'],
    lookAlikes: [
      {
        code: 'conn-timeout-hairpin',
        decides: 'From another machine the same address answers: then something on the way from here refuses.',
      },
    ],
    ...later,
  },
  'conn-refused-localhost': {
    kind: 'fault',
    stage: 'network',
    title: 'Nothing listens at the loopback address of this server',
    happened: 'OIDC_ISSUER is at {host}, which is this very machine (or container), and nothing listens there.',
    cause:
      'In a container, localhost is the container itself and not the machine on which the provider runs; or the provider is down.',
    mend: [
      'In a container: use the name by which browsers and the container both reach the provider (an alias, or host.docker.internal).',
      'Otherwise start the provider, or compare the port.',
    ],
    ...later,
  },
  'conn-timeout-hairpin': {
    kind: 'fault',
    stage: 'network',
    title: 'The identity provider does not answer the connection',
    happened: 'The connection from the server to {host} was not answered ({errorCode|time-out}, {elapsed|many} ms).',
    cause:
      'A firewall, or the public address of the provider cannot be reached from inside (NAT hairpin), though browsers reach it.',
    mend: [
      'Allow this server to reach {host}.',
      'If only the public address fails from inside: an inner DNS record for {host}.',
    ],
    lookAlikes: [
      {
        code: 'egress-proxy',
        decides:
          'No public address answers from the server either (curl https://example.com): then calls have to go through a proxy.',
      },
    ],
    ...later,
  },
  'request-timeout-too-short': {
    kind: 'fault',
    stage: 'network',
    title: 'The identity provider is too slow',
    happened: '{url} did not answer within 10 s.',
    cause: 'The provider is overloaded, or something between holds the answer.',
    mend: ['Look at the load of the provider. Measure on the server: time curl {url}'],
    lookAlikes: [
      {
        code: 'conn-timeout-hairpin',
        decides: 'The connection itself is what takes the time (curl -v stays at "Trying").',
      },
    ],
    ...later,
  },
  'egress-proxy': {
    kind: 'fault',
    stage: 'network',
    title: 'The proxy does not let the call through',
    happened: 'The call to {host} went through the proxy {proxy} and failed ({errorCode|{message|no answer}}).',
    cause: 'The proxy of HTTPS_PROXY is not reachable, refuses the host, or the host should not go through it.',
    mend: ['Allow {host} at the proxy, or add {host} to NO_PROXY.'],
    lookAlikes: [
      { code: 'dns-fail', decides: 'The proxy answers for other hosts: then it does not know the name of this one.' },
    ],
    ...later,
  },
  'connection-broken': {
    kind: 'fault',
    stage: 'network',
    title: 'The connection to the identity provider broke',
    happened: 'The call to {url} broke off ({errorCode|{message|no reason given}}).',
    cause: 'The provider, or something between, closed the connection in the middle of the answer.',
    mend: ['Look at the log of the provider and of what stands before it at this time.'],
    lookAlikes: [
      {
        code: 'client-certificate-missing',
        decides: 'The provider is behind mutual TLS, and ends connections without a word.',
      },
      { code: 'tls-to-plain-port', decides: 'The port is one for TLS, and the issuer begins with http.' },
    ],
    ...later,
  },
  'endpoint-forbidden': {
    kind: 'fault',
    stage: 'network',
    title: 'The address may not be called',
    happened:
      '{url} is, or resolves to, {address|an address} in a range that is never called: link-local or metadata of a cloud.',
    cause: 'The issuer or an endpoint of its document points to such an address.',
    mend: ['Use an address of the provider outside 169.254.0.0/16, fe80::/10, 0.0.0.0/8 and the metadata addresses.'],
  },
  'http-issuer-refused': {
    kind: 'fault',
    stage: 'tls',
    title: 'The identity provider is not on https',
    happened: '{url} is plain http, and {host} is not this machine.',
    cause: 'Over plain http anybody on the way could sign in as anybody.',
    mend: [
      'Give the provider https and use that issuer.',
      'Only for a provider in a private network: SIGNPOST_ALLOW_HTTP_ISSUER=true.',
    ],
  },
  'http-issuer-loopback': {
    kind: 'finding',
    stage: 'tls',
    title: 'The identity provider is on plain http',
    happened:
      '{issuer} is plain http. That is accepted on this machine, and in a private network where SIGNPOST_ALLOW_HTTP_ISSUER says so.',
    cause: 'A demo or test provider.',
    mend: ['Use https for anything else than trying out.'],
  },
  'tls-private-ca': {
    kind: 'fault',
    stage: 'tls',
    title: 'The certificate of the provider is signed by an authority unknown here',
    happened: 'The certificate of {host} does not lead to a known authority ({errorCode}).',
    cause: 'The company has its own authority, and this server (or its container) was not told of it.',
    mend: [
      'Set NODE_EXTRA_CA_CERTS to the PEM file of that authority, or caFile of the provider in the configuration file.',
    ],
    lookAlikes: [
      {
        code: 'tls-incomplete-chain',
        decides:
          'The issuer in the certificate is a public authority: then the provider leaves out the certificate between.',
      },
    ],
  },
  'tls-ca-without-certsign': {
    kind: 'fault',
    stage: 'tls',
    title: 'The certificate that was given is of no authority',
    happened: '{field} holds {authority}, which may not sign certificates: {reason} ({errorCode}).',
    cause:
      "The provider's own certificate was given in place of its authority's, or the authority was made without the right extensions.",
    mend: [
      'Put the certificate of the authority that signed the one of {host} into {field}.',
      'An authority of your own: make it anew with basicConstraints=critical,CA:true and keyUsage=keyCertSign.',
    ],
  },
  'tls-incomplete-chain': {
    kind: 'fault',
    stage: 'tls',
    title: 'The provider sends its certificate without the intermediate one',
    happened: 'The certificate of {host} could not be verified ({errorCode}).',
    cause:
      'The provider sends its own certificate only; browsers fetch the missing one, servers do not. Or its authority is private.',
    mend: [
      'Serve the full chain at the provider (fullchain.pem).',
      'If its authority is private: NODE_EXTRA_CA_CERTS or caFile with the PEM of that authority.',
    ],
    lookAlikes: [
      {
        code: 'tls-private-ca',
        decides: 'The issuer in the certificate is one of the company: then its authority has to be given here.',
      },
    ],
  },
  'tls-expired': {
    kind: 'fault',
    stage: 'tls',
    title: 'The certificate of the provider is out of date',
    happened:
      'The certificate of {host} is valid from {validFrom|?} to {validTo|?}, and here it is {now|now} ({errorCode}).',
    cause: 'It has run out or is not valid yet, or the clock of this server is wrong.',
    mend: ['Renew the certificate at the provider.', 'Compare the clock of this server.'],
  },
  'tls-name-mismatch': {
    kind: 'fault',
    stage: 'tls',
    title: 'The certificate of the provider is for another name',
    happened: 'The certificate at {host} is not for that name: {message|no names given}.',
    cause: 'The issuer uses an alias or an address that the certificate does not list.',
    mend: ['Use a name of the certificate as the host of OIDC_ISSUER, or add {host} to the certificate.'],
  },
  'client-certificate-missing': {
    kind: 'fault',
    stage: 'tls',
    title: 'The provider asks for a client certificate',
    happened: '{host} wants to see a certificate of this server, and none is set ({alert}).',
    cause: 'The provider, or a gateway before it, lets in by mutual TLS only.',
    mend: ['Set tlsCertFile and tlsKeyFile of the provider to the certificate that it expects, and its private key.'],
  },
  'client-certificate-refused': {
    kind: 'fault',
    stage: 'tls',
    title: 'The provider refuses our client certificate',
    happened: '{host} does not accept the certificate that this server showed ({alert}).',
    cause: 'It is of an authority that the provider does not know, has run out, or is that of another application.',
    mend: [
      'Compare tlsCertFile with what is registered at the provider; send those between it and its authority, too.',
    ],
  },
  'tls-to-plain-port': {
    kind: 'fault',
    stage: 'tls',
    title: 'The port does not speak TLS',
    happened: '{host} does not answer in TLS ({errorCode}).',
    cause: 'https:// with the port of plain http, or the TLS versions do not meet.',
    mend: ['Compare scheme and port in OIDC_ISSUER.'],
    lookAlikes: [
      {
        code: 'connection-broken',
        decides: 'A browser opens the address by https: then the two ends have no version of TLS in common.',
      },
    ],
  },
} satisfies Record<string, FaultEntry>
