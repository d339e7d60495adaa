import { readFileSync } from 'node:fs'
import { createProviderSettings, createSignInAttempts, loadServerKey } from '../admin/index.ts'
import { systemClock } from '../base/clock.ts'
import { messageOf } from '../base/errors.ts'
import { createEvents } from '../base/events.ts'
import { createLog } from '../base/log.ts'
import { createOutbound } from '../base/outbound.ts'
import { Secret } from '../base/secret.ts'
import { type Config, ConfigError, readConfig } from '../config/config.ts'
import { readEnvironment } from '../config/env.ts'
import { createSso, providerSettings, type SignInStore, type WrittenProvider } from '../sso/index.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import { checkStorage, type DoctorCheck, openForChecks } from './host-checks.ts'

/** What is checked in place of what is configured. */
export interface Draft {
  provider: { issuer?: string; clientId?: string; clientSecretFile?: string } | null
  publicUrl: string | null
}

/** Looks at everything that can be looked at without a sign-in. Changes nothing. */
export async function examine(draft: Draft): Promise<DoctorCheck[]> {
  const config = readSettings()
  if (Array.isArray(config)) return config
  const publicUrl = draft.publicUrl?.replace(/\/+$/, '') ?? config.publicUrl
  if (draft.provider) return examineProviders(config, publicUrl, [writtenDraft(draft.provider)], null)
  const { db, check } = await openForChecks(config.database)
  try {
    const written = db ? await settledProviders(config, db) : config.providers
    return [
      ...environmentChecks(config),
      check,
      await checkStorage(config.dataFolder),
      ...(await examineProviders(config, publicUrl, written, db)),
    ]
  } finally {
    await db?.destroy()
  }
}

/** The configuration, or what is wrong with it. */
function readSettings(): Config | DoctorCheck[] {
  try {
    return readConfig(readEnvironment())
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.faults.map((title, i) => ({
      id: `environment.${i + 1}`,
      stage: 'config',
      status: 'error',
      title,
      evidence: {},
    }))
  }
}

function environmentChecks({ notices, publicUrl, listen, port }: Config): DoctorCheck[] {
  const evidence = { publicUrl, listen, port }
  return [
    { id: 'environment', stage: 'config', status: 'ok', title: 'The environment can be used', evidence },
    ...notices.map((title, i): DoctorCheck => {
      return { id: `environment.notice.${i + 1}`, stage: 'config', status: 'warning', title, evidence: {} }
    }),
  ]
}

async function settledProviders(config: Config, db: AppDb): Promise<WrittenProvider[]> {
  const key = await loadServerKey(
    config.database.kind === 'mysql' ? { kind: 'database', db } : { kind: 'file', folder: config.dataFolder },
  )
  const events = createEvents(() => undefined)
  return createProviderSettings({ db, clock: systemClock, key, events, configured: config.providers }).list()
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

async function examineProviders(
  config: Config,
  publicUrl: string,
  written: WrittenProvider[],
  db: AppDb | null,
): Promise<DoctorCheck[]> {
  const isSet = ({ id, fields, findings }: WrittenProvider) =>
    id !== 'default' || Object.keys(fields).length > 0 || findings.length > 0
  const all = written.filter(isSet)
  if (all.length === 0)
    return [{ id: 'providers', stage: 'config', status: 'skipped', title: 'No identity provider is set', evidence: {} }]
  const outbound = createOutbound({ proxy: config.proxy, allowPrivateHttp: config.allowHttpIssuer })
  const sso = createSso({
    workloadIssuers: [],
    providers: { list: async () => [], get: async () => null, ofIssuer: async () => null },
    store: db ? createSignInAttempts({ db, clock: systemClock, key: noKey }) : nothingKept,
    outbound,
    clock: systemClock,
    log: createLog('silent'),
    publicUrl,
  })
  try {
    const checked = await Promise.all(all.map((each) => sso.preflight(providerSettings(each))))
    return [...checked.flat(), ...all.flatMap(notUsed)]
  } finally {
    await outbound.close()
  }
}

/** What stands in the settings and means nothing. */
const notUsed = ({ id, findings }: WrittenProvider): DoctorCheck[] =>
  findings.map((title, i) => ({
    id: `provider.${id}.notice.${i + 1}`,
    stage: 'config',
    status: 'warning',
    title,
    evidence: {},
  }))

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
