import { Button } from '@mantine/core'
import type { UseInfiniteQueryResult } from '@tanstack/react-query'
import styles from './show-older.module.css'

/** Below a list that begins with the newest: how many there are so far, and the way to more. */
export function ShowOlder({ query, shown }: { query: UseInfiniteQueryResult; shown: number }) {
  return (
    <div className={styles.more}>
      <span className="dim small" role="status">
        {shown} shown{query.hasNextPage ? '' : ', no older ones'}
      </span>
      {query.hasNextPage && (
        <Button
          size="xs"
          variant="default"
          onClick={() => void query.fetchNextPage()}
          loading={query.isFetchingNextPage}
        >
          Show older
        </Button>
      )}
    </div>
  )
}
