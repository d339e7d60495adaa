import tls from 'node:tls'
import type { OutboundAnswer, SeenPath } from '../../base/outbound.ts'
import { backchannelAddress } from '../addresses.ts'
import { askProvider } from '../connection.ts'
import { evidenceOf } from '../discovery/document.ts'
import type { FaultCode } from '../faults/catalogue.ts'
import { networkFault } from '../faults/from-network.ts'
import { SsoFault } from '../faults/sso-fault.ts'
import type { ProviderSettings } from '../provider.ts'
import { type Check, type CheckContext, found, ok, skipped } from './check.ts'
import { comingEnd } from './coming-end.ts'
import type { Step } from './step.ts'

const checks = [
  ['name', 'network'],
  ['connection', 'network'],
  ['tls', 'tls'],
  ['proxy', 'network'],
  ['http', 'network'],
] as const
type Place = (typeof checks)[number][0]

/** The way to the provider, from its name to an answer of any kind. */
export const walkedPath: Step = {
  checks,
  needs: ['reach'],
  async look({ outbound, clock }, state) {
    const { context, reach } = state
    const { settings } = context
    const headers = { accept: 'application/json' }
    const asking = askProvider(outbound, settings, reach!.href, { headers })
    const [seen, outcome] = await Promise.all([
      outbound.look(backchannelAddress(settings.backchannel, reach!.href), settings),
      asking.catch((error: unknown) => networkFault(error, settings)),
    ])
    if (!(outcome instanceof SsoFault)) state.answer = outcome
    const fault = outcome instanceof SsoFault ? outcome : null
    const broken = fault && placeOf(fault.code)
    const walked = {
      context,
      seen,
      url: new URL(backchannelAddress(settings.backchannel, reach!.href)),
      now: clock.now(),
    }
    const until = broken === null ? checks.length : checks.findIndex(([name]) => name === broken)
    const passed = checks.slice(0, until).map(([name]) => looks[name](walked, state.answer))
    return fault ? [...passed, found(context, broken!, fault, 'error')] : passed
  },
}

/** Where on the way a fault of the network is. */
function placeOf(code: FaultCode): Place {
  if (code === 'dns-fail' || code === 'endpoint-forbidden' || code === 'issuer-invalid') return 'name'
  if (code === 'egress-proxy') return 'proxy'
  if (/^(tls|client-certificate|http-issuer)-/.test(code)) return 'tls'
  return code.startsWith('conn-') ? 'connection' : 'http'
}

interface Walked {
  context: CheckContext
  seen: SeenPath
  url: URL
  now: number
}

const looks: Record<Place, (walked: Walked, answer?: OutboundAnswer) => Check> = {
  name({ context, seen, url }) {
    const evidence = { host: url.hostname, addresses: seen.addresses }
    return seen.proxy
      ? skipped(context, 'name', 'network', 'The proxy looks the name up', { host: url.hostname, proxy: seen.proxy })
      : ok(context, 'name', 'network', 'The name leads to an address', evidence)
  },
  connection({ context, seen, url }) {
    const title = seen.proxy ? 'The proxy takes connections' : 'The provider takes connections'
    return ok(context, 'connection', 'network', title, { host: url.host, ...seen.connected })
  },
  tls({ context, seen, url, now }) {
    if (url.protocol === 'http:')
      return skipped(context, 'tls', 'tls', 'Plain http: nothing is encrypted', { host: url.host })
    const evidence = { host: url.host, ...seen.tls, authorities: authoritiesFor(context.settings) }
    const end = seen.tls && comingEnd(seen.tls.validTo, now)
    if (end) return found(context, 'tls', new SsoFault('tls-expires-soon', { ...evidence, ...end }), 'warning')
    return ok(context, 'tls', 'tls', 'The certificate is proven by an authority that is trusted here', evidence)
  },
  proxy({ context, seen }) {
    const title = seen.proxy ? 'The provider is called through a proxy' : 'The provider is called directly'
    return ok(context, 'proxy', 'network', title, seen.proxy ? { proxy: seen.proxy } : {})
  },
  http({ context }, answer) {
    const { server } = answer!.headers
    const evidence = { ...evidenceOf(answer!), ...sizeOf(answer!), ...(server && { server }) }
    return ok(context, 'http', 'network', 'The provider answers', evidence)
  },
}

export const sizeOf = ({ text }: OutboundAnswer) => ({ bytes: Buffer.byteLength(text) })

/** Whose word counts for the certificate: those that come with Node, NODE_EXTRA_CA_CERTS, and what was set for this provider. */
function authoritiesFor({ ca }: ProviderSettings): Record<string, unknown> {
  const extra = tls.getCACertificates('extra').length
  return {
    bundled: tls.getCACertificates('bundled').length,
    ...(extra > 0 && { NODE_EXTRA_CA_CERTS: extra }),
    ...(ca && { caFile: (ca.match(/BEGIN CERTIFICATE/g) ?? []).length }),
  }
}
