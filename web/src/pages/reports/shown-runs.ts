import { useComputedColorScheme } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { RunSetAnswer, RunWithValues } from '../../../../src/wire/app/contract.ts'
import { type Ink, inkOf } from '../../charts/palette.ts'
import type { ProjectAddress } from '../../queries/tracking.ts'
import { runSetQuery } from '../../queries/views.ts'
import type { RunSet } from './spec.ts'

/** A run that a panel grid shows. */
export interface ShownRun {
  /** One of all run sets: a run may stand in two. */
  id: string
  at: ProjectAddress
  run: RunWithValues
  ink: Ink
}

export interface ShownSet {
  name: string
  at: ProjectAddress
  runs: ShownRun[]
  total: number
  error: unknown
  isPending: boolean
  refetch(): void
}

/** The runs of a grid's run sets, each with its ink. */
export function useShownRuns(sets: RunSet[], home: ProjectAddress): ShownSet[] {
  const dark = useComputedColorScheme('light') === 'dark'
  const asked = useMemo(
    () =>
      sets
        .filter(({ enabled }) => enabled !== false)
        .map((set) => ({
          set,
          at: { entity: set.project?.entityName || home.entity, project: set.project?.name || home.project },
        })),
    [sets, home.entity, home.project],
  )
  const answers = useQueries({
    queries: asked.map(({ set, at }) => ({
      ...runSetQuery(at, { filters: set.filters, search: set.search?.query ?? '', sort: set.sort?.keys ?? [] }),
      retry: false,
    })),
  })
  const data = answers.map((each) => each.data)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answers are the same objects until one changes
  const runs = useMemo(() => {
    let next = 0
    return asked.map(({ set, at }, index) =>
      chosen(set, data[index]).map(
        (run): ShownRun => ({ id: `${index}/${run.name}`, at, run, ink: inkOf(next++, dark) }),
      ),
    )
  }, [asked, ...data, dark])
  return asked.map(({ set, at }, index) => {
    const { error, isPending, refetch } = answers[index]!
    const own = { name: set.name || 'Run set', at, runs: runs[index] ?? [], total: data[index]?.total ?? 0 }
    return { ...own, error, isPending, refetch: () => void refetch() }
  })
}

/** `root` 1: all but those named; 0: those named alone. */
function chosen({ selections }: RunSet, answer: RunSetAnswer | undefined): RunWithValues[] {
  const named = new Set((selections?.tree ?? []).filter((each) => typeof each === 'string'))
  const isAll = selections?.root !== 0
  return (answer?.runs ?? []).filter(({ name }) => named.has(name) !== isAll)
}
