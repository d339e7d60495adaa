import type { Profile } from './profile.ts'

export const google: Profile = {
  name: 'google',
  title: 'Google',
  recognises: (issuer) => issuer.hostname === 'accounts.google.com',
  words: {
    issuer: 'Google: https://accounts.google.com.',
    clientId: 'Google Cloud: APIs & Services, Credentials, OAuth 2.0 Client IDs.',
    clientSecret: 'Google Cloud: APIs & Services, Credentials, the client, Client secrets.',
    redirectUris: 'Google Cloud: APIs & Services, Credentials, the client, Authorized redirect URIs.',
    assignment: 'Google Workspace: the service must be on for the organizational unit of the person.',
    scopes: 'Google has no scope "groups".',
    consent: 'Google Cloud: OAuth consent screen; publish it, or add the person as a test user.',
  },
}
