import type { Guide } from './guide.ts'

export const gitlab: Guide = {
  application: 'An application of a GitLab instance, a group or a person.',
  steps: [
    {
      path: ["Admin area (or a group's or your own settings)", 'Applications', 'New application'],
      fields: [
        { name: 'Redirect URI', value: '`{redirectUri}`' },
        { name: 'Confidential', value: '**on**' },
        { name: 'Scopes', value: '**openid**, **profile**, **email**' },
      ],
      note: 'For an instance, Trusted spares people the question of consent.',
    },
  ],
  values: {
    issuer: '`https://gitlab.com`, or the address of your GitLab',
    clientId: 'Application ID',
    clientSecret: 'Secret; it is shown once',
  },
  further: [],
  goodToKnow: ['Groups come from userinfo by themselves, as full paths: `acme/research`.'],
  cannot: ['GitLab publishes no sign-out: signing out ends the session here.'],
  troubles: [
    {
      seen: '"The requested scope is invalid, unknown, or malformed"',
      code: 'scope-groups-unknown',
      mend: 'Tick openid, profile and email on the application',
    },
    {
      seen: 'GitLab shows "The redirect URI included is not valid"; the attempt stays *pending*',
      code: 'redirect-uri-mismatch',
      mend: 'Redirect URI: add `{redirectUri}`',
    },
    { seen: '"Client authentication failed"', code: 'secret-wrong', mend: 'Renew the secret and copy it' },
  ],
}
