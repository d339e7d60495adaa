import type { Check } from '../base/check.ts'
import { isLoopbackHost } from '../base/outbound.ts'
import type { ForwardingFault, SeenOrigin, SeenProxy } from '../base/seen-origins.ts'

/** HOST against the addresses at which browsers really have this server. */
export function examinePublicUrl(publicUrl: string, seen: SeenOrigin[]): Check {
  const { origin } = new URL(publicUrl)
  const evidence = { publicUrl, seen: seen.map((each) => `${each.origin} (${each.requests})`) }
  const check = { id: 'public-url', stage: 'config', evidence }
  if (seen.length === 0)
    return { ...check, status: 'skipped', title: 'Nobody has come by a browser yet to compare HOST with' }
  const other = seen.find((each) => each.origin !== origin)
  if (!other) return { ...check, status: 'ok', title: 'Browsers have this server at HOST' }
  return {
    ...check,
    status: 'warning',
    code: 'public-url-mismatch',
    title: 'Browsers have this server at another address than HOST',
    mend: [
      `Where ${other.origin} is what people type: set HOST=${other.origin} and register its redirect URI at the provider.`,
      `Else lead people from ${other.origin} to ${origin}, and let the reverse proxy send X-Forwarded-Host and X-Forwarded-Proto.`,
    ],
  }
}

/** What a reverse proxy tells of the browsers behind it, against what they tell themselves. */
export function examineReverseProxy(publicUrl: string, seen: SeenOrigin[], proxy: SeenProxy | null): Check {
  const check = { id: 'reverse-proxy', stage: 'config', evidence: {} }
  if (!proxy) {
    if (seen.length === 0)
      return { ...check, status: 'skipped', title: 'Nobody has come by a browser yet to see a reverse proxy by' }
    return { ...check, status: 'ok', title: 'Browsers come without a reverse proxy, or by one that changes nothing' }
  }
  const { requests, headers, faults } = proxy
  const evidence = { requests, headers, faults }
  const found = (Object.keys(wrong) as ForwardingFault[]).filter((fault) => faults[fault])
  if (found.length === 0)
    return { ...check, evidence, status: 'ok', title: 'The reverse proxy tells rightly what browsers asked for' }
  const { host, protocol } = new URL(publicUrl)
  const [first] = found
  return {
    ...check,
    evidence,
    status: 'warning',
    title: wrong[first!].title,
    mend: found.map((fault) => wrong[fault].mend(host, protocol.replace(':', ''))),
  }
}

const wrong: Record<ForwardingFault, { title: string; mend: (host: string, scheme: string) => string }> = {
  'other-scheme': {
    title: 'The reverse proxy names another scheme than browsers use',
    mend: (_, scheme) =>
      `Let the outermost proxy send X-Forwarded-Proto: ${scheme}, and those behind it leave that as it is (nginx: proxy_set_header X-Forwarded-Proto ${scheme};). A sign-in that begins with a typed address is refused else.`,
  },
  'other-host': {
    title: 'The reverse proxy names another host than browsers use',
    mend: (host) =>
      `Let the outermost proxy send X-Forwarded-Host: ${host}, and those behind it leave that as it is (nginx: proxy_set_header X-Forwarded-Host $host;).`,
  },
  disagree: {
    title: 'The headers Forwarded and X-Forwarded-... say different things',
    mend: () =>
      'Let the proxies write one of the two; Forwarded is read before X-Forwarded-Proto and X-Forwarded-Host.',
  },
  'host-unsaid': {
    title: 'The reverse proxy changes the host and does not tell what it was',
    mend: (host) =>
      `Let it keep the host (nginx: proxy_set_header Host $host; Apache: ProxyPreserveHost On), or send X-Forwarded-Host: ${host}.`,
  },
  'client-unsaid': {
    title: 'The reverse proxy does not tell whose request it is',
    mend: () =>
      'Let it send X-Forwarded-For (nginx: proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;): else all people count as one where guesses at passwords are limited, and logs have its address only.',
  },
}

/** Whether the session cookie goes over https only, as it must where https is what browsers use. */
export function examineCookies(publicUrl: string, seen: SeenOrigin[]): Check {
  const { protocol, hostname } = new URL(publicUrl)
  const isSecure = protocol === 'https:'
  const evidence = { publicUrl, secure: isSecure }
  const check = { id: 'cookies', stage: 'config', evidence }
  if (isSecure) return { ...check, status: 'ok', title: 'The session cookie goes over https only' }
  const overTls = seen.find(({ origin }) => origin.startsWith('https:'))
  if (overTls)
    return {
      ...check,
      status: 'warning',
      title: 'Browsers use https, and the session cookie would go over plain http, too',
      mend: [`Set HOST=${overTls.origin}: then the cookie is Secure. Register its redirect URI at the provider.`],
    }
  if (isLoopbackHost(hostname))
    return { ...check, status: 'ok', title: 'HOST is of this machine, so that the session cookie never leaves it' }
  return {
    ...check,
    status: 'warning',
    title: 'HOST is plain http: whoever is on the way can read passwords and session cookies',
    mend: [
      'Put a reverse proxy with a certificate in front (docs/operate/install.md), and set HOST to its https address.',
    ],
  }
}
