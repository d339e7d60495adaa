import { existsSync } from 'node:fs'
import path from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { AppError } from '../base/errors.ts'

/** First parts of addresses that belong to programs: what is not there is told in our error shape. Every other one is a page. */
const noPages = new Set(
  'api graphql files storage artifacts artifactsV2 sdk oidc scim admin metrics healthz ready assets'.split(' '),
)

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Signpost</title>
<body style="font:16px/1.5 system-ui;margin:4rem auto;max-width:36rem;padding:0 1rem">
<h1>The pages are not built</h1><p>The server runs, and the <code>wandb</code> client can log to it. To have the pages, run
<code>npm run build</code> where the server is installed, and restart it.</p>`

/**
 * The built web app: its files as they are, and its one page for every other address that a person may open, since the app itself knows
 * which pages there are. Where it is not built, every page says so (503).
 */
export async function mountStaticWeb(app: FastifyInstance, root: string): Promise<void> {
  const isBuilt = existsSync(path.join(root, 'index.html'))
  if (isBuilt)
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
    return isBuilt ? reply.sendFile('index.html') : reply.status(503).type('text/html').send(notBuilt)
  })
}
