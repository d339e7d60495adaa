import { useEffect, useState } from 'react'
import type { AdminProvider, ProviderTest } from '../../../../../src/wire/app/contract.ts'
import { testProvider } from '../../../queries/admin.ts'
import { cleaned, type ProviderDraft } from './draft.ts'

/** How long nothing is typed before the provider is asked. */
const pause = 900

interface Done {
  of: string
  test?: ProviderTest
  error?: unknown
}

export interface LiveTest {
  test: ProviderTest | undefined
  error: unknown
  /** Whether what is shown is not yet of what is typed. */
  isBehind: boolean
  again: () => void
}

/** Tests the draft while it is typed: after a pause, one request at a time, and the last state always. */
export function useLiveTest(provider: AdminProvider, draft: ProviderDraft): LiveTest {
  const [done, setDone] = useState<Done>()
  const [isRunning, setRunning] = useState(false)
  const { id, fields } = provider
  const sent = cleaned(draft)
  const now = JSON.stringify([fields, sent])
  const isWorthIt = ['issuer', 'authorizationEndpoint'].some((name) =>
    name in sent ? Boolean(sent[name]) : Boolean(fields[name]?.value),
  )
  const isBehind = isWorthIt && done?.of !== now
  // biome-ignore lint/correctness/useExhaustiveDependencies: `now` is the draft
  useEffect(() => {
    if (!isBehind || isRunning) return
    const begin = async () => {
      setRunning(true)
      const answer = await testProvider(id, sent).then(
        (test) => ({ test }),
        (error: unknown) => ({ error }),
      )
      setDone({ of: now, ...answer })
      setRunning(false)
    }
    const timer = setTimeout(() => void begin(), pause)
    return () => clearTimeout(timer)
  }, [id, now, isBehind, isRunning])
  const shown = isWorthIt ? done : undefined
  return { test: shown?.test, error: shown?.error, isBehind, again: () => setDone(undefined) }
}
