/** The proxy variables of the environment, upper or lower case. */
export interface ProxySettings {
  https: string | null
  http: string | null
  /** Comma-separated hosts: `internal.example`, `.example`, `10.0.0.5`, `host:8443`, `*`. */
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
    const suffix = name.replace(/^\*?\./, '')
    return host === suffix || host.endsWith(`.${suffix}`)
  })
}
