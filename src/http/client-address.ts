import { BlockList, isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'

const proxies = new BlockList()
proxies.addSubnet('127.0.0.0', 8)
proxies.addSubnet('10.0.0.0', 8)
proxies.addSubnet('172.16.0.0', 12)
proxies.addSubnet('192.168.0.0', 16)
proxies.addAddress('::1', 'ipv6')
proxies.addSubnet('fc00::', 7, 'ipv6')

/**
 * Where a request comes from, for limits and the log only, never for access: the peer, or, where the peer is on a private network as
 * reverse proxies are, the last address of `X-Forwarded-For`, which that proxy wrote.
 */
export function clientAddress(request: FastifyRequest): string {
  const peer = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  const last = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .at(-1)
    ?.trim()
  const isProxy = isIP(peer) > 0 && proxies.check(peer, isIP(peer) === 6 ? 'ipv6' : 'ipv4')
  return isProxy && last && isIP(last) ? last : peer
}
