import { useMutation, useQuery } from '@tanstack/react-query'
import type { PreparedSignInTest, RequireSso, SignInTestPage } from '../../../src/wire/app/contract.ts'
import { api, path } from './api.ts'
import { client } from './client.ts'

const testPath = (provider: string, ...more: string[]) =>
  path('api', 'admin', 'providers', provider, 'test-sign-in', ...more)

export const prepareSignInTest = (provider: string, draft: Record<string, unknown>) =>
  api<PreparedSignInTest>('POST', testPath(provider), draft)

const isOver = (page: SignInTestPage | undefined) => page?.test.state === 'passed' || page?.test.state === 'failed'

/** What came of a test, asked for until something did. */
export const useSignInTest = (provider: string, test: string | null) =>
  useQuery({
    queryKey: ['sign-in-test', test],
    queryFn: ({ signal }) => api<SignInTestPage>('GET', testPath(provider, test ?? ''), undefined, signal),
    enabled: test !== null,
    retry: false,
    refetchInterval: ({ state: { data, error } }) => (isOver(data) || error ? false : 2000),
  })

const requireSsoKey = ['require-sso']

export const useRequireSso = () =>
  useQuery({
    queryKey: requireSsoKey,
    queryFn: ({ signal }) => api<RequireSso>('GET', '/api/admin/require-sso', undefined, signal),
  })

const remember = (now: RequireSso) => client.setQueryData(requireSsoKey, now)

export const useSwitchRequireSso = () =>
  useMutation({
    mutationFn: (on: boolean) => api<RequireSso>('PUT', '/api/admin/require-sso', { on }),
    onSuccess: remember,
  })

export const useProveBreakGlass = () =>
  useMutation({
    mutationFn: ({ username, password }: { username: string; password: string }) =>
      api<RequireSso>('PUT', path('api', 'admin', 'break-glass', username), { password }),
    onSuccess: remember,
  })

export const useRemoveBreakGlass = () =>
  useMutation({
    mutationFn: (username: string) => api<RequireSso>('DELETE', path('api', 'admin', 'break-glass', username)),
    onSuccess: remember,
  })
