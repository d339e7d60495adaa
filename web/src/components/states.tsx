import { Button, Skeleton } from '@mantine/core'
import type { ReactNode } from 'react'
import { ApiError } from '../queries/api.ts'
import styles from './states.module.css'

/** What stands where there is nothing yet, and what to do about it; `whole` where it is the page. */
export function Empty({ title, children, whole }: { title: string; children?: ReactNode; whole?: boolean }) {
  return (
    <div className={styles.empty}>
      {whole ? <h1>{title}</h1> : <h2>{title}</h2>}
      {children}
    </div>
  )
}

export function Loading({ lines = 5, what = 'the page' }: { lines?: number; what?: string }) {
  return (
    <div className="stack" role="status" aria-label={`Loading ${what}`}>
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <Skeleton key={index} height={18} width={`${92 - ((index * 17) % 40)}%`} radius="sm" />
      ))}
    </div>
  )
}

/** An error as a part of a page: the server's own sentence, and a way to ask again. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const known = error instanceof ApiError ? error : undefined
  return (
    <div className={styles.failure} role="alert">
      <div>
        <strong>{known?.title ?? 'This page met an error'}</strong>
        <p>{known?.message ?? (error instanceof Error ? error.message : String(error))}</p>
        {known?.start !== undefined && <a href={signInAnew(known.start)}>Sign in once more, and come back here</a>}
      </div>
      {retry && (
        <Button size="xs" variant="default" onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  )
}

function signInAnew(start: string | null): string {
  const returnTo = new URLSearchParams({ return_to: location.pathname + location.search })
  return start === null ? `/login?${returnTo}` : `${start}&${returnTo}`
}

interface QueryLike<T> {
  data: T | undefined
  error: unknown
  isPending: boolean
  refetch: () => unknown
}

/** Loading, failed or there: the three states of whatever a page asks for. Data that is there stays while it is asked again. */
export function Await<T>(props: {
  query: QueryLike<T>
  what?: string
  lines?: number
  children: (data: T) => ReactNode
}) {
  const { query } = props
  if (query.data !== undefined) return props.children(query.data)
  if (query.error) return <Failure error={query.error} retry={() => void query.refetch()} />
  return <Loading lines={props.lines} what={props.what} />
}
