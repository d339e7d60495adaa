import { BlockList, isIP } from 'node:net'

/** Where cloud metadata services and unnumbered networks live: nothing that we are asked to call may resolve to these. */
const forbidden = new BlockList()
forbidden.addSubnet('169.254.0.0', 16)
forbidden.addSubnet('0.0.0.0', 8)
forbidden.addSubnet('fe80::', 10, 'ipv6')
forbidden.addAddress('fd00:ec2::254', 'ipv6')
forbidden.addAddress('::', 'ipv6')

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

/** RFC 1918, RFC 6598 (carrier-grade NAT, also used inside clouds), RFC 4193. */
const privateNetworks = new BlockList()
privateNetworks.addSubnet('10.0.0.0', 8)
privateNetworks.addSubnet('172.16.0.0', 12)
privateNetworks.addSubnet('192.168.0.0', 16)
privateNetworks.addSubnet('100.64.0.0', 10)
privateNetworks.addSubnet('fc00::', 7, 'ipv6')

/** `::ffff:a.b.c.d` (also in its hexadecimal spelling) and the translated `64:ff9b::a.b.c.d` as the IPv4 address that is meant. */
function unmapped(address: string): string {
  const plain = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  if (isIP(plain) !== 6) return plain
  const hex = new URL(`http://[${plain}]`).hostname.slice(1, -1)
  const found = /^(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(hex)
  if (!found) return plain
  const [high, low] = [Number.parseInt(found[1]!, 16), Number.parseInt(found[2]!, 16)]
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

const within = (list: BlockList, address: string): boolean => {
  const plain = unmapped(address)
  const family = isIP(plain)
  return family !== 0 && list.check(plain, family === 6 ? 'ipv6' : 'ipv4')
}

export const isForbiddenAddress = (address: string): boolean => within(forbidden, address)
export const isLoopbackAddress = (address: string): boolean => within(loopback, address)
export const isPrivateAddress = (address: string): boolean =>
  within(loopback, address) || within(privateNetworks, address)

/** Whether this host of a URL is written as an IP address, with or without brackets. */
export const isAddressLiteral = (host: string): boolean => isIP(host.replace(/^\[|\]$/g, '')) !== 0

/** Loopback as it is written, before any name is resolved: `localhost`, `*.localhost` (RFC 6761), 127.0.0.0/8, `::1`. */
export const isLoopbackHost = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || isLoopbackAddress(host)
