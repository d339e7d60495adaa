import type { RequireSso } from '../admin/index.ts'
import type { Check } from '../base/check.ts'
import type { SeenOrigins } from '../base/seen-origins.ts'
import type { Config } from '../config/config.ts'
import type { Sso, WrittenProvider } from '../sso/index.ts'
import type { ObjectStore } from '../storage/objects/object-store.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import { examineDatabase, isUsable } from './database.ts'
import { examineEnvironment } from './environment.ts'
import { examineHost } from './host.ts'
import { examineProviders } from './providers.ts'
import { examineCookies, examinePublicUrl, examineReverseProxy } from './public-url.ts'
import { examineSsoOnly } from './sso-only.ts'
import { examineStorage } from './storage.ts'

/** Looks at everything that can be looked at without a sign-in. */
export interface Doctor {
  /** Host, database, storage, then each provider. Changes nothing that stays. Never throws for what it looks at. */
  examine(): Promise<Check[]>
}

export interface DoctorParts {
  config: Config
  db: AppDb
  objects: ObjectStore
  sso: Pick<Sso, 'preflight'>
  requireSso: Pick<RequireSso, 'state'>
  providers: () => Promise<WrittenProvider[]>
  origins: Pick<SeenOrigins, 'list' | 'proxied'>
}

/** The doctor inside a running server, with the objects that it really uses. */
export function createDoctor({ config, db, objects, sso, requireSso, providers, origins }: DoctorParts): Doctor {
  return {
    async examine() {
      const ofDatabase = await examineDatabase(config.database, db)
      return [
        ...examineEnvironment(config),
        examinePublicUrl(config.publicUrl, origins.list()),
        examineReverseProxy(config.publicUrl, origins.list(), origins.proxied()),
        examineCookies(config.publicUrl, origins.list()),
        ...examineHost(config.dataFolder),
        ...ofDatabase,
        ...(await examineStorage(config, objects)),
        ...(isUsable(ofDatabase)
          ? [...(await examineProviders(sso, await providers())), ...(await examineSsoOnly(requireSso))]
          : [providersUnread]),
      ]
    },
  }
}

/** Their settings are in the database. */
const providersUnread: Check = {
  id: 'providers',
  stage: 'config',
  status: 'skipped',
  title: 'The identity providers are looked at when the database can be used',
  evidence: {},
}
