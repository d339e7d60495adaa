import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { SettledProvider } from '../admin/index.ts'
import { Secret } from '../base/secret.ts'
import type { Config } from '../config/config.ts'
import { providerSettings } from '../sso/index.ts'
import type { BucketCredentials } from '../storage/objects/s3/settings.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import type { BundleParts } from './collect.ts'
import type { KnownSecret } from './text-scan.ts'

/** Every secret of this server that is known as it is: of the environment, the file, the page, and the server's own key. */
export async function readKnownSecrets(
  { config, db, settings }: Pick<BundleParts, 'config' | 'db' | 'settings'>,
  providers: SettledProvider[],
): Promise<KnownSecret[]> {
  const { database, bucket } = config
  return [
    ...config.secrets,
    ...(database.kind === 'mysql' ? [known('the password in MYSQL', database.password)] : []),
    ...(bucket ? ofBucket(bucket.credentials) : []),
    ...providers.flatMap(ofProvider),
    ...(await formerSecrets(settings, providers)),
    ...(await serverKeys(config, db)),
    ...(db ? await sealedSettings(db) : []),
  ]
}

const known = (what: string, text: string): KnownSecret => ({ what, secret: new Secret(text) })

const ofBucket = ({ secretAccessKey, sessionToken }: BucketCredentials): KnownSecret[] => [
  { what: 'the secret key of the bucket', secret: secretAccessKey },
  ...(sessionToken ? [{ what: 'the session token of the bucket', secret: sessionToken }] : []),
]

function ofProvider(provider: SettledProvider): KnownSecret[] {
  const { id, fields } = provider
  // Where id and secret were given the wrong way round, what is called the client id is the secret.
  const { clientSecret } = providerSettings(provider)
  const inUse = clientSecret === null ? [] : [known(`the client secret of ${id}`, clientSecret)]
  const written = Object.entries(fields).flatMap(([name, set]) => {
    const value = set?.value
    if (value instanceof Secret) return [{ what: `the client secret of ${id}`, secret: value }]
    if (!name.endsWith('KeyFile') || typeof value !== 'string') return []
    return pemLines(value).map((line) => known(`a private key of ${id}`, line))
  })
  return [...inUse, ...written]
}

/** Those that the page held before: a log may be older than the present one. */
async function formerSecrets(settings: BundleParts['settings'], providers: SettledProvider[]): Promise<KnownSecret[]> {
  const removed = (await settings.removed()).map(({ provider }) => provider)
  const all: KnownSecret[] = []
  for (const id of [...providers.map((each) => each.id), ...removed])
    for (const { before, after } of await settings.changes(id))
      for (const value of [...Object.values(before ?? {}), ...Object.values(after ?? {})])
        if (value instanceof Secret) all.push({ what: `a former client secret of ${id}`, secret: value })
  return all
}

/** The lines of a PEM file that hold the key; one of them tells a part of it. */
const pemLines = (file: string): string[] =>
  (textOf(file) ?? '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => /^[A-Za-z0-9+/=]{24,}$/.test(line))

async function serverKeys({ dataFolder }: Config, db: AppDb | null): Promise<KnownSecret[]> {
  const file = textOf(path.join(dataFolder, 'keys', 'server.key'))?.trim()
  const row = await db?.selectFrom('setting').select('value').where('name', '=', 'server-key').executeTakeFirst()
  const all = [file, row && String(JSON.parse(row.value))].filter((text): text is string => Boolean(text))
  return all.flatMap((hex) => {
    const bytes = Buffer.from(hex, 'hex')
    return [hex, bytes.toString('base64'), bytes.toString('base64url')].map((text) => known("the server's key", text))
  })
}

/** Sealed with the server's key, they tell nothing to who has no key; nobody needs them all the same. */
async function sealedSettings(db: AppDb): Promise<KnownSecret[]> {
  const settings = await db.selectFrom('setting').select('value').where('name', 'like', 'provider:%').execute()
  const changes = await db.selectFrom('provider_change').select(['old_values', 'new_values']).execute()
  const texts = [
    ...settings.map(({ value }) => value),
    ...changes.flatMap((change) => [change.old_values, change.new_values]),
  ]
  return texts.flatMap((text) => {
    const sealed: unknown = text ? JSON.parse(text)?.clientSecret : null
    return typeof sealed === 'string' ? [known('something sealed', sealed)] : []
  })
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
