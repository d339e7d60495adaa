/** One thing that was looked at before anybody met it, as `doctor --json` prints it. */
export interface Check {
  /** Names the check, the same at each examination: `storage`, `provider.default.token`. */
  id: string
  /** A stage of a sign-in, or `host`, `database`, `storage`. */
  stage: string
  status: 'ok' | 'warning' | 'error' | 'skipped'
  /** A sentence without a full stop. */
  title: string
  evidence: Record<string, unknown>
  /** A code of the catalogue, where the finding has one. */
  code?: string
  /** What an administrator changes, in sentences. */
  mend?: string[]
}
