import type { Guide } from './guide.ts'

export const entra: Guide = {
  application: 'An app registration of one directory.',
  steps: [
    {
      path: ['Microsoft Entra admin center', 'Entra ID', 'App registrations', 'New registration'],
      fields: [
        { name: 'Supported account types', value: '**Accounts in this organizational directory only**' },
        { name: 'Redirect URI, platform', value: '**Web** (not Single-page application)' },
        { name: 'Redirect URI', value: '`{redirectUri}`' },
      ],
      note: 'Entra takes plain http for `localhost` only.',
    },
    {
      path: ['The registration', 'Certificates & secrets', 'Client secrets', 'New client secret'],
      note: 'Copy the column **Value** at once; it is shown once. The secret has an end date: put it into your calendar.',
    },
    {
      path: ['The registration', 'Authentication', 'Front-channel logout URL'],
      fields: [{ name: 'Front-channel logout URL', value: '`{frontchannelLogoutUri}`' }],
    },
    {
      path: ['The registration', 'Token configuration', 'Add groups claim'],
      fields: [{ name: 'Group types', value: '**Groups assigned to the application**' }],
      note: 'Only for groups.',
    },
    {
      path: ['Enterprise applications', 'the application', 'Properties'],
      fields: [{ name: 'Assignment required?', value: '**Yes**' }],
      note: 'To let in some people only. Then add them under Users and groups.',
    },
  ],
  values: {
    issuer: '`https://login.microsoftonline.com/DIRECTORY_ID/v2.0` (Overview, Directory (tenant) ID)',
    clientId: 'Overview, Application (client) ID; not the Object ID',
    clientSecret: 'the **Value** of the client secret; not the Secret ID',
  },
  further: [
    'Several directories: the issuer `https://login.microsoftonline.com/organizations/v2.0`, and the ids of the directories in `allowedTenants`. Without that list such an issuer is refused.',
  ],
  goodToKnow: [
    'Groups come as ids, not as names: use the ids in `adminGroups` and `allowedGroups`.',
    'A new registration, even of the same name, makes everybody a stranger: `sub` is another for each application.',
  ],
  cannot: [
    'Entra never says whether an e-mail address is verified; the optional claim `xms_edov` does.',
    'It has no back-channel logout, and no scope `groups`.',
  ],
  troubles: [
    {
      seen: 'AADSTS7000215',
      code: 'secret-is-id-not-value',
      mend: 'The Secret ID was copied: make a new secret and copy its Value',
    },
    { seen: 'AADSTS7000222', code: 'secret-expired', mend: 'Make a new secret' },
    {
      seen: 'AADSTS50011',
      code: 'redirect-uri-mismatch',
      mend: 'Authentication, Web, Redirect URIs: add `{redirectUri}`',
    },
    {
      seen: 'The issuer has `common` or `organizations` in it',
      code: 'entra-common-issuer',
      mend: "Use the directory's own id in the issuer, or name the directories in `allowedTenants`",
    },
    {
      seen: 'The ID token is of the first version',
      code: 'entra-v1-v2-mix',
      mend: 'The issuer must end in `/v2.0`',
    },
    {
      seen: 'AADSTS9002327 or a redirect URI of platform Single-page application',
      code: 'wrong-client-type-spa',
      mend: 'Move the redirect URI to the platform Web',
    },
    {
      seen: 'AADSTS50105',
      code: 'user-not-assigned',
      mend: 'Enterprise applications, Users and groups: assign the person',
    },
    {
      seen: 'Somebody in more than 200 groups has none here',
      code: 'groups-overage',
      mend: 'Choose *Groups assigned to the application*; or add `User.Read` to `scopes` and consent to it: then Graph is asked',
    },
  ],
}
