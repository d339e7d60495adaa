import dns from 'node:dns/promises'
import http from 'node:http'
import https from 'node:https'
import net, { type LookupFunction } from 'node:net'
import tls from 'node:tls'
import { percentDecoded } from '../percent.ts'
import { isAddressLiteral } from './addresses.ts'
import { type SeenCertificate, seenCertificate } from './certificate.ts'
import type { ClientCertificate } from './client-certificate.ts'

/** What stands between us and a server, as far as it shows before anything is asked of it. What was not come to is null. */
export interface SeenPath {
  /** The proxy that is used, without its credentials. */
  proxy: string | null
  /** What the name means here; nothing where a proxy looks it up. */
  addresses: string[]
  connected: { address: string; port: number; elapsed: number } | null
  tls: SeenTls | null
}

export interface SeenTls {
  protocol: string
  cipher: string
  /** Whether the certificate is proven by an authority that is trusted here, and for this name. */
  trusted: boolean
  certificate: SeenCertificate
  /** The certificates from the server's own to its authority, by subject. */
  chain: string[]
  /** The first day on which one of them has run out. ISO 8601. */
  validTo: string
  elapsed: number
}

export const nothingSeen: SeenPath = { proxy: null, addresses: [], connected: null, tls: null }

export interface LookAt {
  url: URL
  proxy: string | null
  /** Resolves names, and refuses where nothing may be called. */
  lookup: LookupFunction
  ca: string | null
  certificate: ClientCertificate | null
}

const limit = 5_000

/** Looks, and asks nothing. Never throws. */
export async function lookAtPath(asked: LookAt): Promise<SeenPath> {
  const { url, proxy } = asked
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const seen: SeenPath = { ...nothingSeen, proxy: proxy && withoutCredentials(proxy) }
  let socket: net.Socket | undefined
  try {
    if (!proxy) seen.addresses = isAddressLiteral(host) ? [host] : await addressesOf(host)
    const started = performance.now()
    socket = await (proxy ? tunnel(new URL(proxy), url) : connection(host, portOf(url), asked.lookup))
    const { remoteAddress: address = '', remotePort: port = 0 } = socket
    seen.connected = { address, port, elapsed: Math.round(performance.now() - started) }
    if (url.protocol === 'https:') seen.tls = await handshake(socket, host, asked)
  } catch {
    // Why it ends here is said by the call that is made anyhow; this only looks.
  } finally {
    socket?.destroy()
  }
  return seen
}

export const withoutCredentials = (proxy: string): string => proxy.replace(/\/\/[^@/]*@/, '//')

const portOf = (url: URL): number => Number(url.port || (url.protocol === 'https:' ? 443 : 80))

const addressesOf = async (host: string): Promise<string[]> =>
  (await dns.lookup(host, { all: true })).map(({ address }) => address)

function connection(host: string, port: number, lookup: LookupFunction): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port, lookup, autoSelectFamily: true })
    socket.setTimeout(limit, () => socket.destroy(new Error('timeout')))
    socket.once('error', reject)
    socket.once('connect', () => resolve(socket))
  })
}

/** RFC 9110 9.3.6. */
function tunnel(proxy: URL, to: URL): Promise<net.Socket> {
  const target = `${to.hostname}:${portOf(to)}`
  const pair = `${percentDecoded(proxy.username)}:${percentDecoded(proxy.password)}`
  const authorization = `Basic ${Buffer.from(pair).toString('base64')}`
  return new Promise((resolve, reject) => {
    const { request } = proxy.protocol === 'https:' ? https : http
    const asked = request({
      method: 'CONNECT',
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: portOf(proxy),
      path: target,
      headers: { host: target, ...(proxy.username && { 'proxy-authorization': authorization }) },
      timeout: limit,
    })
    asked.once('timeout', () => asked.destroy(new Error('timeout')))
    asked.once('error', reject)
    asked.once('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) return resolve(socket)
      // It is ours now, and nobody else listens to how it ends.
      socket.on('error', () => {})
      socket.destroy()
      reject(new Error(`the proxy answers ${statusCode}`))
    })
    asked.end()
  })
}

function handshake(socket: net.Socket, host: string, { ca, certificate }: LookAt): Promise<SeenTls> {
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const done = (end: () => void) => {
      // The socket below is its own now, and is not closed by closing that one.
      secured.destroy()
      end()
    }
    const secured = tls.connect({
      socket,
      ...(net.isIP(host) === 0 && { servername: host }),
      rejectUnauthorized: false,
      ...(ca && { ca: [...tls.getCACertificates('default'), ca] }),
      ...certificate,
    })
    secured.setTimeout(limit, () => done(() => reject(new Error('timeout'))))
    secured.on('error', (error) => done(() => reject(error)))
    secured.once('secureConnect', () => {
      const leaf = secured.getPeerX509Certificate()
      if (!leaf) return done(() => reject(new Error('no certificate')))
      const chain = [leaf]
      for (let next = leaf.issuerCertificate; next && chain.length < 10; next = next.issuerCertificate) chain.push(next)
      const ends = chain.map(({ validToDate }) => validToDate.getTime())
      const seen = {
        protocol: secured.getProtocol() ?? 'unknown',
        cipher: secured.getCipher().standardName,
        trusted: secured.authorized,
        certificate: seenCertificate(leaf),
        chain: chain.map(({ subject }) => (subject ?? '').replaceAll('\n', ', ')),
        validTo: new Date(Math.min(...ends)).toISOString(),
        elapsed: Math.round(performance.now() - started),
      }
      done(() => resolve(seen))
    })
  })
}
