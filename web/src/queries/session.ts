import { queryOptions, useMutation, useQuery } from '@tanstack/react-query'
import type {
  FaultText,
  LinkBody,
  Me,
  ProviderOfEmail,
  ProviderOfEmailBody,
  SetupBody,
  SignInBody,
  SignInOptions,
  UnfinishedReport,
  UnfinishedSignIn,
} from '../../../src/wire/app/contract.ts'
import { api, path } from './api.ts'

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => api<Me>('GET', '/api/me', undefined, signal),
  staleTime: 60_000,
})

/** Who is signed in. Only inside pages that stand behind sign-in. */
export const useMe = () => useQuery(meQuery).data?.user

export const signInOptionsQuery = queryOptions({
  queryKey: ['sign-in-options'],
  queryFn: ({ signal }) => api<SignInOptions>('GET', '/api/sign-in-options', undefined, signal),
})
export const useSignInOptions = () => useQuery(signInOptionsQuery)

/** The visitor's sentence of a failure's code. */
export const useFault = (code: string | undefined) =>
  useQuery({
    queryKey: ['fault', code],
    queryFn: ({ signal }) => api<FaultText>('GET', path('api', 'faults', code ?? ''), undefined, signal),
    enabled: code !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })

export const useSignIn = () => useMutation({ mutationFn: (body: SignInBody) => api<Me>('POST', '/api/sign-in', body) })

/** The provider that goes with an e-mail address. */
export const useProviderOfEmail = () =>
  useMutation({
    mutationFn: (body: ProviderOfEmailBody) => api<ProviderOfEmail>('POST', '/api/sign-in-provider', body),
  })

/** After a sign-in that ended because an account has the address: by that account's password. */
export const useLink = () => useMutation({ mutationFn: (body: LinkBody) => api<Me>('POST', '/api/sign-in/link', body) })

export const useSetup = () => useMutation({ mutationFn: (body: SetupBody) => api<Me>('POST', '/api/setup', body) })

/** The sign-in that was begun in this browser and has not come back; asked anew whenever the page is looked at again. */
export const useUnfinished = () =>
  useQuery({
    queryKey: ['unfinished'],
    queryFn: ({ signal }) => api<UnfinishedSignIn>('GET', '/api/sign-in/unfinished', undefined, signal),
    refetchOnWindowFocus: 'always',
    refetchOnMount: 'always',
    retry: false,
  })

export const useReportUnfinished = () =>
  useMutation({ mutationFn: (body: UnfinishedReport) => api<FaultText>('POST', '/api/sign-in/unfinished', body) })
