import { existsSync } from 'node:fs'
import path from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { AppError } from '../base/errors.ts'

/** First parts of addresses that are never pages: what is not there is told in our error shape. */
const noPages = new Set([
  'api',
  'graphql',
  'files',
  'storage',
  'artifacts',
  'oidc',
  'scim',
  'admin',
  'metrics',
  'assets',
])

/**
 * The built web app: its files as they are, and its one page for every other address that a person may open, since the app itself knows
 * which pages there are. Does nothing where it is not built.
 */
export async function mountStaticWeb(app: FastifyInstance, root: string): Promise<void> {
  if (!existsSync(path.join(root, 'index.html'))) return
  await app.register(fastifyStatic, {
    root,
    wildcard: false,
    index: false,
    cacheControl: false,
    setHeaders: (reply, file) => {
      // The names of assets hold a hash of what is in them.
      const isAsset = file.startsWith(path.join(root, 'assets') + path.sep)
      reply.header('cache-control', isAsset ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  app.get('/*', async (request, reply) => {
    const { pathname } = new URL(request.url, 'http://here')
    if (noPages.has(pathname.split('/')[1] ?? '')) {
      throw new AppError('not-found', 'no-such-path', `There is nothing at ${request.method} ${pathname}.`)
    }
    return reply.sendFile('index.html')
  })
}
