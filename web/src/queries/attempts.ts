import { keepPreviousData, useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import type { AppliedFix, SignInAttemptPage, SignInAttempts, SignInCauses } from '../../../src/wire/app/contract.ts'
import { type AttemptSearch, attemptQuery } from '../text/attempt-search.ts'
import { api, path } from './api.ts'
import { client } from './client.ts'

const list = '/api/admin/sign-in-attempts'
const pageSize = 50

/** Newest first, page by page. */
export const useAttempts = (search: AttemptSearch) =>
  useInfiniteQuery({
    queryKey: ['attempts', search],
    queryFn: ({ signal, pageParam }) => {
      const query = attemptQuery(search)
      query.set('limit', String(pageSize))
      if (pageParam) query.set('before', pageParam)
      return api<SignInAttempts>('GET', `${list}?${query}`, undefined, signal)
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  })

/** What stops people, of all that fits but the cause itself. */
export const useCauses = ({ provider, within }: AttemptSearch) =>
  useQuery({
    queryKey: ['causes', provider, within],
    queryFn: ({ signal }) =>
      api<SignInCauses>('GET', `${list}/causes?${attemptQuery({ provider, within })}`, undefined, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  })

export const exportAddress = (search: AttemptSearch): string => `${list}/export?${attemptQuery(search)}`
export const exportAddressOf = (id: string): string => path('api', 'admin', 'sign-in-attempts', id, 'export')

const attemptPath = (id: string, ...more: string[]) => path('api', 'admin', 'sign-in-attempts', id, ...more)
const keyOf = (id: string) => ['attempt', id]
const show = (page: SignInAttemptPage) => client.setQueryData(keyOf(page.attempt.id), page)

export const useAttempt = (id: string) =>
  useQuery({
    queryKey: keyOf(id),
    queryFn: ({ signal }) => api<SignInAttemptPage>('GET', attemptPath(id), undefined, signal),
    // The person may be on the way back just now.
    refetchInterval: ({ state }) => (state.data?.attempt.outcome === 'pending' ? 3000 : false),
  })

/** Asks the provider why the browser of this sign-in has not come back. */
export const useProbe = (id: string) =>
  useMutation({
    mutationFn: () => api<SignInAttemptPage>('POST', attemptPath(id, 'probe')),
    onSuccess: show,
  })

export const useApplyFix = (id: string) =>
  useMutation({
    mutationFn: (fix: string) => api<AppliedFix>('POST', attemptPath(id, 'fixes', fix)),
    onSuccess: ({ page }) => {
      show(page)
      return client.invalidateQueries({ queryKey: ['providers'] })
    },
  })

export const useUndoFix = (id: string, provider: string) =>
  useMutation({
    mutationFn: (change: number) =>
      api<unknown>('POST', path('api', 'admin', 'providers', provider, 'changes', change, 'undo')),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keyOf(id) }),
        client.invalidateQueries({ queryKey: ['providers'] }),
      ]),
  })
