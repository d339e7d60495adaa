import { keepPreviousData, useInfiniteQuery, useMutation } from '@tanstack/react-query'
import type { AuditPage } from '../../../src/wire/app/contract.ts'
import { type AuditSearch, auditQuery } from '../text/audit-search.ts'
import { api, download } from './api.ts'

/** Newest first, page by page. */
export const useAudit = (search: AuditSearch) =>
  useInfiniteQuery({
    queryKey: ['audit', search],
    queryFn: ({ signal, pageParam }) => {
      const query = auditQuery(search)
      if (pageParam) query.set('before', String(pageParam))
      return api<AuditPage>('GET', `/api/admin/audit?${query}`, undefined, signal)
    },
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  })

/** Has the bundle made and downloads it; its name. */
export const useBundle = () => useMutation({ mutationFn: () => download('/api/admin/bundle', {}) })
