import { infiniteQueryOptions, queryOptions, useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import type {
  FileList,
  Home,
  MediaAnswer,
  MetricKeys,
  ProjectPage,
  Projects,
  RunDetail,
  RunPage,
  RunPatch,
} from '../../../src/wire/app/contract.ts'
import { api, path } from './api.ts'
import { client } from './client.ts'

/** Where a project, or a run of it, is. */
export interface ProjectAddress {
  entity: string
  project: string
}
export interface RunAddress extends ProjectAddress {
  run: string
}

export type Stream = 'history' | 'events'

const runPath = ({ entity, project, run }: RunAddress, ...rest: string[]) =>
  path('api', 'runs', entity, project, run, ...rest)
const projectPath = ({ entity, project }: ProjectAddress, ...rest: string[]) =>
  path('api', 'projects', entity, project, ...rest)

/** The first two parts of every key are the project, so that a live change finds what it touches. */
const under = ({ entity, project }: ProjectAddress, ...rest: unknown[]) => ['tracking', entity, project, ...rest]

export const useHome = () =>
  useQuery({
    queryKey: ['home'],
    queryFn: ({ signal }) => api<Home>('GET', '/api/home', undefined, signal),
    refetchInterval: 15_000,
  })

export const useProjects = (entity: string) =>
  useQuery({
    queryKey: ['projects', entity],
    queryFn: ({ signal }) => api<Projects>('GET', path('api', 'entities', entity, 'projects'), undefined, signal),
  })

export const useProject = (at: ProjectAddress) =>
  useQuery({
    queryKey: under(at, 'project'),
    queryFn: ({ signal }) => api<ProjectPage>('GET', projectPath(at), undefined, signal),
  })

const runsQuery = (at: ProjectAddress, search: string) =>
  infiniteQueryOptions({
    queryKey: under(at, 'runs', search),
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({
        limit: '100',
        ...(search && { search }),
        ...(pageParam && { after: pageParam }),
      })
      return api<RunPage>('GET', `${projectPath(at, 'runs')}?${query}`, undefined, signal)
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
  })

export const useRuns = (at: ProjectAddress, search: string) => useInfiniteQuery(runsQuery(at, search))

export const useKeys = (at: ProjectAddress, runs: string[], stream: Stream) =>
  useQuery({
    queryKey: under(at, 'keys', stream, runs),
    queryFn: ({ signal }) => api<MetricKeys>('POST', projectPath(at, 'keys'), { runs, stream }, signal),
    enabled: runs.length > 0,
    placeholderData: (before) => before,
  })

const runQuery = (at: RunAddress) =>
  queryOptions({
    queryKey: under(at, 'run', at.run),
    queryFn: ({ signal }) => api<RunDetail>('GET', runPath(at), undefined, signal),
  })

export const useRun = (at: RunAddress) => useQuery(runQuery(at))

export const useFiles = (at: RunAddress) =>
  useQuery({
    queryKey: under(at, 'files', at.run),
    queryFn: ({ signal }) => api<FileList>('GET', runPath(at, 'files'), undefined, signal),
  })

export const useMedia = (at: RunAddress, key: string, enabled: boolean) =>
  useQuery({
    queryKey: under(at, 'media', at.run, key),
    queryFn: ({ signal }) =>
      api<MediaAnswer>('GET', `${runPath(at, 'media')}?${new URLSearchParams({ key })}`, undefined, signal),
    enabled,
    placeholderData: (before) => before,
  })

export const usePatchRun = (at: RunAddress) =>
  useMutation({
    mutationFn: (patch: RunPatch) => api<RunDetail>('PATCH', runPath(at), patch),
    onSuccess: (answer) => {
      client.setQueryData(runQuery(at).queryKey, answer)
      void client.invalidateQueries({ queryKey: under(at, 'runs') })
    },
  })

export const useStopRun = (at: RunAddress) =>
  useMutation({
    mutationFn: () => api<void>('POST', runPath(at, 'stop'), {}),
    onSuccess: () => client.invalidateQueries({ queryKey: runQuery(at).queryKey }),
  })

export const useDeleteRun = (at: RunAddress) =>
  useMutation({
    mutationFn: () => api<void>('DELETE', runPath(at)),
    onSuccess: async () => {
      client.removeQueries({ queryKey: runQuery(at).queryKey })
      await client.invalidateQueries({ queryKey: under(at, 'runs') })
    },
  })
