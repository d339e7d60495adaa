/** One environment variable: how it is read, and how it is written in the generated `example.env` and reference page. */
export interface Option {
  name: string
  /** Names that mean the same, W&B Server's among them. `name` wins, then the first that is set. */
  aliases?: string[]
  section: Section
  /** What it does and what it takes, in a sentence or two. */
  documentation: string
  /** As a person would write it; null where there is none. */
  default: string | null
  secret?: true
}

export const sections = ['Server', 'Storage', 'Runs', 'Single sign-on', 'People'] as const
export type Section = (typeof sections)[number]

/** Every variable that changes what this server does. `config/config.ts` reads no other. */
export const options = [
  {
    name: 'PORT',
    section: 'Server',
    documentation: 'TCP port to listen on.',
    default: '8080',
  },
  {
    name: 'SIGNPOST_LISTEN',
    section: 'Server',
    documentation: 'Address to listen on. In the image it is `0.0.0.0`.',
    default: '127.0.0.1',
  },
  {
    name: 'HOST',
    aliases: ['GORILLA_FRONTEND_HOST', 'GORILLA_FILE_HOST'],
    section: 'Server',
    documentation:
      'The public URL as people type it: `https://signpost.example`, without a path. The redirect URI and the links that the client prints are made of it alone.',
    default: 'http://localhost:PORT',
  },
  {
    name: 'SIGNPOST_CONFIG',
    section: 'Server',
    documentation:
      'A YAML or JSON file with further settings: `providers`, a list of OpenID providers beside the one of the environment, and `workloadIssuers`, whose tokens let programs in.',
    default: null,
  },
  {
    name: 'SIGNPOST_LOG_LEVEL',
    section: 'Server',
    documentation: '`trace`, `debug`, `info`, `warn`, `error` or `silent`.',
    default: 'info',
  },
  {
    name: 'SIGNPOST_EXAMINE_EVERY',
    section: 'Server',
    documentation:
      'How often the server examines itself as `signpost doctor` does: configuration, host, database, storage and every identity provider. What is new goes to the log, all of it is on the page *Health*. The first time is right after the start, and a change of providers is looked at soon. A duration of at least `1m`; `0` leaves it to administrators.',
    default: '1h',
  },
  {
    name: 'SIGNPOST_DATA',
    section: 'Storage',
    documentation: 'The data folder. In the image it is `/vol`.',
    default: './data',
  },
  {
    name: 'MYSQL',
    section: 'Storage',
    documentation:
      'Keep the tables in MySQL 8 or MariaDB: `mysql://user:password@host:3306/database`, with `?tls=true` or `?tls=preferred` where wanted. Without it they are files in the data folder.',
    default: null,
    secret: true,
  },
  {
    name: 'BUCKET',
    section: 'Storage',
    documentation:
      'Keep files and artifacts in a bucket that speaks the S3 API: `s3://KEY:SECRET@HOST[:PORT]/BUCKET[/PREFIX]`, with `?tls=true` for https, `region=` and `style=host` (`https://bucket.host`) where wanted; or `s3://BUCKET[/PREFIX]` on AWS, with the variables below. Key and secret may be percent-encoded. Without it files are in the data folder.',
    default: null,
    secret: true,
  },
  {
    name: 'AWS_ACCESS_KEY_ID',
    section: 'Storage',
    documentation: 'The key of the bucket, where BUCKET holds none.',
    default: null,
  },
  {
    name: 'AWS_SECRET_ACCESS_KEY',
    section: 'Storage',
    documentation: 'Its secret.',
    default: null,
    secret: true,
  },
  {
    name: 'AWS_SESSION_TOKEN',
    section: 'Storage',
    documentation: 'The token that belongs to temporary credentials. They are not renewed.',
    default: null,
    secret: true,
  },
  {
    name: 'AWS_REGION',
    aliases: ['AWS_DEFAULT_REGION'],
    section: 'Storage',
    documentation: 'The region of the bucket, where BUCKET names none.',
    default: 'us-east-1',
  },
  {
    name: 'AWS_S3_ENDPOINT_URL',
    aliases: ['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL'],
    section: 'Storage',
    documentation: 'The server of `s3://BUCKET`, if it is not AWS: `https://minio.example:9000`.',
    default: null,
  },
  {
    name: 'AWS_S3_KMS_ID',
    section: 'Storage',
    documentation: 'The key of AWS KMS with which objects are encrypted, if not as the bucket does by itself.',
    default: null,
  },
  {
    name: 'SIGNPOST_BUCKET_DIRECT',
    section: 'Storage',
    documentation:
      '`true` sends programs that download a file straight to the bucket, by an address that is good for minutes; they have to reach it. Pages and uploads go through this server all the same.',
    default: 'false',
  },
  {
    name: 'SIGNPOST_CRASHED_AFTER',
    section: 'Runs',
    documentation:
      'Seconds without a sign of life after which a running run counts as crashed. The client sends one every 30 seconds.',
    default: '300',
  },
  {
    name: 'SIGNPOST_MAX_FILE_SIZE',
    section: 'Runs',
    documentation: 'The largest file that a run may upload, in bytes.',
    default: '5368709120',
  },
  {
    name: 'OIDC_ISSUER',
    aliases: ['GORILLA_OIDC_ISSUER'],
    section: 'Single sign-on',
    documentation:
      'The issuer of the provider `default`, as its discovery document has it: `https://sso.example/realms/acme`.',
    default: null,
  },
  {
    name: 'OIDC_CLIENT_ID',
    aliases: ['GORILLA_OIDC_CLIENT_ID'],
    section: 'Single sign-on',
    documentation: 'The client id that the provider gave this server.',
    default: null,
  },
  {
    name: 'OIDC_SECRET',
    aliases: ['GORILLA_OIDC_SECRET', 'OIDC_CLIENT_SECRET'],
    section: 'Single sign-on',
    documentation: 'The client secret. Leave it out for a public client.',
    default: null,
    secret: true,
  },
  {
    name: 'OIDC_SECRET_FILE',
    section: 'Single sign-on',
    documentation: 'A file that holds the client secret and nothing else.',
    default: null,
  },
  {
    name: 'OIDC_AUTH_METHOD',
    aliases: ['GORILLA_AUTH_METHOD'],
    section: 'Single sign-on',
    documentation:
      '`pkce`, the authorization code flow with PKCE. `implicit`: an ID token by form_post where the provider has that flow, else code with PKCE and a warning.',
    default: 'pkce',
  },
  {
    name: 'SIGNPOST_OIDC_RESPONSE_TYPE',
    section: 'Single sign-on',
    documentation:
      'The flow of the provider `default`, before OIDC_AUTH_METHOD: `code`, `id_token`, `id_token token`, `code id_token`, `code token` or `code id_token token`.',
    default: null,
  },
  {
    name: 'SIGNPOST_OIDC_RESPONSE_MODE',
    section: 'Single sign-on',
    documentation: 'How the answer comes back: `query`, `form_post`, `fragment`, or `jwt` (signed, with `code` only).',
    default: 'auto',
  },
  {
    name: 'SIGNPOST_OIDC_DECRYPTION_KEY_FILE',
    section: 'Single sign-on',
    documentation:
      'A PEM file with the private key (or several, the newest first) for encrypted ID tokens of the provider `default`. The public half is at `/oidc/jwks.json`.',
    default: null,
  },
  {
    name: 'GORILLA_OIDC_CUSTOM_SCOPES',
    section: 'Single sign-on',
    documentation: 'Scopes to ask for beside `openid profile email`, with commas or spaces between them.',
    default: null,
  },
  {
    name: 'SIGNPOST_OIDC_BACKCHANNEL_URL',
    section: 'Single sign-on',
    documentation:
      'Where this server reaches the provider, if not by the host of the issuer: `http://keycloak:8080` in a container network. Browsers go to the issuer all the same. Only scheme, host and port count.',
    default: null,
  },
  {
    name: 'SIGNPOST_ALLOW_HTTP_ISSUER',
    section: 'Single sign-on',
    documentation: '`true` allows a provider over plain http at a private address. On loopback it is allowed without.',
    default: 'false',
  },
  {
    name: 'GORILLA_USE_IDENTIFIER_CLAIMS',
    section: 'People',
    documentation:
      'Where user names of people of the provider `default` come from: `true`, the claim `preferred_username`; `false`, the e-mail address. Nobody is asked for one.',
    default: 'true',
  },
  {
    name: 'GORILLA_ENABLE_SSO_GROUP_CLAIMS',
    aliases: ['GORILLA_ENABLE_SSO_GROUPS_CLAIMS'],
    section: 'People',
    documentation:
      '`true` puts people of the provider `default` into the teams that are called as their groups there, and takes them out again. Teams are not made by it.',
    default: 'false',
  },
  {
    name: 'FEDERATED_AUTH_AUDIENCES',
    section: 'Single sign-on',
    documentation:
      'Audiences that a token of a workload may have, with commas between them, where its issuer in `workloadIssuers` names none of its own.',
    default: 'HOST',
  },
  {
    name: 'SKIP_AUDIENCE_VALIDATION',
    section: 'Single sign-on',
    documentation:
      '`true` lets workloads in by tokens that were made for other servers. It counts only for subjects that have an entry in `workloadIssuers`, and is warned of at each start.',
    default: 'false',
  },
  {
    name: 'SIGNPOST_AUTO_SIGN_IN',
    section: 'Single sign-on',
    documentation:
      '`true` sends people to the provider without the sign-in page in between, where there is exactly one. Not after a sign-out or an error; `/login` shows the page as ever.',
    default: 'false',
  },
  {
    name: 'DISABLE_SSO_PROVISIONING',
    aliases: ['GORILLA_DISABLE_SSO_PROVISIONING'],
    section: 'People',
    documentation: '`true` refuses people who sign in at a provider and have no account here yet.',
    default: 'false',
  },
  {
    name: 'SESSION_LENGTH',
    aliases: ['GORILLA_SESSION_LENGTH'],
    section: 'People',
    documentation: 'How long a sign-in lasts: a number of hours, or a duration such as `720h` or `90m`.',
    default: '720',
  },
  {
    name: 'SIGNPOST_REVALIDATE_EVERY',
    section: 'People',
    documentation:
      'How often the provider is asked, in the background and only while a session is used, whether its sign-in still stands: who was disabled there, or left the group that is admitted here, is out after this time at most. A duration such as `5m` or `90s`.',
    default: '5m',
  },
  {
    name: 'SIGNPOST_REVALIDATE_MAX',
    section: 'People',
    documentation:
      'How long a session of single sign-on goes on without an answer of its provider, because the provider gave nothing to ask it with or cannot be reached. After that the next page sends the browser round to the provider, without a page for the person where possible. A duration such as `12h`.',
    default: '12h',
  },
  {
    name: 'SIGNPOST_SESSION_IDLE',
    section: 'People',
    documentation:
      'After how long without use a session ends, as a duration such as `24h`. Without it only SESSION_LENGTH counts.',
    default: null,
  },
  {
    name: 'SIGNPOST_REAUTH_AFTER',
    section: 'People',
    documentation:
      'After how long an administrator has to sign in anew before what can hand over the server: making administrators, deleting people, setting their passwords and keys, changing providers. A duration such as `12h`; `0` never asks. API keys are not asked.',
    default: '12h',
  },
  {
    name: 'LOCAL_RESTORE',
    section: 'People',
    documentation:
      '`true` prints a user name and a password for an administrator at start, for when single sign-on is broken. They work once and for an hour. While it is set, passwords work although single sign-on is required.',
    default: 'false',
  },
] as const satisfies Option[]

export type OptionName = (typeof options)[number]['name']

/** Variables of W&B Server that people have set and that mean nothing here. Named once at start. */
export const notNeeded: Record<string, string> = {
  LICENSE: 'there is no licence key',
  GORILLA_LICENSE: 'there is no licence key',
  REDIS: 'nothing here needs Redis',
  BUCKET_QUEUE: 'uploads are noticed without a queue',
  NOTIFICATIONS_QUEUE: 'uploads are noticed without a queue',
  GORILLA_SESSION_KEY: 'sessions are opaque and kept in the database',
  GORILLA_CORS_ORIGINS: 'only HOST itself may call with a session',
  GORILLA_ONPREM_API_KEY_PREFIX: 'new keys begin with "local-"',
  GORILLA_AUTH_JWK_URL: 'sessions are opaque and kept in the database',
  LOGGING_ENABLED: 'the log is always on standard output',
}

/** Names that look as if they were meant for this server. One that is set and not known is named at start. */
export const looksOurs = /^(SIGNPOST|OIDC|GORILLA|LOCAL_LDAP|LDAP)_/
