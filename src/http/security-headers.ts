import type { FastifyInstance } from 'fastify'

/** The web app runs its own scripts only. Inline styles are the component library's; `blob:` and `data:` are pictures made in the page. */
const contentSecurityPolicy = (origin: string) =>
  [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' ${origin} data: blob:`,
    `media-src 'self' ${origin} data: blob:`,
    `connect-src 'self' ${origin}`,
    `frame-src 'self' ${origin} blob:`,
    "font-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join('; ')

/** On every answer, unless a route says something stricter itself. */
export function sendSecurityHeaders(app: FastifyInstance, publicUrl: string): void {
  const headers = {
    'content-security-policy': contentSecurityPolicy(new URL(publicUrl).origin),
    // Not `no-referrer`: with it a browser sends `Origin: null` with our own sign-out form.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    ...(publicUrl.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000' }),
  }
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers)
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store')
  })
}
