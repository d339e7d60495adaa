import { useNavigate } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { RunPage, RunSummary } from '../../../../src/wire/app/contract.ts'
import type { Ink } from '../../charts/palette.ts'
import { ChevronIcon, EyeIcon, EyeOffIcon } from '../../components/icons.tsx'
import { SearchBox } from '../../components/search-box.tsx'
import { Await, Empty } from '../../components/states.tsx'
import type { ProjectAddress } from '../../queries/tracking.ts'
import styles from './run-list.module.css'
import { RunRow } from './run-row.tsx'
import type { Visibility } from './visibility.ts'

interface RunListProps {
  at: ProjectAddress
  query: {
    data: { pages: RunPage[] } | undefined
    error: unknown
    isPending: boolean
    hasNextPage: boolean
    isFetchingNextPage: boolean
    fetchNextPage: () => unknown
    refetch: () => unknown
  }
  runs: RunSummary[]
  search: string
  onSearch: (text: string) => void
  visibility: Visibility
  inkOf: (run: string) => Ink
  /** On narrow screens the list is folded away. */
  open: boolean
  onOpen: (open: boolean) => void
}

export function RunList(props: RunListProps) {
  const { query, runs, search, onSearch, visibility, open, onOpen } = props
  const total = query.data?.pages[0]?.total
  const allDrawn = runs.length > 0 && runs.every((each) => visibility.isDrawn(each.name))
  return (
    <aside className={styles.list} aria-label="Runs" data-open={open}>
      <header className={styles.head}>
        <button
          type="button"
          className={styles.fold}
          aria-expanded={open}
          aria-label="List of runs"
          onClick={() => onOpen(!open)}
        >
          <ChevronIcon size={13} />
        </button>
        <h2>
          Runs <span className="dim num">{total}</span>
        </h2>
        <button
          type="button"
          className={styles.all}
          onClick={() =>
            visibility.setAll(
              runs.map((each) => each.name),
              !allDrawn,
            )
          }
        >
          {allDrawn ? <EyeIcon size={14} /> : <EyeOffIcon size={14} />}
          {allDrawn ? 'Hide all' : 'Show all'}
        </button>
      </header>
      <div className={styles.body}>
        <SearchBox className={styles.search} label="Search runs" value={search} onChange={onSearch} />
        <Await query={query} what="the runs">
          {() =>
            runs.length === 0 ? <Empty title={search ? 'No run matches' : 'No runs yet'} /> : <Rows {...props} />
          }
        </Await>
      </div>
    </aside>
  )
}

const rowHeight = 50

/** A grid of rows that keys move through as one (WAI-ARIA grid with an active descendant); only those in view exist. */
function Rows({ at, query, runs, visibility, inkOf }: RunListProps) {
  const box = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(-1)
  const navigate = useNavigate()
  const rows = useVirtualizer({
    count: runs.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  })
  const items = rows.getVirtualItems()
  const lastSeen = items.at(-1)?.index ?? 0
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastSeen >= runs.length - 20) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, lastSeen, runs.length])

  const pressed = (event: KeyboardEvent) => {
    const moves: Record<string, number> = { ArrowDown: active + 1, ArrowUp: active - 1, Home: 0, End: runs.length - 1 }
    const next = moves[event.key]
    const run = runs[active]
    if (next !== undefined) {
      const index = Math.max(0, Math.min(runs.length - 1, next))
      setActive(index)
      rows.scrollToIndex(index)
    } else if (event.key === ' ' && run) visibility.toggle(run.name)
    else if (event.key === 'Enter' && run) {
      void navigate({ to: '/$entity/$project/runs/$run', params: { ...at, run: run.name } })
    } else return
    event.preventDefault()
  }

  return (
    <div
      ref={box}
      className={styles.rows}
      role="grid"
      aria-label="Runs; arrow keys move, space shows or hides, Enter opens"
      aria-multiselectable="true"
      aria-rowcount={runs.length}
      aria-activedescendant={runs[active] ? `run-${runs[active].name}` : undefined}
      tabIndex={0}
      onKeyDown={pressed}
      onFocus={(event) => event.target === event.currentTarget && active < 0 && setActive(0)}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setActive(-1)}
    >
      <div role="rowgroup" style={{ height: rows.getTotalSize(), position: 'relative' }}>
        {items.map(({ index, start }) => {
          const run = runs[index]!
          return (
            <RunRow
              key={run.name}
              run={run}
              place={index + 1}
              top={start}
              height={rowHeight}
              active={index === active}
              drawn={visibility.isDrawn(run.name)}
              ink={inkOf(run.name)}
              onToggle={() => visibility.toggle(run.name)}
            />
          )
        })}
      </div>
    </div>
  )
}
