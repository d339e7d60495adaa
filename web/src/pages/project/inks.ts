import { useComputedColorScheme } from '@mantine/core'
import { useCallback, useEffect, useMemo } from 'react'
import { assignInks, type Ink, inkOf } from '../../charts/palette.ts'
import { useRemembered } from '../../components/remembered.ts'
import type { ProjectAddress } from '../../queries/tracking.ts'

const none: Record<string, number> = {}

/** The ink of each run of a project: the same on every page, as this browser remembers it. */
export function useInks({ entity, project }: ProjectAddress, drawn: readonly string[]): (run: string) => Ink {
  const dark = useComputedColorScheme('light') === 'dark'
  const [given, setGiven] = useRemembered(`inks:${entity}/${project}`, none)
  const assigned = useMemo(() => assignInks(given, drawn), [given, drawn])
  useEffect(() => {
    if (drawn.some((run) => assigned[run] !== given[run])) setGiven(assigned)
  }, [assigned, given, drawn, setGiven])
  return useCallback((run) => inkOf(assigned[run] ?? 0, dark), [assigned, dark])
}
