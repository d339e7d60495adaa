import dns from 'node:dns'
import type { LookupFunction } from 'node:net'
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
import { codedCause, OutboundError, type OutboundFacts, reasonOf } from './errors.ts'
import { lookAtPath, nothingSeen, type SeenPath, withoutCredentials } from './look.ts'
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
      const lookup = guardedLookup(url.protocol === 'http:', options.allowPrivateHttp)
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
    const lookup = guardedLookup(protocol === 'http:', options.allowPrivateHttp)
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

interface Refusal extends Error {
  refusal: 'endpoint-forbidden' | 'http-refused'
  address: string
}

const refusal = (kind: Refusal['refusal'], address: string): Refusal =>
  Object.assign(new Error(`${address} may not be called`), { refusal: kind, address })

/** Resolves a name, and refuses what it resolves to where the rules say so: the address that is checked is the one connected to. */
function guardedLookup(plainHttp: boolean, allowPrivateHttp: boolean): LookupFunction {
  return (hostname, options, callback) => {
    dns.lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '')
      const allowed = found.filter(({ address }) => !isForbiddenAddress(address))
      if (allowed.length === 0) return callback(refusal('endpoint-forbidden', found[0]?.address ?? hostname), '')
      const fits = allowPrivateHttp ? isPrivateAddress : isLoopbackAddress
      const last = plainHttp ? allowed.filter(({ address }) => fits(address)) : allowed
      if (last.length === 0) return callback(refusal('http-refused', allowed[0]!.address), '')
      if (options.all) return callback(null, last)
      callback(null, last[0]!.address, last[0]!.family)
    })
  }
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

function asOutboundError(error: unknown, url: URL, proxy: string | null, elapsed: number): OutboundError {
  const facts: OutboundFacts = { url: url.origin + url.pathname, host: url.host, elapsed: Math.round(elapsed) }
  if (proxy) facts.proxy = withoutCredentials(proxy)
  const refused = findRefusal(error)
  if (refused) return new OutboundError(refused.refusal, { ...facts, address: refused.address }, error)
  if ((error as { tooLarge?: true }).tooLarge)
    return new OutboundError('too-large', { ...facts, message: (error as Error).message }, error)
  if ((error as Error).name === 'TimeoutError') {
    return new OutboundError('timeout', { ...facts, message: `no full answer within ${timeLimit / 1000} s` }, error)
  }
  const coded = codedCause(error)
  Object.assign(facts, { errorCode: coded?.code, message: coded?.message ?? (error as Error).message })
  if (coded?.address) facts.address = coded.address
  const reason = reasonOf(coded?.code)
  // A proxy that cannot be reached or says no is not the provider's fault.
  return new OutboundError(proxy && reason !== 'tls' ? 'proxy' : reason, facts, error)
}

function findRefusal(error: unknown): Refusal | null {
  for (
    let each = error as (Partial<Refusal> & { cause?: unknown }) | undefined;
    each;
    each = each.cause as typeof each
  ) {
    if (each.refusal) return each as Refusal
  }
  return null
}
