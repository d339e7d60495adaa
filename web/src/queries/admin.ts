import { useQuery } from '@tanstack/react-query'
import type { SignInAttemptPage, SignInAttempts } from '../../../src/wire/app/contract.ts'
import { api, path } from './api.ts'

export const useAttempts = (code: string) =>
  useQuery({
    queryKey: ['attempts', code],
    queryFn: ({ signal }) =>
      api<SignInAttempts>(
        'GET',
        `/api/admin/sign-in-attempts${code ? `?${new URLSearchParams({ code })}` : ''}`,
        undefined,
        signal,
      ),
    placeholderData: (before) => before,
    refetchInterval: 10_000,
  })

export const useAttempt = (id: string) =>
  useQuery({
    queryKey: ['attempt', id],
    queryFn: ({ signal }) =>
      api<SignInAttemptPage>('GET', path('api', 'admin', 'sign-in-attempts', id), undefined, signal),
  })
