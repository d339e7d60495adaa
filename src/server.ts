import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import about from '../package.json' with { type: 'json' }
import { createNameCounts } from './base/name-counts.ts'
import { makeBundle } from './bundle/index.ts'
import type { Context } from './context.ts'
import { createHttpApp } from './http/app.ts'
import { mountStaticWeb } from './http/static-web.ts'
import { createVisitors } from './visitors.ts'
import { mountAccountPages } from './wire/app/account.ts'
import { mountAdminHealth } from './wire/app/admin-health.ts'
import { mountAdminProviders } from './wire/app/admin-providers.ts'
import { mountAdminUsers } from './wire/app/admin-users.ts'
import { mountAttemptFixes } from './wire/app/attempt-fixes.ts'
import { mountAudit } from './wire/app/audit.ts'
import { mountBundle } from './wire/app/bundle.ts'
import { mountGroups } from './wire/app/groups.ts'
import { mountHealth } from './wire/app/health.ts'
import { mountApp } from './wire/app/index.ts'
import { mountMetrics } from './wire/app/metrics.ts'
import { mountOpenApi } from './wire/app/openapi.ts'
import { mountOwnKeys } from './wire/app/own-keys.ts'
import { mountProjectSettings } from './wire/app/project-settings.ts'
import { mountRequireSso } from './wire/app/require-sso.ts'
import { mountSignInAttempts } from './wire/app/sign-in-attempts.ts'
import { mountSignInOptions } from './wire/app/sign-in-options.ts'
import { mountSignInTests } from './wire/app/sign-in-tests.ts'
import { mountTeams } from './wire/app/teams.ts'
import { mountUnfinishedSignIn } from './wire/app/unfinished-sign-in.ts'
import { mountAuthenticate } from './wire/authenticate.ts'
import { mountSeenOrigins } from './wire/seen-origins.ts'
import { mountSso } from './wire/sso/index.ts'
import { artifactFilePlace, createFileAddresses, mountAuditLogs, mountWandb, runFilePlace } from './wire/wandb/index.ts'

/** The list of what is mounted, in order. */
export async function createServer(context: Context): Promise<FastifyInstance> {
  const { accounts, attempts, clock, config, key, log, providers, sso, tracking, unreturned } = context
  const { publicUrl } = config
  const addresses = createFileAddresses({ publicUrl, key: key.derive('file-addresses'), clock })

  const app = createHttpApp(log, publicUrl)
  mountHealth(app, {
    isReady: async () => void (await context.appDb.selectFrom('setting').select('name').limit(1).execute()),
  })
  mountAuthenticate(app, {
    accounts,
    sessions: context.liveSessions,
    clock,
    reauthAfter: config.reauthAfter,
    publicUrl,
  })
  mountSeenOrigins(app, context.origins, publicUrl)
  const unsupported = createNameCounts()
  const metrics = mountMetrics(app, {
    attempts,
    examinations: context.examinations,
    history: tracking.history,
    unsupported: unsupported.counts,
  })
  mountOpenApi(app, about.version)
  mountSso(app, {
    sso,
    providers,
    visitors: createVisitors(context),
    signInTests: context.signInTests,
    accessTokens: accounts.accessTokens,
    clock,
    log,
    publicUrl,
  })
  const { requireSso } = context
  mountAccountPages(app, { accounts, requireSso, clock, publicUrl })
  mountSignInOptions(app, {
    accounts,
    providers,
    requireSso,
    publicUrl,
    demo: config.demo,
    autoSignIn: config.autoSignIn,
    localRestore: config.localRestore,
  })
  const attemptParts = { attempts, unreturned, providers, settings: context.providerSettings }
  mountSignInAttempts(app, attemptParts)
  mountAttemptFixes(app, attemptParts)
  mountUnfinishedSignIn(app, { attempts, unreturned, providers, publicUrl })
  mountOwnKeys(app, accounts)
  mountAdminUsers(app, accounts)
  const { providerSettings, signInTests } = context
  mountAdminProviders(app, providerSettings, sso, { signInTests, publicUrl })
  mountSignInTests(app, { store: providerSettings, signInTests, attempts, clock, publicUrl })
  mountRequireSso(app, { requireSso, accounts, clock })
  mountGroups(app, accounts)
  mountTeams(app, accounts)
  mountProjectSettings(app, { tracking, projectMembers: accounts.projectMembers })
  mountAdminHealth(app, context.examinations)
  mountAudit(app, context.auditLog)
  mountBundle(app, (actor) =>
    makeBundle(
      {
        ...context,
        version: about.version,
        db: context.appDb,
        settings: context.providerSettings,
        examine: () => context.doctor.examine(),
        metrics,
      },
      { actor, place: 'page' },
    ),
  )
  mountApp(app, {
    tracking,
    access: accounts.access,
    events: context.events,
    fileUrl: (runId, name) => addresses.sign('GET', runFilePlace(runId, name)),
    blobUrl: (projectId, md5, name) => addresses.sign('GET', artifactFilePlace(projectId, md5, name)),
  })
  await mountWandb(app, { tracking, accounts, addresses, log, onUnsupported: unsupported.add })
  mountAuditLogs(app, context)
  await mountStaticWeb(app, path.join(import.meta.dirname, '..', 'web', 'dist'))
  return app
}
