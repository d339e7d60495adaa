import type { FastifyInstance } from 'fastify'
import type { Context } from './context.ts'
import { createHttpApp } from './http/app.ts'
import { createVisitors } from './visitors.ts'
import { mountAccountPages } from './wire/app/account.ts'
import { mountHealth } from './wire/app/health.ts'
import { mountAuthenticate } from './wire/authenticate.ts'
import { mountSso } from './wire/sso/index.ts'
import { createFileAddresses, mountWandb } from './wire/wandb/index.ts'

/** The list of what is mounted, in order. */
export async function createServer(context: Context): Promise<FastifyInstance> {
  const { accounts, attempts, clock, config, key, log, providers, sso, tracking } = context
  const { publicUrl } = config
  const addresses = createFileAddresses({ publicUrl, key: key.derive('file-addresses'), clock })

  const app = createHttpApp(log)
  mountHealth(app, {
    isReady: async () => void (await context.appDb.selectFrom('setting').select('name').limit(1).execute()),
  })
  mountAuthenticate(app, { accounts, publicUrl })
  mountSso(app, { sso, providers, attempts, visitors: createVisitors(context), log, publicUrl })
  mountAccountPages(app, { accounts, attempts, clock, providers, publicUrl, demo: config.demo })
  await mountWandb(app, { tracking, access: accounts.access, addresses, log })
  return app
}
