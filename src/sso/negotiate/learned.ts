import { createHash } from 'node:crypto'
import type { ProviderMetadata } from '../discovery/document.ts'
import type { SignInStore } from '../ports.ts'
import type { ProviderSettings } from '../provider.ts'

/** What sign-ins taught about a provider that neither its document nor the settings say, and when (milliseconds since 1970). */
export interface Learned {
  /** Name of the way of client authentication that it accepts. */
  clientAuth?: { value: string; at: number }
  /** Scopes that it refuses. */
  refusedScopes?: { value: string[]; at: number }
  refusesPkce?: { at: number }
  wantsPushedRequests?: { at: number }
  /** The token endpoint has taken this client with a code; written anew at most once a day. */
  worked?: { at: number }
}

const name = 'learned'

interface Kept {
  fingerprint: string
  learned: Learned
}

/** What was learned under these settings and this document; nothing once either has changed. */
export async function recallLearned(
  store: SignInStore,
  settings: ProviderSettings,
  metadata: ProviderMetadata,
): Promise<Learned> {
  const kept = (await store.recall(settings.id, name)) as Kept | null | undefined
  return kept?.fingerprint === fingerprintOf(settings, metadata) ? kept.learned : {}
}

export async function learn(
  store: SignInStore,
  settings: ProviderSettings,
  metadata: ProviderMetadata,
  news: Learned,
): Promise<void> {
  const learned = { ...(await recallLearned(store, settings, metadata)), ...news }
  const kept: Kept = { fingerprint: fingerprintOf(settings, metadata), learned }
  await store.remember(settings.id, name, kept)
}

const day = 86_400_000

/** Notes that a code was redeemed, and by which way where another had to be tried first. */
export async function noteRedeemed(
  store: SignInStore,
  settings: ProviderSettings,
  metadata: ProviderMetadata,
  news: Learned & { worked: { at: number } },
): Promise<void> {
  const { worked } = await recallLearned(store, settings, metadata)
  if (news.clientAuth || !worked || news.worked.at - worked.at > day) await learn(store, settings, metadata, news)
}

/** Too short to tell anything of the secret that is in it. */
function fingerprintOf(settings: ProviderSettings, metadata: ProviderMetadata): string {
  const { issuer, clientId, clientSecret, profile, clientAuth, pkce, scopes, responseType, certificate } = settings
  const keys = [certificate?.cert, ...settings.signingKeys.map(({ kid }) => kid)]
  const all = [issuer, clientId, clientSecret, profile, clientAuth, pkce, scopes, responseType, keys, metadata]
  return createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 8)
}
