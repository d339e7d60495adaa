import { queryOptions, useMutation, useQuery } from '@tanstack/react-query'
import type {
  RunSetAnswer,
  ViewAnswer,
  ViewListAnswer,
  ViewPatch,
  ViewRevisions,
} from '../../../src/wire/app/contract.ts'
import { api, path } from './api.ts'
import { client } from './client.ts'
import type { ProjectAddress } from './tracking.ts'

const listKey = ({ entity, project }: ProjectAddress, kind: string, name?: string) => [
  'views',
  entity,
  project,
  kind,
  name,
]

export const useViews = (at: ProjectAddress, kind: 'report' | 'workspace', name?: string) =>
  useQuery({
    queryKey: listKey(at, kind, name),
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ kind, ...(name && { name }) })
      return api<ViewListAnswer>(
        'GET',
        `${path('api', 'projects', at.entity, at.project, 'views')}?${query}`,
        undefined,
        signal,
      )
    },
  })

const viewQuery = (id: string) =>
  queryOptions({
    queryKey: ['view', id],
    queryFn: ({ signal }) => api<ViewAnswer>('GET', path('api', 'views', id), undefined, signal),
  })

export const useView = (id: string, enabled = true) => useQuery({ ...viewQuery(id), enabled })

export const useRevisions = (id: number, enabled: boolean) =>
  useQuery({
    queryKey: ['view', id, 'revisions'],
    queryFn: ({ signal }) => api<ViewRevisions>('GET', path('api', 'views', id, 'revisions'), undefined, signal),
    enabled,
    staleTime: 0,
  })

/** What is new of a view is at once on every page that shows it. */
function keep({ view }: ViewAnswer): void {
  client.setQueryData(viewQuery(view.wireId).queryKey, { view })
  void client.invalidateQueries({ queryKey: ['views', view.entity, view.project] })
  void client.invalidateQueries({ queryKey: ['view', view.id, 'revisions'] })
}

export interface NewView extends Omit<ViewPatch, 'kind'> {
  kind: 'report' | 'draft' | 'workspace'
  name?: string
}

export const useMakeView = ({ entity, project }: ProjectAddress) =>
  useMutation({
    mutationFn: (view: NewView) => api<ViewAnswer>('POST', path('api', 'projects', entity, project, 'views'), view),
    onSuccess: keep,
  })

export const useChangeView = (id: number) =>
  useMutation({
    mutationFn: (patch: ViewPatch) => api<ViewAnswer>('PATCH', path('api', 'views', id), patch),
    onSuccess: keep,
  })

export const useDeleteView = (at: ProjectAddress, id: number) =>
  useMutation({
    mutationFn: () => api<void>('DELETE', path('api', 'views', id)),
    onSuccess: () => client.invalidateQueries({ queryKey: ['views', at.entity, at.project] }),
  })

export interface RunSetAsked {
  filters?: unknown
  search?: string
  sort?: { key: { section: string; name: string }; ascending?: boolean }[]
  limit?: number
}

export const runSetQuery = (at: ProjectAddress, asked: RunSetAsked) =>
  queryOptions({
    queryKey: ['tracking', at.entity, at.project, 'run-set', asked],
    queryFn: ({ signal }) =>
      api<RunSetAnswer>('POST', path('api', 'projects', at.entity, at.project, 'run-set'), asked, signal),
  })
