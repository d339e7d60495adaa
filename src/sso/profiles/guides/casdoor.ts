import type { Guide } from './guide.ts'

export const casdoor: Guide = {
  application: 'An application of an organization.',
  steps: [
    {
      path: ['Identity', 'Applications', 'Add'],
      fields: [
        { name: 'Organization', value: 'the one whose people sign in' },
        { name: 'Redirect URLs', value: '`{redirectUri}`' },
        { name: 'Grant types', value: '**Authorization Code**, and **Refresh Token** where it is offered' },
        { name: 'Cert', value: 'one whose algorithm is RS256, RS512 or ES256' },
      ],
    },
    {
      path: ['The application', 'Token format'],
      fields: [{ name: 'Token format', value: '**JWT**' }],
      note: 'For groups the groups of the person must be in it: with **JWT-Custom** choose them under Token fields (?).',
    },
  ],
  values: {
    issuer: 'the address of the server: `https://door.acme.example`',
    clientId: 'Applications, the application, Client ID',
    clientSecret: 'Applications, the application, Client secret',
  },
  further: [],
  goodToKnow: [
    'The issuer is the `origin` of the server’s `conf/app.conf`; where that is not set, it is the address by which it was asked (?).',
  ],
  cannot: ['Casdoor has one issuer for all its organizations: who may sign in is decided by the application.'],
  troubles: [
    {
      seen: 'Casdoor shows that the redirect URI does not exist in the list; the attempt stays *pending*',
      code: 'redirect-uri-mismatch',
      mend: 'Redirect URLs: add `{redirectUri}`',
    },
    { seen: '"invalid_client"', code: 'secret-wrong', mend: 'Copy Client ID and Client secret anew' },
    {
      seen: 'Casdoor names itself by another address',
      code: 'issuer-mismatch',
      mend: '`origin` in `conf/app.conf` decides the issuer',
    },
  ],
}
