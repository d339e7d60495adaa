import type { FastifyRequest } from 'fastify'
import type { Forwarding, ForwardingFault } from '../base/seen-origins.ts'
import { refererOrigin } from './public-url.ts'

const told = ['forwarded', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-port', 'x-forwarded-for', 'via']
const longest = 200

/**
 * What a reverse proxy says of a request, and what of that cannot be: against the page from which the browser says it comes, and where
 * that is HOST alone, since only then it is known what would be right.
 */
export function forwardingOf(request: FastifyRequest, publicUrl: string): Forwarding {
  const { origin, protocol, host } = new URL(publicUrl)
  const headerOf = (name: string) => [request.headers[name]].flat().filter(Boolean).join(', ')
  const headers = Object.fromEntries(
    told.flatMap((name) => (headerOf(name) ? [[name, headerOf(name).slice(0, longest)]] : [])),
  )
  // More than one proxy writes more than one value; the first was nearest to the browser.
  const first = (name: string) => headerOf(name).split(',')[0]!.trim().toLowerCase() || null
  const part = (name: string) =>
    new RegExp(`(?:^|;)\\s*${name}="?([^";]+)`).exec(first('forwarded') ?? '')?.[1]?.trim() ?? null
  const [scheme, forwardedHost] = [first('x-forwarded-proto'), first('x-forwarded-host')]
  const isAtHost = refererOrigin(request) === origin
  const said = { scheme: part('proto') ?? scheme, host: part('host') ?? forwardedHost }
  const isProxied = Object.keys(headers).length > 0
  const isRewritten = isAtHost && request.headers.host !== host
  const differ = (one: string | null, other: string | null) => one !== null && other !== null && one !== other
  const all: [boolean, ForwardingFault][] = [
    [isAtHost && said.scheme !== null && `${said.scheme}:` !== protocol, 'other-scheme'],
    [isAtHost && said.host !== null && withoutPort(said.host) !== withoutPort(host), 'other-host'],
    [differ(part('proto'), scheme) || differ(part('host'), forwardedHost), 'disagree'],
    [isRewritten && said.host === null, 'host-unsaid'],
    [isProxied && !headers['x-forwarded-for'] && part('for') === null, 'client-unsaid'],
  ]
  return { headers, faults: all.flatMap(([isSo, fault]) => (isSo ? [fault] : [])) }
}

const withoutPort = (host: string): string => host.replace(/:\d+$/, '')
