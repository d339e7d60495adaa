import tls from 'node:tls'
import type { Dispatcher } from 'undici'
import {
  isAddressLiteral,
  isForbiddenAddress,
  isLoopbackAddress,
  isLoopbackHost,
  isPrivateAddress,
} from './addresses.ts'
import type { ClientCertificate } from './client-certificate.ts'
import { OutboundError } from './errors.ts'
import { asOutboundError } from './failure.ts'
import { guardedLookup, refusal } from './guard.ts'
import { lookAtPath, nothingSeen, type SeenPath } from './look.ts'
import { type ProxySettings, proxyFor } from './proxy.ts'
import { unpacked } from './unpacked.ts'

type Undici = typeof import('undici')

const timeLimit = 10_000
const connectLimit = 8_000
const sizeLimit = 1024 * 1024
const redirectLimit = 3

export interface OutboundRequest {
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string
  /** PEM of certificate authorities that are trusted beside the usual ones. */
  ca?: string | null
  /** Shown to a server that asks who calls (mutual TLS). */
  certificate?: ClientCertificate | null
}

export interface OutboundAnswer {
  status: number
  /** Lower-case names; a repeated one joined by a comma. */
  headers: Record<string, string>
  text: string
  /** Where the answer came from, after redirects within the origin. */
  url: string
  elapsed: number
  proxy: string | null
}

/** The only way out of this server: what an administrator makes us call, we call by these rules. */
export interface Outbound {
  /**
   * One call: at most 10 s and 1 MB. Link-local and metadata addresses are refused, as resolved; plain http only to loopback, or to a
   * private address where that is allowed. A GET follows redirects within its origin; any other redirect is the answer.
   * @throws OutboundError
   */
  fetch(url: string, options?: OutboundRequest): Promise<OutboundAnswer>
  /** What stands on the way to this address, by the same rules and the same proxy; nothing is asked of the server. Never throws. */
  look(url: string, options?: Pick<OutboundRequest, 'ca' | 'certificate'>): Promise<SeenPath>
  close(): Promise<void>
}

export interface OutboundOptions {
  proxy: ProxySettings
  /** Plain http to private addresses (SIGNPOST_ALLOW_HTTP_ISSUER). */
  allowPrivateHttp: boolean
}

export function createOutbound(options: OutboundOptions): Outbound {
  const dispatchers = new Map<string, Dispatcher>()
  const dispatcherFor = (undici: Undici, url: URL, proxy: string | null, asked: OutboundRequest): Dispatcher => {
    const key = JSON.stringify([url.protocol, proxy, asked.ca ?? null, asked.certificate ?? null])
    const known = dispatchers.get(key)
    if (known) return known
    const made = createDispatcher(undici, url.protocol, proxy, asked)
    dispatchers.set(key, made)
    return made
  }
  const call = async (url: URL, asked: OutboundRequest, signal: AbortSignal): Promise<OutboundAnswer> => {
    const proxy = proxyFor(url, options.proxy)
    const started = performance.now()
    try {
      refuseByName(url, options)
      // Loaded with the first call: a start makes none.
      const undici = await import('undici')
      const answer = await undici.request(url, {
        dispatcher: dispatcherFor(undici, url, proxy, asked),
        method: asked.method ?? 'GET',
        headers: { 'user-agent': 'signpost', 'accept-encoding': 'identity', ...asked.headers },
        body: asked.body,
        signal,
      })
      const text = await readLimited(unpacked(answer.body, [answer.headers['content-encoding']].flat().join()))
      const elapsed = Math.round(performance.now() - started)
      return { status: answer.statusCode, headers: flat(answer.headers), text, url: url.href, elapsed, proxy }
    } catch (error) {
      throw asOutboundError(error, url, proxy, performance.now() - started)
    }
  }
  return {
    async fetch(url, asked = {}) {
      const signal = AbortSignal.timeout(timeLimit)
      let at = parse(url)
      for (let hop = 0; ; hop++) {
        const answer = await call(at, asked, signal)
        const next = (asked.method ?? 'GET') === 'GET' && hop < redirectLimit ? nextWithinOrigin(at, answer) : null
        if (!next) return answer
        at = next
      }
    },
    async look(address, { ca = null, certificate = null } = {}) {
      let url: URL
      try {
        url = parse(address)
        refuseByName(url, options)
      } catch {
        return nothingSeen
      }
      const lookup = guardedLookup(reach(url.protocol, options))
      return lookAtPath({ url, proxy: proxyFor(url, options.proxy), lookup, ca, certificate })
    },
    async close() {
      await Promise.all([...dispatchers.values()].map((each) => each.destroy()))
    },
  }

  function createDispatcher(
    undici: Undici,
    protocol: string,
    proxy: string | null,
    { ca, certificate }: OutboundRequest,
  ): Dispatcher {
    const secure = { ...(ca && { ca: [...tls.getCACertificates('default'), ca] }), ...certificate }
    // Through a proxy the name is not resolved here; the proxy itself is the operator's own and may be anywhere.
    if (proxy) return new undici.ProxyAgent({ uri: proxy, requestTls: secure })
    const lookup = guardedLookup(reach(protocol, options))
    return new undici.Agent({
      connect: { timeout: connectLimit, lookup, ...secure },
      headersTimeout: timeLimit,
      bodyTimeout: timeLimit,
      keepAliveTimeout: 4_000,
    })
  }
}

function parse(url: string): URL {
  const parsed = URL.parse(url)
  if (parsed?.protocol === 'https:' || parsed?.protocol === 'http:') return parsed
  throw new OutboundError('url-invalid', { url: url.slice(0, 200), host: '', message: 'not an http or https URL' })
}

/** What can be refused by the URL alone: literal addresses, and plain http to what is not loopback. */
function refuseByName(url: URL, options: OutboundOptions): void {
  const host = url.hostname
  if (isForbiddenAddress(host)) throw refusal('endpoint-forbidden', host)
  if (url.protocol !== 'http:' || isLoopbackHost(host)) return
  if (!options.allowPrivateHttp || (isAddressLiteral(host) && !isPrivateAddress(host)))
    throw refusal('http-refused', host)
}

/** Plain http to loopback only, or to private addresses too. */
const reach = (protocol: string, { allowPrivateHttp }: OutboundOptions): ((address: string) => boolean) => {
  if (protocol !== 'http:') return () => true
  return allowPrivateHttp ? isPrivateAddress : isLoopbackAddress
}

async function readLimited(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > sizeLimit)
      throw Object.assign(new Error(`the answer is larger than ${sizeLimit} bytes`), { tooLarge: true })
    chunks.push(chunk)
  }
  // Also without the mark of the byte order, with which some servers begin their JSON.
  return new TextDecoder().decode(Buffer.concat(chunks))
}

const flat = (headers: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value].flat().join(', ')]))

function nextWithinOrigin(at: URL, answer: OutboundAnswer): URL | null {
  if (![301, 302, 303, 307, 308].includes(answer.status)) return null
  const target = URL.parse(answer.headers['location'] ?? '', at)
  return target && target.origin === at.origin ? target : null
}
