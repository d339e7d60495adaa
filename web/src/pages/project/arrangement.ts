import { useEffect, useRef } from 'react'
import type { Arrangement, ChartSettings } from '../../charts/looks.ts'
import { useRemembered } from '../../components/remembered.ts'
import { useMe } from '../../queries/session.ts'
import type { ProjectAddress } from '../../queries/tracking.ts'
import { useMakeView, useView, useViews } from '../../queries/views.ts'
import { readOwn, workspaceSpec } from './workspace-spec.ts'

const asItComes: Arrangement = { closed: {}, pinned: [], hidden: [] }
/** Milliseconds of rest before what was changed is sent. */
const rest = 1200

interface Kept {
  settings: ChartSettings
  arrangement: Arrangement
}

/**
 * How a person has arranged the page of a project. The browser remembers it at once; the server keeps it as that person's own workspace, so
 * that it is there in another browser too. What the server has comes first, once, when the page is opened.
 */
export function useArrangement(
  at: ProjectAddress,
  settings: ChartSettings,
  setSettings: (settings: ChartSettings) => void,
): [Arrangement, (next: Arrangement) => void] {
  const [arrangement, setArrangement] = useRemembered(`arrangement:${at.entity}/${at.project}`, asItComes)
  const me = useMe()
  const name = `nw-${me?.username ?? ''}-w`
  const found = useViews(at, 'workspace', name)
  const own = found.data?.views.find((view) => view.name === name)
  const view = useView(own?.wireId ?? '', own !== undefined)
  const { mutate } = useMakeView(at)
  /** The text that the server has; null until that is known. */
  const known = useRef<string | null>(null)
  const isAnswered = found.data !== undefined && (own === undefined || view.data !== undefined)
  const text = JSON.stringify({ settings, arrangement } satisfies Kept)

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for a page, when the answer is there; later answers are of what was sent from here
  useEffect(() => {
    if (!isAnswered || known.current !== null) return
    const kept = view.data ? readOwn(view.data.view.spec) : null
    known.current = kept ? JSON.stringify(kept) : text
    if (!kept) return
    setSettings(kept.settings)
    setArrangement(kept.arrangement)
  }, [isAnswered])

  useEffect(() => {
    if (known.current === null || known.current === text || me === undefined) return
    const timer = setTimeout(() => {
      known.current = text
      const spec = workspaceSpec([], JSON.parse(text) as Kept)
      // Who may not keep it here has it in this browser all the same.
      mutate({ kind: 'workspace', name, title: `${me.username}'s workspace`, spec })
    }, rest)
    return () => clearTimeout(timer)
  }, [text, name, me, mutate])

  return [arrangement, setArrangement]
}
