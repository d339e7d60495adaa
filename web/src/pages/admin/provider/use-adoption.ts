import { useEffect, useState } from 'react'
import type { ProviderDraft } from './draft.ts'
import { suggestedIssuer } from './finding-fields.ts'
import type { LiveTest } from './use-live-test.ts'

export interface Adoption {
  /** From now on, what the provider says in place of this pasted issuer is taken. */
  await: (issuer: string | null) => void
  /** What was taken, until something else is pasted. */
  adopted: string | null
}

/**
 * An address that was pasted (not typed) stands for a wish to have the right issuer: where the test finds the one that answers, it is put
 * into its place, and that is said.
 */
export function useAdoption(
  draft: ProviderDraft,
  setDraft: (change: (before: ProviderDraft) => ProviderDraft) => void,
  { test, isBehind }: LiveTest,
): Adoption {
  const [awaited, setAwaited] = useState<string | null>(null)
  const [adopted, setAdopted] = useState<string | null>(null)
  useEffect(() => {
    if (awaited === null || isBehind || !test) return
    const issuer = test.checks.map(suggestedIssuer).find((each) => each !== undefined)
    setAwaited(null)
    if (!issuer || draft['issuer'] !== awaited) return
    setDraft((before) => ({ ...before, issuer }))
    setAdopted(issuer)
  }, [awaited, isBehind, test, draft, setDraft])
  return {
    await: (issuer) => {
      setAwaited(issuer)
      setAdopted(null)
    },
    adopted,
  }
}
