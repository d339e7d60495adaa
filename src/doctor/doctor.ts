import type { RequireSso } from '../admin/index.ts'
import type { Check } from '../base/check.ts'
import type { Config } from '../config/config.ts'
import type { Sso, WrittenProvider } from '../sso/index.ts'
import type { AppDb } from '../storage/sql/schema.ts'
import { examineDatabase } from './database.ts'
import { examineEnvironment } from './environment.ts'
import { examineHost } from './host.ts'
import { examineProviders } from './providers.ts'
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
  sso: Pick<Sso, 'preflight'>
  requireSso: Pick<RequireSso, 'state'>
  providers: () => Promise<WrittenProvider[]>
}

/** The doctor inside a running server, with the objects that it really uses. */
export function createDoctor({ config, db, sso, requireSso, providers }: DoctorParts): Doctor {
  return {
    async examine() {
      return [
        ...examineEnvironment(config),
        ...examineHost(config.dataFolder),
        ...(await examineDatabase(config.database, db)),
        ...(await examineStorage(config.dataFolder)),
        ...(await examineProviders(sso, await providers())),
        ...(await examineSsoOnly(requireSso)),
      ]
    },
  }
}
