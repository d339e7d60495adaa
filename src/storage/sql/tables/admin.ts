import type { Generated } from 'kysely'

export interface SettingTable {
  name: string
  /** JSON, sealed with the server's key where it is a secret. */
  value: string
  changed_at: number
  changed_by: string
}

export interface AuditTable {
  id: Generated<number>
  at: number
  action: string
  actor: string | null
  subject: string
  /** JSON. */
  facts: string
  /** The user who is `actor`. */
  actor_id: number | null
  /** From where it was asked for, and by which program. */
  address: string | null
  user_agent: string | null
}

/** One sign-in, from the click to its end. The flow's secrets (state, nonce, verifier) are beside it, for as long as it lives. */
export interface SignInAttemptTable {
  id: string
  provider: string
  started_at: number
  ended_at: number | null
  outcome: 'pending' | 'signed-in' | 'tested' | 'failed' | 'never-returned'
  /** Code of the catalogue when it did not go well. */
  code: string | null
  username: string | null
  /** JSON: who the provider said it was; null where that is not known, or it became somebody's sign-in. */
  claimed: string | null
  /** JSON: the stages in order, with times and redacted evidence. */
  stages: string
  /** JSON. */
  evidence: string
  /** JSON: list of sentences. */
  mend: string
}

/** What must be remembered between the redirect and the callback. What was used stays for a day, so that a second use is explained. */
export interface SignInStateTable {
  /** SHA-256 of the `state` parameter, hex. */
  state_hash: string
  attempt_id: string
  /** SHA-256 of the browser's sign-in cookie, hex. */
  browser_hash: string
  /** JSON, sealed with the server's key; empty once it was used. */
  sealed: string
  started_at: number
  expires_at: number
  used_at: number | null
}

/** A sign-in that an administrator tries out with settings that are not saved. Goes when its time is up. */
export interface SignInTestTable {
  id: string
  provider: string
  /** SHA-256 of who may start it and read it, hex. */
  asker_hash: string
  created_by: string
  /** JSON of the settings, sealed with the server's key. */
  sealed: string
  attempt_id: string | null
  /** JSON of what came of it, sealed with the server's key. */
  result: string | null
  created_at: number
  started_at: number | null
  expires_at: number
}

/** Ids of logout tokens that were acted upon: each counts once. */
export interface LogoutTokenTable {
  provider: string
  /** SHA-256 of the `jti`, hex. */
  id_hash: string
  /** When the token has run out by itself. */
  expires_at: number
}

/** Facts about a provider that outlive a process: learned plan, last good documents. */
export interface ProviderMemoryTable {
  provider: string
  name: string
  /** JSON. */
  value: string
  changed_at: number
}

/** What the settings page changed of a provider. Stays when the provider goes. */
export interface ProviderChangeTable {
  id: Generated<number>
  at: number
  actor: string
  provider: string
  reason: string | null
  /** The id of the change that this one took back. */
  undoes: number | null
  /** JSON of the fields that changed, those that were set, secrets sealed; null where the provider was not there. */
  old_values: string | null
  /** The same afterwards; null where the provider was removed. */
  new_values: string | null
}

export interface AdminTables {
  setting: SettingTable
  audit: AuditTable
  sign_in_attempt: SignInAttemptTable
  sign_in_state: SignInStateTable
  sign_in_test: SignInTestTable
  logout_token: LogoutTokenTable
  provider_memory: ProviderMemoryTable
  provider_change: ProviderChangeTable
}
