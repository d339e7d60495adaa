import { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { isForbiddenAddress } from './addresses.ts'
import { asOutboundError } from './failure.ts'
import { guardedLookup, refusal } from './guard.ts'
import { type ProxySettings, proxyFor } from './proxy.ts'

const connectLimit = 8_000
/** Milliseconds that the other side may do nothing. */
const stallLimit = 60_000

export interface StreamRequest {
  method: string
  headers: Record<string, string>
  body?: AsyncIterable<Uint8Array> | Uint8Array | string
}

export interface StreamAnswer {
  status: number
  /** Lower-case names; a repeated one joined by a comma. */
  headers: Record<string, string>
  /** Has to be read to its end, or destroyed. */
  body: Readable
}

/**
 * The way out for bodies of any size, to servers that the operator's environment names: plain http is allowed anywhere, link-local and
 * metadata addresses are not. No redirect is followed.
 */
export interface Streams {
  /** Throws OutboundError; whatever the body throws is thrown as it is. */
  send(url: URL, request: StreamRequest): Promise<StreamAnswer>
  close(): Promise<void>
}

export function createStreams(options: { proxy: ProxySettings }): Streams {
  const dispatchers = new Map<string | null, Promise<Dispatcher>>()
  const dispatcherFor = (proxy: string | null) => {
    const known = dispatchers.get(proxy)
    if (known) return known
    const made = createDispatcher(proxy)
    dispatchers.set(proxy, made)
    return made
  }
  return {
    async send(url, { method, headers, body }) {
      const proxy = proxyFor(url, options.proxy)
      const started = performance.now()
      const upload = watched(body)
      try {
        if (isForbiddenAddress(url.hostname)) throw refusal('endpoint-forbidden', url.hostname)
        const dispatcher = await dispatcherFor(proxy)
        const { request } = await import('undici')
        const answer = await request(url, {
          dispatcher,
          method: method as Dispatcher.HttpMethod,
          headers: { 'user-agent': 'signpost', 'accept-encoding': 'identity', ...headers },
          body: upload.body,
          signal: upload.signal,
        })
        return { status: answer.statusCode, headers: flat(answer.headers), body: answer.body }
      } catch (error) {
        if (upload.failed) throw upload.failed.error
        throw asOutboundError(error, url, proxy, performance.now() - started)
      } finally {
        upload.settle()
      }
    },
    async close() {
      await Promise.all([...dispatchers.values()].map(async (each) => (await each).destroy()))
    },
  }
}

async function createDispatcher(proxy: string | null): Promise<Dispatcher> {
  const undici = await import('undici')
  // The time until an answer begins is watched below: undici would count the upload in, and a slow client's may last for hours.
  const limits = { headersTimeout: 0, bodyTimeout: stallLimit, keepAliveTimeout: 4_000 }
  if (proxy) return new undici.ProxyAgent({ uri: proxy, ...limits })
  const lookup = guardedLookup(() => true)
  return new undici.Agent({ connect: { timeout: connectLimit, lookup }, ...limits })
}

/** A body whose taker may not stand still; for how long its giver does is the giver's affair. */
function watched(body: StreamRequest['body']) {
  const stalled = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const patience = () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      const message = `nothing was taken or answered for ${stallLimit / 1000} s`
      stalled.abort(Object.assign(new Error(message), { name: 'TimeoutError' }))
    }, stallLimit)
  }
  const all = {
    failed: null as { error: unknown } | null,
    signal: stalled.signal,
    settle: () => clearTimeout(timer),
    body: isWhole(body) ? body : Readable.from(pieces(body), { objectMode: false }),
  }
  async function* pieces(source: AsyncIterable<Uint8Array>) {
    try {
      clearTimeout(timer)
      for await (const piece of source) {
        patience()
        yield piece
        clearTimeout(timer)
      }
      patience()
    } catch (error) {
      all.failed = { error }
      throw error
    }
  }
  patience()
  return all
}

const isWhole = (body: StreamRequest['body']): body is Uint8Array | string | undefined =>
  body === undefined || typeof body === 'string' || body instanceof Uint8Array

const flat = (headers: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value].flat().join(', ')]))
