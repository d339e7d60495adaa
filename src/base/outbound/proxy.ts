import { BlockList, isIP } from 'node:net'

/** The proxy variables of the environment, upper or lower case. */
export interface ProxySettings {
  https: string | null
  http: string | null
  /** Comma-separated hosts: `internal.example`, `.example`, `10.0.0.5`, `10.0.0.0/8`, `host:8443`, `*`. */
  noProxy: string | null
}

export const noProxy: ProxySettings = { https: null, http: null, noProxy: null }

export function readProxySettings(env: Readonly<Record<string, string | undefined>>): ProxySettings {
  const either = (name: string) => env[name.toLowerCase()] || env[name] || null
  return { https: either('HTTPS_PROXY'), http: either('HTTP_PROXY'), noProxy: either('NO_PROXY') }
}

/** Which proxy a call to this URL goes through, or null for none. */
export function proxyFor(url: URL, settings: ProxySettings): string | null {
  const proxy = url.protocol === 'https:' ? settings.https : settings.http
  if (!proxy || isExempt(url, settings.noProxy ?? '')) return null
  return /^[a-z]+:\/\//i.test(proxy) ? proxy : `http://${proxy}`
}

function isExempt(url: URL, list: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return list.split(/[\s,]+/).some((entry) => {
    const [, name, onlyPort] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? []
    if (!name || (onlyPort && onlyPort !== port)) return false
    if (name === '*') return true
    if (name.includes('/')) return isWithin(host, name)
    const suffix = name.replace(/^\*?\./, '')
    return host === suffix || host.endsWith(`.${suffix}`)
  })
}

/** Whether an address literal is in a network such as `10.0.0.0/8`: names are not looked up for this. */
function isWithin(host: string, network: string): boolean {
  const [address = '', bits] = network.split('/')
  const family = isIP(address)
  if (
    family === 0 ||
    isIP(host) !== family ||
    !/^\d{1,3}$/.test(bits ?? '') ||
    Number(bits) > (family === 4 ? 32 : 128)
  )
    return false
  const kind = family === 4 ? 'ipv4' : 'ipv6'
  const list = new BlockList()
  list.addSubnet(address, Number(bits), kind)
  return list.check(host, kind)
}
