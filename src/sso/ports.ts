import type { FaultCode } from './faults/catalogue.ts'
import type { Stage } from './faults/entry.ts'
import type { ProviderSettings, ResponseMode, ResponseType } from './provider.ts'
import type { ProviderCall } from './record/call.ts'

/** Where the flow learns how a provider is set up: asked anew for each sign-in, so that a change works at once. */
export interface ProviderDirectory {
  list(): Promise<ProviderSettings[]>
  get(id: string): Promise<ProviderSettings | null>
  /** The one of this issuer, whatever its last slash; of several one that is complete. */
  ofIssuer(issuer: string): Promise<ProviderSettings | null>
}

export interface StageRecord {
  stage: Stage
  status: 'ok' | 'warning' | 'error'
  /** Milliseconds since the attempt began. */
  after: number
  /** Milliseconds that it took us and the provider; the person's time at the provider is in none. */
  took: number
  evidence: Record<string, unknown>
  /** What the provider was asked meanwhile. */
  calls?: ProviderCall[]
  /** In the order in which they were made; a last one may have failed. */
  checks?: CheckRecord[]
}

/** One thing that was compared. */
export interface CheckRecord {
  check: string
  passed: boolean
  /** Where they are known, of a check that failed. */
  expected?: unknown
  found?: unknown
}

/**
 * `tested`: it went well, and was a test that let nobody in. `never-returned`: the browser was sent to the provider and has not come back for so long that it is said to be lost. Whoever comes back
 * later all the same signs in or fails like everybody.
 */
export const attemptOutcomes = ['pending', 'signed-in', 'tested', 'failed', 'never-returned'] as const
export type AttemptOutcome = (typeof attemptOutcomes)[number]

/** A person by the provider's word alone: no account follows from it. */
export interface ClaimedPerson {
  subject: string
  username: string | null
  name: string | null
  email: string | null
}

/** One sign-in from the click to its end, as it is kept for administrators. Holds no code, token, secret or cookie. */
export interface AttemptRecord {
  id: string
  provider: string
  startedAt: number
  endedAt: number | null
  outcome: AttemptOutcome
  code: FaultCode | null
  username: string | null
  /** Who the provider says it was, of a sign-in that was refused although its ID token was proven; null else. */
  claimed: ClaimedPerson | null
  stages: StageRecord[]
  evidence: Record<string, unknown>
  mend: string[]
}

/**
 * How the provider is to treat the person (OpenID Connect Core 3.1.2.1). `none`: without showing a page, since nobody asked to sign in.
 * `login`: by asking for proof anew, whatever session it has.
 */
export type SignInPrompt = 'none' | 'login'

/** A sign-in that only shows what it would come to: with a draft of the settings, and without a session. */
export interface SignInTest {
  id: string
  /** Who began it, and in which session: a word of the caller's, compared when the browser comes back. */
  asker: string
  /** The name of that administrator. */
  by: string
}

/** What must be known again when the browser comes back. Kept sealed: nonce and verifier are secrets. */
export interface PendingSignIn {
  attemptId: string
  provider: string
  state: string
  nonce: string
  /** Null where PKCE is off. */
  verifier: string | null
  redirectUri: string
  returnTo: string
  /** The host at which the browser was when it started. */
  startHost: string
  startedAt: number
  /** The issuer that was asked, as its document has it. */
  issuer: string
  /** What was asked for, of the plan: an answer of another kind is not taken. */
  responseType: ResponseType
  responseMode: ResponseMode
  loginHint: string | null
  prompt: SignInPrompt | null
  test: SignInTest | null
  /** How often the person was sent round for what was learned meanwhile. */
  round: number
  /** Names of ways of client authentication that were refused in earlier rounds. */
  refusedWays: string[]
}

/** What became of a `state` that comes back. */
export type TakenState =
  | { kind: 'pending'; pending: PendingSignIn; sameBrowser: boolean }
  | { kind: 'used'; attemptId: string }
  | { kind: 'expired'; attemptId: string; startedAt: number }
  | { kind: 'unknown' }
  /** Kept by us, and sealed with a key that is gone. */
  | { kind: 'unreadable'; attemptId: string }

/** What the flow needs kept. */
export interface SignInStore {
  /** Writes the record, new or known. */
  save(record: AttemptRecord): Promise<void>
  load(attemptId: string): Promise<AttemptRecord | null>
  /** Keeps what belongs to `pending.state`, bound to this browser's cookie. */
  keep(pending: PendingSignIn, browser: string): Promise<void>
  /** Takes it out, once: whoever comes second gets `used`. Of two at the same time one wins. A foreign browser takes nothing. */
  take(state: string, browser: string | null): Promise<TakenState>
  /** Marks an id as seen until then; false when it was before. For `jti` of logout tokens, and codes. */
  seeOnce(provider: string, id: string, until: number): Promise<boolean>
  /** Something learned about a provider that outlives the process. */
  recall(provider: string, name: string): Promise<unknown>
  remember(provider: string, name: string, value: unknown): Promise<void>
}
