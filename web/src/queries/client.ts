import { QueryClient } from '@tanstack/react-query'
import { ApiError } from './api.ts'
import { onReturn } from './connection.ts'

/** Whether asking again may help: silence and the server's own troubles, never a refusal. */
const mayHelp = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500)

export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      gcTime: 5 * 60_000,
      retry: (count, error) => count < 2 && mayHelp(error),
      refetchOnWindowFocus: false,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
})

onReturn(() => void client.invalidateQueries())

/** A session that ended sends the person to sign in and back here, from whichever call finds it out. */
client.getQueryCache().subscribe((event) => {
  // Who one is, is asked by the router before a page opens, which then leads to sign-in itself.
  if (event.type !== 'updated' || event.action.type !== 'error' || event.query.queryKey[0] === 'me') return
  leaveIfSignedOut(event.action.error)
})
client.getMutationCache().subscribe((event) => {
  if (event.type === 'updated' && event.action.type === 'error') leaveIfSignedOut(event.action.error)
})

function leaveIfSignedOut(error: unknown) {
  if (!(error instanceof ApiError) || error.status !== 401) return
  if (isAnonymous(location.pathname)) return
  const here = location.pathname + location.search
  location.assign(here === '/' ? '/login' : `/login?return_to=${encodeURIComponent(here)}`)
}

export const isAnonymous = (pathname: string): boolean => ['/login', '/setup', '/signed-out'].includes(pathname)
