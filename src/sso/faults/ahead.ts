import type { FaultEntry } from './entry.ts'

/** What stops nobody today, and is seen coming. */
export const aheadFaults = {
  'tls-expires-soon': {
    kind: 'finding',
    stage: 'tls',
    title: 'The certificate of the provider runs out soon',
    happened: 'The certificate of {host}, or one between it and its authority, is valid until {validTo}: {days} days.',
    cause: 'It was not renewed yet. From that day on nobody can sign in.',
    mend: ['Renew the certificate at the provider before {validTo}.'],
  },
  'client-certificate-expires-soon': {
    kind: 'finding',
    stage: 'tls',
    title: 'Our client certificate runs out soon',
    happened: 'The certificate of tlsCertFile ({subject}) is valid until {validTo}: {days} days.',
    cause: 'It was not renewed yet. From that day on the provider refuses this server.',
    mend: ['Renew it, register it at the provider, and set tlsCertFile and tlsKeyFile to the new one.'],
  },
  'secret-expires-soon': {
    kind: 'finding',
    stage: 'token',
    title: 'The client secret runs out soon',
    happened: 'secretExpiresAt of this provider says {expiresAt}: {days} days.',
    cause: 'Secrets have an end date at this provider. From that day on nobody can sign in.',
    mend: [
      'Make a second secret at the provider now, set it here, and delete the old one afterwards. {w.clientSecret}',
      'Then set secretExpiresAt to the end date of the new one.',
    ],
  },
  'clock-skew': {
    kind: 'finding',
    stage: 'id-token',
    title: 'The clocks of this server and of the provider differ',
    happened: "The provider's clock is {providerAhead} s ahead of ours (a minus sign: behind).",
    cause: 'One of them is not synchronised. Tokens are taken with a difference of up to {tolerance} s.',
    mend: [
      'Switch on NTP on this machine (timedatectl set-ntp true); in a container or VM the clock of the host counts.',
    ],
  },
  'pkce-off': {
    kind: 'finding',
    stage: 'authorize',
    title: 'PKCE is switched off',
    happened: 'pkce of this provider is "off"; the code is protected by the client secret alone.',
    cause: 'It was set so, and the provider says that it can do PKCE (code_challenge_methods_supported: {methods}).',
    mend: ['Set pkce: auto.'],
  },
} satisfies Record<string, FaultEntry>
