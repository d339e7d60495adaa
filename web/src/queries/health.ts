import { useMutation, useQuery } from '@tanstack/react-query'
import type { AdminHealth } from '../../../src/wire/app/contract.ts'
import { api } from './api.ts'
import { client } from './client.ts'

const queryKey = ['health']
const address = '/api/admin/health'
const minute = 60_000

/** What the last examination found, asked again while one is being done. */
export const useHealth = () =>
  useQuery({
    queryKey,
    queryFn: ({ signal }) => api<AdminHealth>('GET', address, undefined, signal),
    refetchInterval: ({ state }) => (state.data?.running ? 1000 : minute),
  })

/** The same, beside something else. Asked when somebody comes back to the page, and not by a timer: that would count as use of the session. */
export const useLastHealth = (isAdmin = true): AdminHealth | undefined =>
  useQuery({
    queryKey,
    queryFn: ({ signal }) => api<AdminHealth>('GET', address, undefined, signal),
    enabled: isAdmin,
    staleTime: minute,
    refetchOnWindowFocus: true,
    retry: false,
  }).data

/** How many errors the last examination found. */
export const useErrorCount = (isAdmin: boolean): number =>
  useLastHealth(isAdmin)?.checks.filter(({ status }) => status === 'error').length ?? 0

export const refreshHealth = () => void client.invalidateQueries({ queryKey })

/** Has everything examined anew. */
export const useExamine = () =>
  useMutation({
    mutationFn: () => api<AdminHealth>('POST', address),
    onSuccess: (health) => client.setQueryData(queryKey, health),
  })
