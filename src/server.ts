import type { FastifyInstance } from 'fastify'
import type { Context } from './context.ts'
import { createHttpApp } from './http/app.ts'
import { mountHealth } from './wire/app/health.ts'

/** The list of what is mounted, in order. */
export async function createServer(context: Context): Promise<FastifyInstance> {
  const app = createHttpApp(context.log)
  mountHealth(app, {
    isReady: async () => void (await context.appDb.selectFrom('setting').select('name').limit(1).execute()),
  })
  return app
}
