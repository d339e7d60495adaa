import { queryOptions, useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import type { SweepDetail, SweepList, SweepPatch } from '../../../src/wire/app/contract.ts'
import { api, path } from './api.ts'
import { client } from './client.ts'
import type { ProjectAddress } from './tracking.ts'

export interface SweepAddress extends ProjectAddress {
  sweep: string
}

/** Agents come and go without an event of their own. */
const askEvery = 5_000

const under = ({ entity, project }: ProjectAddress, ...rest: unknown[]) => ['sweeps', entity, project, ...rest]
const sweepPath = ({ entity, project, sweep }: SweepAddress) => path('api', 'sweeps', entity, project, sweep)

export const useSweeps = (at: ProjectAddress) =>
  useInfiniteQuery({
    queryKey: under(at, 'list'),
    queryFn: ({ pageParam, signal }) => {
      const place = path('api', 'projects', at.entity, at.project, 'sweeps')
      return api<SweepList>('GET', `${place}?${new URLSearchParams({ after: pageParam })}`, undefined, signal)
    },
    initialPageParam: '0',
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: askEvery,
  })

const sweepQuery = (at: SweepAddress) =>
  queryOptions({
    queryKey: under(at, 'one', at.sweep),
    queryFn: ({ signal }) => api<SweepDetail>('GET', sweepPath(at), undefined, signal),
    refetchInterval: askEvery,
  })

export const useSweep = (at: SweepAddress) => useQuery(sweepQuery(at))

export const usePatchSweep = (at: SweepAddress) =>
  useMutation({
    mutationFn: (patch: SweepPatch) => api<SweepDetail>('PATCH', sweepPath(at), patch),
    onSuccess: (answer) => {
      client.setQueryData(sweepQuery(at).queryKey, answer)
      void client.invalidateQueries({ queryKey: under(at, 'list') })
    },
  })
