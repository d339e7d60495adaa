import { existsSync, readFileSync } from 'node:fs'
import { createAccounts } from '../accounts/index.ts'
import {
  createPassedTests,
  createProviderSettings,
  createRequireSso,
  createSignInAttempts,
  loadServerKey,
} from '../admin/index.ts'
import type { Check } from '../base/check.ts'
import { systemClock } from '../base/clock.ts'
import { messageOf } from '../base/errors.ts'
import { createEvents } from '../base/events.ts'
import { createLog } from '../base/log.ts'
import { createOutbound, createStreams } from '../base/outbound.ts'
import { Secret } from '../base/secret.ts'
import type { Config } from '../config/config.ts'
import { createProviderDirectory, createSso, type SignInStore, type WrittenProvider } from '../sso/index.ts'
import { objectsFolder, openObjects } from '../storage/objects/open.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import { openForChecks } from './database.ts'
import { examineEnvironment } from './environment.ts'
import { examineHostOfServer } from './host.ts'
import { examineProviders } from './providers.ts'
import { examineCookies } from './public-url.ts'
import { examineSsoOnly } from './sso-only.ts'
import { examineStorage } from './storage.ts'

/** What is checked in place of what is configured. */
export interface Draft {
  provider: { issuer?: string; clientId?: string; clientSecretFile?: string } | null
  publicUrl: string | null
}

/** As `Doctor.examine`, without a running server, and beside one. Changes nothing. */
export async function examineAlone(config: Config, draft: Draft): Promise<Check[]> {
  const publicUrl = draft.publicUrl?.replace(/\/+$/, '') ?? config.publicUrl
  if (draft.provider) return examineWithout(config, publicUrl, [writtenDraft(draft.provider)], null)
  const { db, checks } = await openForChecks(config.database)
  try {
    const inDatabase = db && (await fromDatabase(config, db))
    const written = inDatabase?.written ?? config.providers
    return [
      ...examineEnvironment(config),
      examineCookies(publicUrl, []),
      ...examineHostOfServer(config.dataFolder),
      ...checks,
      ...(await examineStorageAlone(config)),
      ...(await examineWithout(config, publicUrl, written, db)),
      ...(inDatabase ? await examineSsoOnly(inDatabase.requireSso) : []),
    ]
  } finally {
    await db?.destroy()
  }
}

/** Where there are no objects yet none are made: who looks may be another user than the one who will run the server. */
async function examineStorageAlone(config: Config): Promise<Check[]> {
  const { bucket, dataFolder } = config
  const streams = createStreams({ proxy: config.proxy })
  const isThere = bucket !== null || existsSync(objectsFolder(dataFolder))
  try {
    return await examineStorage(config, isThere ? await openObjects(config, streams) : null)
  } finally {
    await streams.close()
  }
}

/** What the page has set. */
async function fromDatabase(config: Config, db: AppDb) {
  const clock = systemClock
  const key = await loadServerKey(
    config.database.kind === 'mysql' ? { kind: 'database', db } : { kind: 'file', folder: config.dataFolder },
  )
  const events = createEvents(() => undefined)
  const written = await createProviderSettings({ db, clock, key, events, configured: config.providers }).list()
  const accounts = createAccounts({ db, clock, events, key, sessionLength: config.sessionLength })
  const requireSso = createRequireSso({
    ...{ db, clock, events, accounts },
    providers: createProviderDirectory(async () => written),
    passed: createPassedTests({ db, clock, key }),
    isSuspended: config.localRestore,
  })
  return { written, requireSso }
}

function writtenDraft({ issuer, clientId, clientSecretFile }: NonNullable<Draft['provider']>): WrittenProvider {
  const findings: string[] = []
  const fields: WrittenProvider['fields'] = {
    ...(issuer && { issuer: { value: issuer } }),
    ...(clientId && { clientId: { value: clientId } }),
    ...(clientSecretFile && { clientSecret: secretOf(clientSecretFile, findings) }),
  }
  return { id: 'default', fields, findings }
}

function secretOf(file: string, findings: string[]): { value: Secret } | undefined {
  try {
    return { value: new Secret(readFileSync(file, 'utf8').trim()) }
  } catch (error) {
    findings.push(`--client-secret-file cannot be read: ${messageOf(error)}`)
    return undefined
  }
}

/** The providers by a relying party of its own, which keeps nothing. */
async function examineWithout(
  config: Config,
  publicUrl: string,
  written: WrittenProvider[],
  db: AppDb | null,
): Promise<Check[]> {
  const outbound = createOutbound({ proxy: config.proxy, allowPrivateHttp: config.allowHttpIssuer })
  const sso = createSso({
    workloadIssuers: [],
    providers: { list: async () => [], get: async () => null, ofIssuer: async () => null },
    store: db ? createSignInAttempts({ db, clock: systemClock, key: noKey }) : nothingKept,
    drafts: { get: async () => null },
    outbound,
    clock: systemClock,
    log: createLog('silent'),
    publicUrl,
  })
  try {
    return await examineProviders(sso, written)
  } finally {
    await outbound.close()
  }
}

/** What earlier sign-ins taught is read; nothing sealed is. */
const noKey = { seal: (_purpose: string, text: string) => text, unseal: () => null }

const nothingKept: SignInStore = {
  save: async () => {},
  load: async () => null,
  keep: async () => {},
  take: async () => ({ kind: 'unknown' }),
  seeOnce: async () => true,
  recall: async () => null,
  remember: async () => {},
}
