import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readPaste } from './read-paste.ts'

const ours = 'https://signpost.example/oidc/callback'
const secret = 'planted~Secret.Value-9f3c2e71'
const read = async (pasted: unknown) => readPaste(typeof pasted === 'string' ? pasted : JSON.stringify(pasted), ours)

describe('an address', () => {
  test.each([
    ['https://acme.okta.com', 'https://acme.okta.com'],
    ['  "https://acme.okta.com/"\n', 'https://acme.okta.com/'],
    ['tenant.eu.auth0.com', 'tenant.eu.auth0.com'],
    ['https://kc.example/realms/ml/.well-known/openid-configuration', 'https://kc.example/realms/ml'],
    ['https://x.example/.well-known/oauth-authorization-server/tenant', 'https://x.example/tenant'],
    ['https://kc.example/admin/master/console/#/ml/clients/6f1/settings', 'https://kc.example/realms/ml'],
    ['https://kc.example/auth/admin/master/console/#/realms/ml/clients', 'https://kc.example/auth/realms/ml'],
  ])('%s: issuer %s', async (pasted, issuer) => {
    expect((await read(pasted)).values).toEqual({ issuer })
  })

  test.each([
    [
      'https://acme-admin.okta.com/admin/app/oidc_client/instance/0oa12ab/#tab-general',
      'https://acme.okta.com',
      '0oa12ab',
    ],
    ['https://manage.auth0.com/dashboard/eu/acme/applications/aBc12/settings', 'https://acme.eu.auth0.com/', 'aBc12'],
  ])('of a console, %s: issuer and client id', async (pasted, issuer, clientId) => {
    expect((await read(pasted)).values).toEqual({ issuer, clientId })
  })

  test('of a sign-in page: the client id, scopes that are not the usual ones, and what is not taken', async () => {
    const url =
      'https://idp.example/oauth2/v1/authorize?client_id=abc&response_type=code&state=s1&scope=openid%20groups&redirect_uri=https://other.example/cb'
    const reading = await read(url)
    expect(reading.values).toEqual({
      issuer: 'https://idp.example/oauth2/v1/authorize',
      clientId: 'abc',
      scopes: ['openid', 'groups'],
    })
    expect(reading.left.map(({ what }) => what)).toEqual(['response_type', 'state'])
    expect(reading.notes.join()).toContain(ours)
  })

  test('with a password in it is left out, and the password is not repeated', async () => {
    const reading = await read(`https://me:${secret}@idp.example/`)
    expect(reading.values).toEqual({})
    expect(JSON.stringify(reading)).not.toContain(secret)
  })
})

describe('JSON of a console', () => {
  const google = {
    web: {
      client_id: 'g.apps.googleusercontent.com',
      client_secret: secret,
      auth_uri: 'https://accounts.google.com/o/oauth2/auth',
      redirect_uris: [ours],
    },
  }
  test.each([
    [
      "Google's client_secret.json",
      google,
      { issuer: 'https://accounts.google.com', clientId: 'g.apps.googleusercontent.com', clientSecret: secret },
    ],
    [
      'keycloak.json',
      {
        realm: 'ml',
        'auth-server-url': 'https://kc.example/',
        'ssl-required': 'external',
        resource: 'signpost',
        credentials: { secret },
      },
      { issuer: 'https://kc.example/realms/ml', clientId: 'signpost', clientSecret: secret },
    ],
    [
      'a client exported from Keycloak',
      { clientId: 'signpost', secret, standardFlowEnabled: true, redirectUris: ['https://x/*'] },
      { clientId: 'signpost', clientSecret: secret },
    ],
    [
      'az ad sp create-for-rbac',
      { appId: 'a-1', displayName: 'x', password: secret, tenant: 't-1' },
      { issuer: 'https://login.microsoftonline.com/t-1/v2.0', clientId: 'a-1', clientSecret: secret },
    ],
    [
      'AzureAd settings',
      { AzureAd: { Instance: 'https://login.microsoftonline.com/', TenantId: 't-1', ClientId: 'a-1' } },
      { issuer: 'https://login.microsoftonline.com/t-1/v2.0', clientId: 'a-1' },
    ],
    [
      'an application of Okta',
      {
        label: 'Signpost',
        credentials: { oauthClient: { client_id: '0oa1', client_secret: secret } },
        settings: { oauthClient: { redirect_uris: [ours] } },
        _links: { logo: [{ href: 'https://acme-admin.okta.com/x.png' }] },
      },
      { issuer: 'https://acme.okta.com', clientId: '0oa1', clientSecret: secret, name: 'Signpost' },
    ],
    [
      'Auth0',
      { domain: 'acme.eu.auth0.com', clientId: 'a0' },
      { issuer: 'https://acme.eu.auth0.com/', clientId: 'a0' },
    ],
    [
      'Cognito',
      { UserPoolClient: { UserPoolId: 'eu-west-1_aB3', ClientId: 'c1', ClientSecret: secret, CallbackURLs: [ours] } },
      { issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_aB3', clientId: 'c1', clientSecret: secret },
    ],
    [
      'authentik',
      { pk: 3, authorization_flow: 'f', client_id: 'ak', client_secret: secret, redirect_uris: [{ url: ours }] },
      { clientId: 'ak', clientSecret: secret },
    ],
    [
      'RFC 7591',
      { client_id: 'r', client_secret: secret, redirect_uris: [ours] },
      { clientId: 'r', clientSecret: secret },
    ],
    [
      'a discovery document',
      { issuer: 'https://i.example', authorization_endpoint: 'https://i.example/a' },
      { issuer: 'https://i.example' },
    ],
    [
      'members with telling names',
      { oidc: { authority: 'https://i.example', ClientID: 'm', clientSecret: secret } },
      { issuer: 'https://i.example', clientId: 'm', clientSecret: secret },
    ],
  ])('%s', async (_, json, values) => {
    const { notes, ...reading } = await read(json)
    expect(reading.values).toEqual(values)
    expect(JSON.stringify({ ...reading, values: null, notes })).not.toContain(secret)
    expect(notes).toEqual([])
  })

  test('a manifest of Entra has no secret value and no directory, and that is said', async () => {
    const manifest = {
      id: 'o-1',
      appId: 'a-1',
      signInAudience: 'AzureADMyOrg',
      passwordCredentials: [{ keyId: 'k-1', hint: 'abc' }],
      web: { redirectUris: ['https://other.example/cb'] },
    }
    const { values, left, notes } = await read(manifest)
    expect(values).toEqual({ clientId: 'a-1' })
    expect(left.map(({ what }) => what)).toEqual(['the issuer', 'the secret', 'id'])
    expect(notes.join()).toContain(`${ours} is not among`)
  })

  test.each([
    [{ ...google, web: { ...google.web, redirect_uris: ['https://other.example'] } }, 'is not among the redirect URIs'],
    [{ installed: google.web }, 'Desktop app'],
    [{ clientId: 'x', protocol: 'saml', standardFlowEnabled: false }, 'SAML'],
    [[{ realm: 'a', 'auth-server-url': 'https://kc.example', resource: 'r' }, {}], 'a list of 2'],
  ])('%j: %s', async (json, sentence) => {
    expect((await read(json)).notes.join()).toContain(sentence)
  })
})

const expected = { issuer: 'https://i.example', clientId: 'wandb', clientSecret: secret }

describe('variables of W&B Server, however they come', () => {
  test.each([
    [
      'docker run',
      `docker run -d --name wandb -v vol:/vol -p 8080:8080 \\\n  -e HOST=https://w.example -e LICENSE=abc \\\n  -e OIDC_ISSUER="https://i.example" --env OIDC_CLIENT_ID=wandb -e 'OIDC_SECRET=${secret}' wandb/local`,
    ],
    [
      'podman run',
      `podman run --env=OIDC_ISSUER=https://i.example -e GORILLA_OIDC_CLIENT_ID=wandb -eOIDC_CLIENT_SECRET=${secret} x`,
    ],
    [
      'an env file',
      `# sso\nexport OIDC_ISSUER=https://i.example # ours\nOIDC_CLIENT_ID='wandb'\r\nOIDC_SECRET="${secret}"\nMYSQL=mysql://root:${'p'.repeat(20)}@db/x\n`,
    ],
    [
      'compose, a map',
      `services:\n  wandb:\n    environment:\n      OIDC_ISSUER: https://i.example\n      OIDC_CLIENT_ID: wandb\n      OIDC_SECRET: ${secret}\n`,
    ],
    [
      'compose, a list',
      `services:\n  wandb:\n    environment:\n      - OIDC_ISSUER=https://i.example\n      - OIDC_CLIENT_ID=wandb\n      - OIDC_SECRET=${secret}\n`,
    ],
    [
      'Kubernetes',
      `spec:\n  containers:\n    - env:\n        - {name: OIDC_ISSUER, value: "https://i.example"}\n        - {name: OIDC_CLIENT_ID, value: wandb}\n        - {name: OIDC_SECRET, value: "${secret}"}\n`,
    ],
    ['JSON', JSON.stringify({ OIDC_ISSUER: 'https://i.example', OIDC_CLIENT_ID: 'wandb', OIDC_SECRET: secret })],
    [
      'another program',
      `OAUTH2_PROXY_OIDC_ISSUER_URL=https://i.example\nOAUTH2_PROXY_CLIENT_ID=wandb\nOAUTH2_PROXY_CLIENT_SECRET=${secret}`,
    ],
    [
      'in a fence',
      `\`\`\`sh\nOIDC_ISSUER=https://i.example/.well-known/openid-configuration\nOIDC_CLIENT_ID=wandb\nOIDC_SECRET=${secret}\n\`\`\``,
    ],
  ])('%s', async (_, pasted) => {
    const { values, ...rest } = await read(pasted)
    expect(values).toEqual(expected)
    expect(JSON.stringify(rest)).not.toContain(secret)
  })

  test('the rest of the line is named with the reason, and never by its value', async () => {
    const reading = await read(
      `docker run -e LICENSE=planted-licence -e MYSQL=mysql://u:${secret}@db/x -e FOO=1 -e OIDC_SECRET -e OIDC_CLIENT_ID=$ID -e OIDC_AUTH_METHOD=implicit wandb/local`,
    )
    expect(reading.values).toEqual({ authMethod: 'implicit' })
    const why = Object.fromEntries(reading.left.map(({ what, why }) => [what, why]))
    expect(why['LICENSE']).toContain('setting of the server')
    expect(why['MYSQL']).toContain('setting of the server')
    expect(why['FOO']).toContain('sets nothing')
    expect(why['OIDC_SECRET']).toContain('names where')
    expect(why['OIDC_CLIENT_ID']).toContain('names where')
    expect(JSON.stringify(reading)).not.toMatch(/planted/)
  })

  test('options of W&B Server beyond the three', async () => {
    const { values } = await read(
      'GORILLA_OIDC_CUSTOM_SCOPES=groups,offline_access\nGORILLA_USE_IDENTIFIER_CLAIMS=false\nGORILLA_ENABLE_SSO_GROUP_CLAIMS=true',
    )
    expect(values).toEqual({
      scopes: ['openid', 'profile', 'email', 'groups', 'offline_access'],
      usernameClaim: 'email',
      groupTeams: true,
    })
  })
})

test('a file of ours: every field, but the id and files with secrets', async () => {
  const { values, left, notes } = await read(
    `providers:\n  - id: acme\n    issuer: https://i.example\n    clientId: a\n    clientSecretFile: /run/s\n    allowedGroups: [ml]\n    colour: red\n  - id: other\n`,
  )
  expect(values).toEqual({ issuer: 'https://i.example', clientId: 'a', allowedGroups: ['ml'] })
  expect(left.map(({ what }) => what)).toEqual(['id', 'clientSecretFile', 'colour'])
  expect(notes).toEqual(['It has 2 providers; the first one was read.'])
})

test.each([
  [`Client ID\n0oa1\nClient secret\n${secret}\nIssuer URL\nhttps://acme.okta.com`],
  [`Application (client) ID: 0oa1\nSecret ID: 1-2-3\nClient secret value: ${secret}\nAuthority: https://acme.okta.com`],
  [`Client Id\t0oa1\nClient Secret\t${secret}\nsee https://acme.okta.com for more`],
])('lines of a page: %s', async (pasted) => {
  expect((await read(pasted)).values).toEqual({
    issuer: 'https://acme.okta.com',
    clientId: '0oa1',
    clientSecret: secret,
  })
})

test.each([
  [
    '12-ab.apps.googleusercontent.com',
    { issuer: 'https://accounts.google.com', clientId: '12-ab.apps.googleusercontent.com' },
  ],
  ['GOCSPX-abc', { clientSecret: 'GOCSPX-abc' }],
  ['2b1c3d4e-0000-4000-8000-1234567890ab', {}],
  [secret, {}],
  ['hello', {}],
  ['', {}],
])('one word, %s: %j', async (pasted, values) => {
  expect((await read(pasted)).values).toEqual(values)
})

test.each(['********', '<secret>', 'your-client-secret', '$SECRET', '{{ .Values.secret }}', '$(cat x)', 'changeme'])(
  '%s is no secret, and is not taken for one',
  async (value) => {
    const { values, left } = await read({ clientId: 'x', clientSecret: value })
    expect(values).toEqual({ clientId: 'x' })
    expect(left).toHaveLength(1)
  },
)

test('metadata of SAML is no OpenID Connect, and that is said', async () => {
  const { kind, values, left } = await read('<?xml version="1.0"?><md:EntityDescriptor entityID="https://x.example"/>')
  expect([kind, values]).toEqual(['metadata of SAML', {}])
  expect(left[0]?.why).toContain('OpenID Connect')
})

test('tfvars of a W&B installation', async () => {
  const { values } = await read(`oidc_issuer = "https://i.example"\noidc_client_id = "w"\noidc_secret = "${secret}"`)
  expect(values).toEqual({ issuer: 'https://i.example', clientId: 'w', clientSecret: secret })
})

describe('whatever is pasted', () => {
  const word = fc.constantFrom(
    'docker run',
    '-e',
    'OIDC_SECRET=',
    'issuer:',
    '{',
    '}',
    '"',
    "'",
    '\\',
    '\n',
    '- ',
    '&a',
    '*a',
    'https://',
    '/.well-known/',
    'client_id=',
    'providers:',
    '[',
    ']',
    '<<:',
    '__proto__',
  )
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(fc.oneof(word, fc.string({ maxLength: 6 })), { maxLength: 30 }).map((all) => all.join('')),
    fc.json(),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
  )

  test('reading never fails, and gives texts, lists, numbers, truths and maps only', async () => {
    await fc.assert(
      fc.asyncProperty(anything, async (pasted) => {
        const { values, taken } = await read(pasted)
        expect(Object.keys(values)).toEqual(taken.map(({ field }) => field))
        for (const value of Object.values(values)) expect(value).not.toBeNull()
      }),
      { numRuns: 2000 },
    )
  })

  const name = fc.constantFrom('OIDC_SECRET', 'GORILLA_OIDC_SECRET', 'OIDC_CLIENT_SECRET', 'MY_APP_CLIENT_SECRET')
  test('a secret is in its field to the letter, and nowhere else of what is told', async () => {
    const value = fc.stringMatching(/^[A-Za-z0-9._~-]{16,40}$/).filter((each) => !/^(your|my)|^[x.]+$/i.test(each))
    await fc.assert(
      fc.asyncProperty(name, value, fc.boolean(), async (variable, value, isCommand) => {
        const { values, ...told } = await read(
          isCommand ? `docker run -e ${variable}=${value} x` : `A=1\n${variable}=${value}\n`,
        )
        expect(values).toEqual({ clientSecret: value })
        expect(JSON.stringify(told)).not.toContain(value)
      }),
      { numRuns: 500 },
    )
  })
})
