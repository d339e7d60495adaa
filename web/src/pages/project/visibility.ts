import { useCallback, useMemo } from 'react'
import { useRemembered } from '../../components/remembered.ts'
import type { ProjectAddress } from '../../queries/tracking.ts'

/** The newest runs are drawn unless someone says otherwise. */
const drawnAtFirst = 10

const asTheyCome: Record<string, boolean> = {}

export interface Visibility {
  /** The runs that are drawn, newest first. */
  drawn: string[]
  isDrawn(run: string): boolean
  toggle(run: string): void
  setAll(runs: readonly string[], drawn: boolean): void
}

/** Which of the runs are drawn, as this browser remembers it. */
export function useVisibility({ entity, project }: ProjectAddress, newestFirst: readonly string[]): Visibility {
  const [said, setSaid] = useRemembered(`visible:${entity}/${project}`, asTheyCome)
  const drawn = useMemo(
    () => newestFirst.filter((run, index) => said[run] ?? index < drawnAtFirst),
    [newestFirst, said],
  )
  const set = useMemo(() => new Set(drawn), [drawn])
  return {
    drawn,
    isDrawn: useCallback((run) => set.has(run), [set]),
    toggle: (run) => setSaid((before) => ({ ...before, [run]: !set.has(run) })),
    setAll: (runs, shown) =>
      setSaid((before) => ({ ...before, ...Object.fromEntries(runs.map((run) => [run, shown])) })),
  }
}
