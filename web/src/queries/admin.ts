import { useMutation, useQuery } from '@tanstack/react-query'
import type {
  AdminProvider,
  AdminProviders,
  AdminUsers,
  ChangedProvider,
  Identities,
  NewUserBody,
  ProviderChanges,
  ProviderGuide,
  ProviderTest,
} from '../../../src/wire/app/contract.ts'
import { api, path } from './api.ts'
import { client } from './client.ts'

/** Lets the identity of a refused sign-in into an account that is there already. */
export const useApproveLink = (username: string) =>
  useMutation({
    mutationFn: (attempt: string) =>
      api<unknown>('POST', path('api', 'admin', 'users', username, 'identities'), { attempt }),
  })

export const useUsers = () =>
  useQuery({
    queryKey: ['users'],
    queryFn: ({ signal }) => api<AdminUsers>('GET', '/api/admin/users', undefined, signal),
  })

const refreshUsers = () => client.invalidateQueries({ queryKey: ['users'] })

export const useCreateUser = () =>
  useMutation({
    mutationFn: (body: NewUserBody) => api<unknown>('POST', '/api/admin/users', body),
    onSuccess: refreshUsers,
  })

export const useChangeUser = (username: string) =>
  useMutation({
    mutationFn: (change: { admin?: boolean; disabled?: boolean }) =>
      api<unknown>('PATCH', path('api', 'admin', 'users', username), change),
    onSuccess: refreshUsers,
  })

export const useIdentities = (username: string) =>
  useQuery({
    queryKey: ['identities', username],
    queryFn: ({ signal }) =>
      api<Identities>('GET', path('api', 'admin', 'users', username, 'identities'), undefined, signal),
  })

export const useUnlink = (username: string) =>
  useMutation({
    mutationFn: (identity: { provider: string; subject: string }) =>
      api<unknown>(
        'DELETE',
        `${path('api', 'admin', 'users', username, 'identities')}?${new URLSearchParams(identity)}`,
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ['identities', username] }),
  })

export const useProviders = () =>
  useQuery({
    queryKey: ['providers'],
    queryFn: ({ signal }) => api<AdminProviders>('GET', '/api/admin/providers', undefined, signal),
  })

const providerPath = (id: string, ...more: string[]) => path('api', 'admin', 'providers', id, ...more)

export const useProvider = (id: string) =>
  useQuery({
    queryKey: ['providers', id],
    queryFn: ({ signal }) => api<{ provider: AdminProvider }>('GET', providerPath(id), undefined, signal),
  })

const refreshProviders = () => client.invalidateQueries({ queryKey: ['providers'] })

/** By field; null takes a value back. */
export type ProviderDraft = Record<string, unknown>

export const useCreateProvider = () =>
  useMutation({
    mutationFn: (body: { id: string; name?: string }) => api<unknown>('POST', '/api/admin/providers', body),
    onSuccess: refreshProviders,
  })

export const useSaveProvider = (id: string) =>
  useMutation({
    mutationFn: (draft: ProviderDraft) => api<ChangedProvider>('PATCH', providerPath(id), draft),
    onSuccess: refreshProviders,
  })

export const useRemoveProvider = (id: string) =>
  useMutation({
    mutationFn: () => api<unknown>('DELETE', providerPath(id)),
    onSuccess: refreshProviders,
  })

/** What can be found out with these values in place of those that are set. */
export const testProvider = (id: string, draft: ProviderDraft) =>
  api<ProviderTest>('POST', providerPath(id, 'test'), draft)

export const useGuide = (id: string, profile: string | null) =>
  useQuery({
    queryKey: ['guide', id, profile],
    queryFn: ({ signal }) => {
      const query = profile === null ? '' : `?${new URLSearchParams({ profile })}`
      return api<ProviderGuide>('GET', providerPath(id, 'guide') + query, undefined, signal)
    },
    placeholderData: (before) => before,
  })

export const useProviderChanges = (id: string) =>
  useQuery({
    queryKey: ['providers', id, 'changes'],
    queryFn: ({ signal }) => api<ProviderChanges>('GET', providerPath(id, 'changes'), undefined, signal),
  })

/** Puts back what was before a change. */
export const useUndo = (id: string) =>
  useMutation({
    mutationFn: (change: number) =>
      api<{ provider: AdminProvider | null }>('POST', providerPath(id, 'changes', String(change), 'undo')),
    onSuccess: refreshProviders,
  })
