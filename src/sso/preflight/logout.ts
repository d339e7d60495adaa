import { lookup } from 'node:dns/promises'
import { isLoopbackHost, isPrivateAddress, type Outbound } from '../../base/outbound.ts'
import { askProvider } from '../connection.ts'
import { isHtml, type ProviderMetadata, pageTitleOf } from '../discovery/document.ts'
import { endSession } from '../end-session.ts'
import { SsoFault } from '../faults/sso-fault.ts'
import { logoutTokenSeen } from '../logout.ts'
import type { SignInStore } from '../ports.ts'
import { callbackPath } from '../provider.ts'
import { type Check, type CheckContext, found, ok, skipped } from './check.ts'
import type { Step } from './step.ts'

/** The end of a session, here and there. */
export const lookedAtLogout: Step = {
  checks: [
    ['logout', 'logout'],
    ['backchannel', 'logout'],
  ],
  needs: ['plan'],
  look: ({ outbound, store }, { context, metadata }) =>
    Promise.all([checkWayOut(outbound, context, metadata!), checkBackchannel(store, context, metadata!)]),
}

/**
 * Asks the provider to sign out a browser that nobody is signed in with, without following where it leads: whether it would send people
 * back here.
 */
async function checkWayOut(outbound: Outbound, context: CheckContext, metadata: ProviderMetadata): Promise<Check> {
  const { settings, publicUrl } = context
  const { url } = endSession(settings, metadata, { idToken: null, state: 'signpost-preflight', publicUrl })
  if (!url) return found(context, 'logout', new SsoFault('logout-endpoint-fake-or-absent'), 'warning')
  const answer = await askProvider(outbound, settings, url, { headers: { accept: 'text/html' } }).catch(() => null)
  const address = url.split('?')[0]
  if (!answer)
    return skipped(context, 'logout', 'logout', 'The address for signing out does not answer', { url: address })
  const { status, headers } = answer
  const evidence = { url: address, status, postLogoutUri: `${publicUrl}/` }
  if (headers['location']?.startsWith(publicUrl))
    return ok(context, 'logout', 'logout', 'Who signs out at the provider is sent back here', evidence)
  const said = textOf(answer.text, isHtml(answer))
  if (status >= 400 && status < 500 && isAboutTheAddress.test(said))
    return found(context, 'logout', new SsoFault('post-logout-uri-unregistered', { ...evidence, said }), 'warning')
  const title = 'The provider has an address for signing out; whether it sends people back shows when somebody does'
  return skipped(context, 'logout', 'logout', title, evidence)
}

/** The complaint may also be of the ID token that is not there: that says nothing of the address. */
const isAboutTheAddress = /^(?!.*id_token_hint).*(redirect|logout).{0,20}(?:\b|_)(ur[il]|address)/is

function textOf(text: string, html: boolean): string {
  const plain = html
    ? `${pageTitleOf(text) ?? ''} ${text.replace(/<(style|script|title)\b.*?<\/\1>/gis, ' ').replace(/<[^>]*>/g, ' ')}`
    : text
  return plain.replace(/\s+/g, ' ').trim().slice(0, 300)
}

/** Whether a provider that sends logout tokens can reach us: not from the internet into a network of its own. */
async function checkBackchannel(store: SignInStore, context: CheckContext, metadata: ProviderMetadata): Promise<Check> {
  if ((metadata as { backchannel_logout_supported?: unknown }).backchannel_logout_supported !== true)
    return skipped(context, 'backchannel', 'logout', 'The provider tells nobody who signed out')
  const { settings, publicUrl } = context
  const seen = await logoutTokenSeen(store, settings.id)
  const lastLogoutToken = seen === null ? 'never' : new Date(seen).toISOString()
  const [address, providerAddress] = await Promise.all([publicUrl, metadata.issuer].map(addressOf))
  const register = publicUrl + callbackPath(settings.id).replace('callback', 'backchannel-logout')
  const evidence = { address, lastLogoutToken, providerHost: new URL(metadata.issuer).host, register }
  const isOutside = !providerAddress || !isPrivateAddress(providerAddress)
  if (seen === null && address && isPrivateAddress(address) && isOutside)
    return found(context, 'backchannel', new SsoFault('backchannel-unreachable', evidence), 'warning')
  const title = 'The provider can tell this server who signed out'
  return ok(context, 'backchannel', 'logout', title, evidence)
}

/** Of the host of an address; null where no name server here knows it. */
async function addressOf(url: string): Promise<string | null> {
  const { hostname } = new URL(url)
  if (isLoopbackHost(hostname)) return '127.0.0.1'
  const host = hostname.replace(/^\[|\]$/g, '')
  return lookup(host).then(
    ({ address }) => address,
    () => null,
  )
}
