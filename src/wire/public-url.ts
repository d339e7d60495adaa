import type { FastifyRequest } from 'fastify'

/**
 * Where the browser really is: the best witness counts. What our own page tells (its `location.origin`, or the `Referer` of a request
 * from it) before what a proxy says it was asked for, and that before `Host`, which proxies rewrite.
 */
export function browserOrigin(request: FastifyRequest, reported: string | undefined): string {
  return (
    reportedOrigin(reported) ??
    refererOrigin(request) ??
    forwardedOrigin(request) ??
    `http://${request.headers.host ?? ''}`
  )
}

/**
 * The address in the browser where it is not the public URL, so that no sign-in could end well; null where all is well. Any witness
 * for the public URL clears a foreign `Host`: that is a proxy which rewrites it, and healthy.
 */
export function publicUrlMismatch(
  request: FastifyRequest,
  publicUrl: string,
  reported: string | undefined,
): string | null {
  const expected = new URL(publicUrl).origin
  const seen = browserOrigin(request, reported)
  if (seen === expected) return null
  const pages = reportedOrigin(reported) ?? refererOrigin(request)
  if (pages === null && forwardedOrigin(request) === null) {
    // TLS may end at a proxy that says nothing of itself; the host alone is known then.
    const asked = URL.parse(`${new URL(publicUrl).protocol}//${request.headers.host}`)
    return asked?.origin === expected ? null : seen
  }
  const forwarded = forwardedOrigin(request)
  return forwarded === expected ? null : seen
}

function reportedOrigin(reported: string | undefined): string | null {
  const url = URL.parse(reported ?? '')
  return url && /^https?:$/.test(url.protocol) ? url.origin : null
}

/** Only where the request came from a page of ours: by the browser's own word, or because the two hosts are the same. */
export function refererOrigin(request: FastifyRequest): string | null {
  const referer = URL.parse(request.headers.referer ?? '')
  if (!referer || !/^https?:$/.test(referer.protocol)) return null
  const site = request.headers['sec-fetch-site']
  const isOurs = site === 'same-origin' || (site === undefined && referer.host === request.headers.host)
  return isOurs ? referer.origin : null
}

/** RFC 7239 `Forwarded`, or the `X-Forwarded-*` that came before it; the first proxy, nearest to the browser. */
function forwardedOrigin(request: FastifyRequest): string | null {
  const first = (name: string) => [request.headers[name]].flat()[0]?.split(',')[0]?.trim()
  const forwarded = first('forwarded') ?? ''
  const part = (name: string) => new RegExp(`(?:^|;)\\s*${name}="?([^";]+)`, 'i').exec(forwarded)?.[1]
  const host = part('host') ?? first('x-forwarded-host') ?? null
  const scheme = part('proto') ?? first('x-forwarded-proto')
  if (host === null && scheme === undefined) return null
  const port = host && !/:\d+$/.test(host) ? first('x-forwarded-port') : undefined
  const url = URL.parse(`${scheme ?? 'http'}://${host ?? request.headers.host}${port ? `:${port}` : ''}`)
  return url ? url.origin : null
}
