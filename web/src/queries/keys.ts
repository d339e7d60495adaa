import { useMutation, useQuery } from '@tanstack/react-query'
import type { ApiKey, ApiKeys, NewApiKey } from '../../../src/wire/app/contract.ts'
import { api, path } from './api.ts'
import { client } from './client.ts'

const queryKey = ['keys']

export const useApiKeys = () =>
  useQuery({ queryKey, queryFn: ({ signal }) => api<ApiKeys>('GET', '/api/keys', undefined, signal) })

export const useMakeKey = () =>
  useMutation({
    mutationFn: (body: { name: string; scope: ApiKey['scope'] }) => api<NewApiKey>('POST', '/api/keys', body),
    onSuccess: () => client.invalidateQueries({ queryKey }),
  })

export const useDeleteKey = () =>
  useMutation({
    mutationFn: (id: number) => api<void>('DELETE', path('api', 'keys', id)),
    onSuccess: () => client.invalidateQueries({ queryKey }),
  })
