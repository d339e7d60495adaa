import type { Guide } from './guide.ts'

export const github: Guide = {
  application: 'An OAuth App. GitHub has no OpenID Connect for people: who it is, is asked of its API.',
  steps: [
    {
      path: ['Settings of the organization (or your own)', 'Developer settings', 'OAuth Apps', 'New OAuth App'],
      fields: [
        { name: 'Homepage URL', value: '`{publicUrl}`' },
        { name: 'Authorization callback URL', value: '`{redirectUri}`' },
      ],
    },
    { path: ['The app', 'Generate a new client secret'], note: 'It is shown once.' },
    {
      path: ['The organization', 'Settings', 'Third-party Access', 'OAuth app policy'],
      note: 'In an organization that restricts applications: approve the app.',
    },
  ],
  values: {
    issuer: '`https://github.com`, or `https://COMPANY.ghe.com`',
    clientId: 'Client ID',
    clientSecret: 'the client secret',
  },
  further: [
    'For an own GitHub Enterprise Server set the profile `github`, as nothing in its address tells what it is.',
    'Anybody may have an account at github.com, so anybody gets in who is not kept out: set `allowedDomains`, or `DISABLE_SSO_PROVISIONING=true` and add people first.',
  ],
  goodToKnow: [
    "People are known by GitHub's number of them, not by their login, which may change hands.",
    'The primary address is used, and counts for rules where GitHub says that it is verified.',
  ],
  cannot: [
    'No groups, organizations or teams are read.',
    'GitHub has no sign-out for applications: signing out ends the session here.',
  ],
  troubles: [
    {
      seen: '"The client_id and/or client_secret passed are incorrect"',
      code: 'secret-wrong',
      mend: 'Generate a new secret and copy it',
    },
    {
      seen: '"The redirect_uri is not associated with this application"',
      code: 'redirect-uri-mismatch',
      mend: 'Authorization callback URL: `{redirectUri}`',
    },
    {
      seen: 'The API does not say who it is',
      code: 'userinfo-identity',
      mend: 'Approve the app in the organization',
    },
    {
      seen: 'The domain is not admitted',
      code: 'domain-not-allowed',
      mend: 'The primary address of the person is another one, or not verified',
    },
  ],
}
