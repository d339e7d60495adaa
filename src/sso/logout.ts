import { decodeProtectedHeader } from 'jose'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Outbound } from '../base/outbound.ts'
import { createAttempt, newAttemptRecord } from './attempt.ts'
import { clockTolerance } from './checks/id-token.ts'
import type { PublishedKeys } from './checks/keys.ts'
import { openToken } from './checks/open-token.ts'
import type { Discovery } from './discovery/discovery.ts'
import type { ProviderMetadata } from './discovery/document.ts'
import { endSession, type WayOut } from './end-session.ts'
import { faultWithin, SsoFault } from './faults/sso-fault.ts'
import { isSymmetric } from './negotiate/algorithms.ts'
import { clientAuthWays } from './negotiate/client-auth.ts'
import { recallLearned } from './negotiate/learned.ts'
import type { ProviderDirectory, SignInStore } from './ports.ts'
import { isComplete, type ProviderSettings } from './provider.ts'
import { signatureRules } from './signature-rules.ts'
import { askAsClient, asSsoFault } from './token-request.ts'

/** Whose sessions a provider wants ended. At least one of the two is set; where both are, only that session. */
export interface LogoutOrder {
  provider: string
  subject: string | null
  providerSession: string | null
}

export interface ProviderLogout {
  /** Where to send the browser so that the provider's session ends too. Never fails: the session here has ended. */
  wayOut(provider: string, idToken: string | null, state: string): Promise<WayOut>
  /** Gives a refresh token back, where the provider takes it (RFC 7009). Never fails: it would have run out by itself. */
  revoke(provider: string, refreshToken: string | null): Promise<void>
  /** OpenID Connect Back-Channel Logout 1.0, 2.6. @throws SsoFault `backchannel-invalid` and those of signatures */
  readLogoutToken(provider: string, token: string): Promise<LogoutOrder>
  /** Front-channel logout carries no proof but `iss`: whether that is the provider's. */
  isIssuerOf(provider: string, issuer: string): Promise<boolean>
  /** Where the provider has pages that browsers see. */
  originsOf(provider: string): Promise<string[]>
}

export interface LogoutParts {
  providers: ProviderDirectory
  store: SignInStore
  outbound: Outbound
  discovery: Discovery
  keys: PublishedKeys
  clock: Clock
  log: Log
  publicUrl: string
}

interface FoundProvider {
  settings: ProviderSettings
  metadata: ProviderMetadata
}

async function askToRevoke(
  parts: LogoutParts,
  { settings, metadata }: FoundProvider,
  url: string,
  refreshToken: string,
): Promise<void> {
  const { clientAuth } = await recallLearned(parts.store, settings, metadata)
  const [way] = clientAuthWays(settings, metadata, clientAuth).value
  const body = new URLSearchParams({ token: refreshToken, token_type_hint: 'refresh_token' })
  await askAsClient(parts, { settings, way: way!, url, body })
}

/** Providers refuse an ID token whose key they have put away since; whose keys cannot be read now is not asked further. */
async function isSignedByGoneKey(
  { keys }: LogoutParts,
  { settings, metadata }: FoundProvider,
  idToken: string,
): Promise<boolean> {
  const { alg = '', kid } = decodeProtectedHeader(idToken)
  if (isSymmetric(alg)) return false
  const { sources } = signatureRules(keys, settings, metadata, undefined, keyCooldown)
  const found = await Promise.allSettled(sources.map((source) => keys.fitting(source, { alg, ...(kid && { kid }) })))
  return found.every((each) => each.status === 'rejected' && faultWithin(each.reason)?.code === 'unknown-kid-rotation')
}

/** An outsider may send any logout token: for an unknown key the provider is asked at most this often. */
const keyCooldown = 30_000

export function createProviderLogout(parts: LogoutParts): ProviderLogout {
  const documentOf = async (id: string) => {
    const settings = await parts.providers.get(id)
    if (!settings || !isComplete(settings)) return null
    const attempt = createAttempt(newAttemptRecord(id, parts.clock), parts.clock)
    return { settings, metadata: await parts.discovery.recent(settings, attempt) }
  }
  return {
    async wayOut(provider, idToken, state) {
      try {
        const found = await documentOf(provider)
        if (!found) return { url: null, findings: [] }
        const isStale = idToken !== null && (await isSignedByGoneKey(parts, found, idToken))
        const leaving = { idToken: isStale ? null : idToken, state, publicUrl: parts.publicUrl }
        const { url, findings } = endSession(found.settings, found.metadata, leaving)
        return { url, findings: isStale && url ? ['logout-hint-expired'] : findings }
      } catch (error) {
        const { code } = asSsoFault(error)
        parts.log.warn({ provider, code }, 'the provider could not be asked how to sign out')
        return { url: null, findings: [code] }
      }
    },
    async revoke(provider, refreshToken) {
      if (refreshToken === null) return
      try {
        const found = await documentOf(provider)
        const url = found?.metadata.revocation_endpoint
        if (found && url) await askToRevoke(parts, found, url, refreshToken)
      } catch (error) {
        parts.log.info({ provider, code: asSsoFault(error).code }, 'a refresh token could not be given back')
      }
    },
    async isIssuerOf(provider, issuer) {
      const found = await documentOf(provider).catch(() => null)
      return found?.metadata.issuer === issuer
    },
    async originsOf(provider) {
      const found = await documentOf(provider).catch(() => null)
      const { issuer, authorization_endpoint: authorize, end_session_endpoint: end } = found?.metadata ?? {}
      const origins = [issuer, authorize, end].map((each) => URL.parse(each ?? '')?.origin)
      return [...new Set(origins.filter((each) => each !== undefined))]
    },
    async readLogoutToken(provider, token) {
      const found = await documentOf(provider)
      if (!found) throw new SsoFault('provider-unknown', { provider })
      const { settings, metadata } = found
      const rules = signatureRules(parts.keys, settings, metadata, undefined, keyCooldown)
      const { claims, header } = await openToken(token, { ...rules, algorithms: proofsOf(rules.algorithms) })
      const reason = wrongWithLogoutToken({ claims, typ: header.typ }, settings, metadata.issuer, parts.clock.now())
      if (reason) throw new SsoFault('backchannel-invalid', { reason, claims: Object.keys(claims) })
      const { jti, exp, iat, sub, sid } = claims
      // No longer than it could be sent again, however far away its end is.
      const until = (Math.min(exp as number, (iat as number) + longestLife) + clockTolerance) * 1000
      if (!(await parts.store.seeOnce(provider, jti as string, until)))
        throw new SsoFault('backchannel-invalid', { reason: 'its "jti" was used already' })
      await noteLogoutToken(parts, provider)
      return {
        provider,
        subject: (sub as string | undefined) ?? null,
        providerSession: (sid as string | undefined) ?? null,
      }
    },
  }
}

const lastLogoutToken = 'last-logout-token'

const noteLogoutToken = ({ store, clock }: LogoutParts, provider: string) =>
  store.remember(provider, lastLogoutToken, { at: clock.now() })

/** When the provider last told by a logout token that somebody signed out, in milliseconds since 1970; null: never. */
export async function logoutTokenSeen(store: SignInStore, provider: string): Promise<number | null> {
  return ((await store.recall(provider, lastLogoutToken)) as { at: number } | null | undefined)?.at ?? null
}

/** Where the provider has keys, it signs with them: who else knows the client secret must not sign people out. */
function proofsOf(planned: string[]): string[] {
  const byKeys = planned.filter((alg) => !isSymmetric(alg))
  return byKeys.length > 0 ? byKeys : planned
}

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout'
const longestLife = 15 * 60

/** What is wrong with the claims of a logout token, in words, or null. */
function wrongWithLogoutToken(
  { claims, typ }: { claims: Record<string, unknown>; typ?: string },
  settings: ProviderSettings,
  issuer: string,
  now: number,
): string | null {
  const { iss, aud, exp, iat, jti, nonce, events, sub, sid } = claims
  const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
  const seconds = now / 1000
  // RFC 8725 3.11: a token of another kind must not pass for this one. Older providers send no type, or plain JWT.
  if (typ !== undefined && !/^(application\/)?(logout\+jwt|jwt)$/i.test(typ)) return `its type is "${typ.slice(0, 50)}"`
  if (iss !== issuer) return `it is from ${JSON.stringify(iss)?.slice(0, 200)}, not from "${issuer}"`
  if (![aud].flat().includes(settings.clientId)) return 'it is for another application'
  if (typeof iat !== 'number' || iat > seconds + clockTolerance) return '"iat" is missing or in the future'
  if (typeof exp !== 'number' || exp < seconds - clockTolerance) return '"exp" is missing or over'
  if (iat < seconds - longestLife - clockTolerance) return 'it is too old'
  if (!isText(jti) || jti.length > 300) return '"jti" is missing'
  if (nonce !== undefined) return 'it has a nonce, as only ID tokens may'
  const event = (events as Record<string, unknown> | undefined)?.[logoutEvent]
  if (!event || typeof event !== 'object') return 'it has no logout event'
  if (sub !== undefined && !isText(sub)) return '"sub" is no text'
  if (sid !== undefined && !isText(sid)) return '"sid" is no text'
  return sub === undefined && sid === undefined ? 'it names neither "sub" nor "sid"' : null
}
